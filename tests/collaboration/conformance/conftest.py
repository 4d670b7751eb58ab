"""Stock clients in a Node process, and installations that they meet at."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.acceptance.conftest import PRODUCTION, chance
from tests.acceptance.installation import SCALED as ENGINE_SCALED
from tests.acceptance.installation import Cluster, Embedded, Places
from tests.acceptance.processes import output_of
from tests.acceptance.servers import PostgresServer, RedisServer
from tests.collaboration.conformance.site import (
    COLLABORATION,
    EDITORS,
    SCALED,
    Site,
    Team,
    set_up_team,
)
from tests.collaboration.node import Node, what_is_missing
from tests.migrated import copy_migrated
from tests.servers import server_folder, server_user

__all__ = ["chance"]  # a fixture

TEMPLATE = "template_of_people"
MakeSite = Callable[..., Site]
# Rights and logs are looked at so seldom that only hints of other processes can tell in time.
NEVER_LOOKS = {f"{COLLABORATION}ACCESS_S": "600", f"{COLLABORATION}POLL_S": "600"}


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
    copy_migrated(tmp_path_factory, data_dir)
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
def new_site(make_site: MakeSite) -> Site:
    """Started, and this test's own: nothing is in it."""
    started = make_site()
    started.start()
    return started


def _site_of_copy(template: tuple[Path, Team], place: Path) -> Site:
    """Not started yet; nothing that happens to it touches the template."""
    folder, team = template
    data_dir = place / "data"
    shutil.copytree(folder, data_dir)
    return Site(Embedded(Places(data_dir, team.owner.token), SCALED), team)


@pytest.fixture(scope="session")
def killable_site(
    sqlite_template: tuple[Path, Team], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    site = _site_of_copy(sqlite_template, tmp_path_factory.mktemp("killable-site"))
    yield site
    _end([site])


@pytest.fixture
def site(killable_site: Site) -> Iterator[Site]:
    """
    For workflows of a test's own, and this test's alone while it lasts: it may be killed, started
    with another environment, and editors may change their roles.
    """
    environment = dict(killable_site.installation.environment)
    killable_site.start_if_dead()
    yield killable_site
    if killable_site.installation.environment != environment:
        killable_site.installation.environment = environment
        killable_site.kill()
    killable_site.start_if_dead()
    # Who leaves the team or signs out for good is LEAVER, or SIGNER.
    for person in EDITORS:
        killable_site.set_role(person, "editor")
    print(killable_site.logs())


@pytest.fixture(scope="session")
def open_site(
    sqlite_template: tuple[Path, Team], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Started once, for tests that need no more than workflows of their own; it stays as it is."""
    site = _site_of_copy(sqlite_template, tmp_path_factory.mktemp("open-site"))
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
    output_of(["migrate", "--verbosity", "0"], environment)
    return data_dir, set_up_team(environment)


MakeCluster = Callable[[Path, Mapping[str, str]], Site]


@pytest.fixture(scope="session")
def new_cluster_site(
    cluster_team: tuple[Path, Team], postgres: PostgresServer, redis_server: RedisServer
) -> MakeCluster:
    """Makes an installation of web processes on PostgreSQL and Redis; it is not started."""
    folder, team = cluster_team
    names = (f"people_{os.getpid()}_{number}" for number in count())

    def make(data_dir: Path, environment: Mapping[str, str]) -> Site:
        name = next(names)
        postgres.copy_database(TEMPLATE, name)
        shutil.copytree(folder, data_dir)
        urls = {"DATABASE_URL": postgres.url(name), "REDIS_URL": redis_server.url()}
        settings = {**SCALED, **PRODUCTION, **urls, **environment}
        return Site(Cluster(Places(data_dir, team.owner.token), settings, postgres.url(name)), team)

    return make


@pytest.fixture
def make_cluster_site(
    new_cluster_site: MakeCluster,
    postgres: PostgresServer,
    redis_server: RedisServer,
    tmp_path: Path,
) -> Iterator[MakeSite]:
    made: list[Site] = []

    def make(**environment: str) -> Site:
        made.append(new_cluster_site(tmp_path / f"cluster-{len(made)}", environment))
        return made[-1]

    redis_server.connect().flushall()
    yield make
    _end(made)
    _drop_databases(made, postgres)


@pytest.fixture
def cluster_site(make_cluster_site: MakeSite) -> Site:
    started = make_cluster_site()
    started.start()
    return started


@dataclass(frozen=True, slots=True)
class TwoProcesses:
    """One installation; whoever comes to `there` is served by another process."""

    site: Site
    there: int


@pytest.fixture(scope="module")
def two_processes(
    new_cluster_site: MakeCluster,
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TwoProcesses]:
    """Started once for a module; what nobody says aloud is not found within its tests."""
    folder = tmp_path_factory.mktemp("two-processes") / "data"
    yield from two_processes_of(new_cluster_site(folder, NEVER_LOOKS), postgres)


def two_processes_of(site: Site, postgres: PostgresServer) -> Iterator[TwoProcesses]:
    site.start()
    yield TwoProcesses(site, site.start_another())
    _end([site])
    _drop_databases([site], postgres)


def _drop_databases(made: list[Site], postgres: PostgresServer) -> None:
    for site in made:
        assert isinstance(site.installation, Cluster)
        postgres.drop_database(site.installation.database_name)


def _end(made: list[Site]) -> None:
    """Processes die at once; what they logged stands in a failed test's report."""
    for site in made:
        site.close()
        print(site.logs())
