"""Stock clients in a Node process, and installations that they meet at."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import PRODUCTION, chance
from tests.acceptance.installation import SCALED as ENGINE_SCALED
from tests.acceptance.installation import Cluster, Embedded, Places
from tests.acceptance.servers import PostgresServer, RedisServer
from tests.collaboration.conformance.site import SCALED, Site, Team, set_up_team
from tests.collaboration.node import Node, what_is_missing
from tests.servers import server_folder, server_user

__all__ = ["chance"]  # a fixture

TEMPLATE = "template_of_people"
MakeSite = Callable[..., Site]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Nobody yet; nothing may have been thrown in any client's handlers in the end."""
    if missing := what_is_missing():
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    log = tmp_path / "node.log"
    with Node(log=log) as people:
        yield people
        thrown = people.do("faults")
    print(log.read_text()[-3_000:])
    assert thrown == []


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Team]:
    data_dir = tmp_path_factory.mktemp("people-template")
    environment = {**ENGINE_SCALED, **SCALED, "DATA_DIR": str(data_dir)}
    return data_dir, set_up_team(environment)


@pytest.fixture
def make_site(sqlite_template: tuple[Path, Team], tmp_path: Path) -> Iterator[MakeSite]:
    """Makes an installation of one process on SQLite; it is not started."""
    made: list[Site] = []
    folder, team = sqlite_template

    def make(**environment: str) -> Site:
        data_dir = tmp_path / f"site-{len(made)}"
        shutil.copytree(folder, data_dir)
        places = Places(data_dir, team.owner.token)
        made.append(Site(Embedded(places, {**SCALED, **environment}), team))
        return made[-1]

    yield make
    _end(made)


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Started, and this test's own: it may be killed."""
    started = make_site()
    started.start()
    return started


@pytest.fixture(scope="session")
def open_site(
    sqlite_template: tuple[Path, Team], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Started once, for tests that need no more than workflows of their own; it stays as it is."""
    folder, team = sqlite_template
    data_dir = tmp_path_factory.mktemp("open-site") / "data"
    shutil.copytree(folder, data_dir)
    site = Site(Embedded(Places(data_dir, team.owner.token), SCALED), team)
    site.start()
    yield site
    _end([site])


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
    server = RedisServer(tmp_path_factory.mktemp("collaboration-redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def cluster_team(
    postgres: PostgresServer, redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Team]:
    data_dir = tmp_path_factory.mktemp("people-cluster")
    postgres.execute(f"CREATE DATABASE {TEMPLATE}")
    urls = {"DATABASE_URL": postgres.url(TEMPLATE), "REDIS_URL": redis_server.url()}
    environment = {**ENGINE_SCALED, **SCALED, **PRODUCTION, **urls, "DATA_DIR": str(data_dir)}
    return data_dir, set_up_team(environment)


@pytest.fixture
def make_cluster_site(
    cluster_team: tuple[Path, Team],
    postgres: PostgresServer,
    redis_server: RedisServer,
    tmp_path: Path,
) -> Iterator[MakeSite]:
    """Makes an installation of web processes on PostgreSQL and Redis; none is started."""
    made: list[Site] = []
    folder, team = cluster_team

    def make(**environment: str) -> Site:
        number = len(made)
        name = f"people_{os.getpid()}_{tmp_path.name[-8:].replace('-', '_')}_{number}"
        postgres.copy_database(TEMPLATE, name)
        data_dir = tmp_path / f"cluster-{number}"
        shutil.copytree(folder, data_dir)
        urls = {"DATABASE_URL": postgres.url(name), "REDIS_URL": redis_server.url()}
        settings = {**SCALED, **PRODUCTION, **urls, **environment}
        places = Places(data_dir, team.owner.token)
        made.append(Site(Cluster(places, settings, postgres.url(name)), team))
        return made[-1]

    redis_server.connect().flushall()
    yield make
    _end(made)
    for site in made:
        assert isinstance(site.installation, Cluster)
        postgres.drop_database(site.installation.database_name)


@pytest.fixture
def cluster_site(make_cluster_site: MakeSite) -> Site:
    started = make_cluster_site()
    started.start()
    return started


def _end(made: list[Site]) -> None:
    """Processes die at once; what they logged stands in a failed test's report."""
    for site in made:
        site.close()
        print(site.logs())
