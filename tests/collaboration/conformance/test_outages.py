"""Two web processes: Redis hangs or is gone for a while, or one of the two dies."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.acceptance.servers import PostgresServer, RedisServer
from tests.collaboration.conformance.conftest import MakeCluster, TwoProcesses, two_processes_of
from tests.collaboration.conformance.sides import Sides, check_nobody_waits, open_sides
from tests.collaboration.node import Node
from tests.servers import wait_until

pytestmark = [pytest.mark.acceptance, pytest.mark.production]

WITHOUT_REDIS_MS = 5_000
WITH_REDIS_MS = 1_000


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """May be stopped and killed; each test leaves it running."""
    server = RedisServer(tmp_path_factory.mktemp("redis-of-two"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def two(
    new_cluster_site: MakeCluster,
    postgres: PostgresServer,
    own_redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TwoProcesses]:
    folder = tmp_path_factory.mktemp("two-with-redis") / "data"
    site = new_cluster_site(folder, {"REDIS_URL": own_redis.url()})
    yield from two_processes_of(site, postgres)


@pytest.fixture
def sides(two: TwoProcesses, node: Node, tmp_path: Path) -> Iterator[Sides]:
    with Node(log=tmp_path / "there.log") as other:
        yield open_sides(two.site, two.there, (node, other))


def freeze(redis: RedisServer) -> Callable[[], None]:
    redis.send(signal.SIGSTOP)
    return lambda: redis.send(signal.SIGCONT)


def kill(redis: RedisServer) -> Callable[[], None]:
    redis.kill()
    return redis.start


OUTAGES = {"hangs": freeze, "is killed": kill}


@pytest.mark.parametrize("what", ["hangs", pytest.param("is killed", marks=pytest.mark.long)])
def test_while_redis_is_away_nobody_waits_and_nothing_is_lost(
    sides: Sides, own_redis: RedisServer, what: str
) -> None:
    usual = [sides.write_for_a_while() for _ in range(2)]

    end_outage = OUTAGES[what](own_redis)
    try:
        check_nobody_waits(sides.write_for_a_while, usual)
        check_edits_arrive_within(sides, WITHOUT_REDIS_MS, "during", at_once=1)
    finally:
        end_outage()

    sides.check_all_agree()
    # Without hints it would take up to three seconds, so not all of several would be quick.
    check_edits_arrive_within(sides, WITH_REDIS_MS, "again", at_once=5)
    assert [each for side in sides.both for each in side.closes()] == []


def test_a_process_that_is_killed_takes_nobody_of_another_one_along(
    sides: Sides, two: TwoProcesses
) -> None:
    usual = [sides.write_for_a_while() for _ in range(2)]

    check_nobody_waits(lambda: write_there_while_here_dies(sides, two), usual)

    sides.check_all_agree()
    assert sides.there.closes() == []


def write_there_while_here_dies(sides: Sides, two: TwoProcesses) -> list[float]:
    """The delays between those who are connected to the process that lives."""
    one, node = sides.here.names[0], sides.here.node
    known = len(node.do("status", name=one)["closes"])
    for side in sides.both:
        side.begin_writing()
    two.site.kill()
    node.do("closed", name=one, known=known)
    sides.there.node.do("rest", ms=1_500)
    delays = sides.there.stop_writing()
    two.site.start()
    node.do("sync", names=list(sides.here.names))
    sides.here.stop_writing()
    return delays


@pytest.mark.long
def test_outages_again_and_again_leave_no_gap(sides: Sides, own_redis: RedisServer) -> None:
    for number in range(20):
        end_outage = OUTAGES[("hangs", "is killed")[number % 2]](own_redis)
        try:
            sides.write_for_a_while()
        finally:
            end_outage()
        sides.check_all_agree()


def reach_the_other_side(sides: Sides, task: str) -> float:
    """Milliseconds until an edit here is seen there."""
    name = sides.there.names[0]
    arrival = sides.there.node.begin("awaitTask", name=name, id=task)
    sides.here.node.do("addTask", name=sides.here.names[0], id=task)
    return float(arrival.result(120))


def check_edits_arrive_within(sides: Sides, most_ms: float, name: str, *, at_once: int) -> None:
    """Several in a row, sooner or later: the machine may pause, and hints have to begin again."""
    tries = count()

    def arrive_quickly() -> bool:
        took = [reach_the_other_side(sides, f"{name}_{next(tries)}") for _ in range(at_once)]
        return max(took) <= most_ms

    wait_until(arrive_quickly, f"edits to arrive within {most_ms} ms")
