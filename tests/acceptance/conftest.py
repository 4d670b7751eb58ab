"""Installations for fault tests, copied from one that was set up once per session."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import pytest

from tests.acceptance.installation import SCALED, Cluster, Embedded, Installation, Places
from tests.acceptance.processes import output_of
from tests.acceptance.servers import PostgresServer, RedisServer
from tests.migrated import copy_migrated
from tests.servers import server_folder, server_user

SETUP = """
from workflows.services.first_start import ensure_first_start
ensure_first_start()

from tests.acceptance.documents import INNER, chain
from workflows.models import Team, User
from workflows.services import publishing, workflows
user, team = User.objects.get(), Team.objects.get()
stored = workflows.create_workflow(
    user=user, team_id=team.public_id, document=chain(2), slug=INNER
)
publishing.publish(user=user, workflow_id=stored.public_id)
"""
TEMPLATE = "template_of_tests"
PRODUCTION = {
    "SECRET_KEY": "only-for-tests-0123456789abcdef0123456789",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
}
MakeEmbedded = Callable[..., Embedded]
MakeCluster = Callable[..., Cluster]


def set_up(environment: Mapping[str, str]) -> str:
    """Make the first person, team and workflow, and a token; the token's text."""
    output_of(["shell", "--command", SETUP], environment)
    return output_of(["create_api_token", "admin"], environment)


@pytest.fixture
def chance() -> Random:
    """Randomness that a failed test can be repeated with: its seed is in the output."""
    seed = int(os.environ.get("ACCEPTANCE_SEED") or secrets.randbelow(1_000_000))
    print(f"ACCEPTANCE_SEED={seed}")
    return Random(seed)


@pytest.fixture(scope="session")
def embedded_template(tmp_path_factory: pytest.TempPathFactory) -> Places:
    data_dir = tmp_path_factory.mktemp("embedded-template")
    copy_migrated(tmp_path_factory, data_dir)
    token = set_up({**SCALED, "DATA_DIR": str(data_dir)})
    return Places(data_dir, token)


@pytest.fixture
def make_embedded(embedded_template: Places, tmp_path: Path) -> Iterator[MakeEmbedded]:
    """Makes an installation in one process; it is not started."""
    made: list[Installation] = []

    def make(**environment: str) -> Embedded:
        data_dir = tmp_path / f"data-{len(made)}"
        shutil.copytree(embedded_template.data_dir, data_dir)
        installation = Embedded(Places(data_dir, embedded_template.token), environment)
        made.append(installation)
        return installation

    yield make
    _end(made)


@pytest.fixture
def embedded(make_embedded: MakeEmbedded) -> Embedded:
    return make_embedded()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    user = server_user()
    with server_folder(user) as folder:
        server = PostgresServer(folder, user)
        server.initialise()
        server.start()
        yield server
        server.stop(signal.SIGINT)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("acceptance-redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def cluster_template(
    postgres: PostgresServer,
    redis_server: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Places:
    data_dir = tmp_path_factory.mktemp("cluster-template")
    postgres.execute(f"CREATE DATABASE {TEMPLATE}")
    urls = {"DATABASE_URL": postgres.url(TEMPLATE), "REDIS_URL": redis_server.url()}
    environment = {**SCALED, **PRODUCTION, **urls, "DATA_DIR": str(data_dir)}
    output_of(["migrate", "--verbosity", "0"], environment)
    token = set_up(environment)
    return Places(data_dir, token)


@pytest.fixture
def make_cluster(
    cluster_template: Places, postgres: PostgresServer, redis_server: RedisServer, tmp_path: Path
) -> Iterator[MakeCluster]:
    """
    Makes an installation of several processes on a database of its own; it is not started.

    `postgres_port` and `redis_port` put something in between, such as a proxy.
    """
    made: list[Installation] = []
    names: list[str] = []

    def make(
        *, postgres_port: int | None = None, redis_port: int | None = None, **environment: str
    ) -> Cluster:
        name = f"acceptance_{secrets.token_hex(4)}"
        postgres.copy_database(TEMPLATE, name)
        names.append(name)
        data_dir = tmp_path / f"data-{len(made)}"
        shutil.copytree(cluster_template.data_dir, data_dir)
        urls = {
            "DATABASE_URL": postgres.url(name, postgres_port),
            "REDIS_URL": redis_server.url(redis_port),
        }
        places = Places(data_dir, cluster_template.token)
        installation = Cluster(places, {**PRODUCTION, **urls, **environment}, postgres.url(name))
        made.append(installation)
        return installation

    redis_server.connect().flushall()
    yield make
    _end(made)
    for name in names:
        postgres.drop_database(name)


@pytest.fixture
def cluster(make_cluster: MakeCluster) -> Cluster:
    return make_cluster()


def _end(made: list[Installation]) -> None:
    """Processes die at once; what they logged stands in a failed test's report."""
    for installation in made:
        installation.close()
        for log in installation.logs():
            print(log)
