"""Two web processes: Redis hangs or is gone for a while, or one of the two dies."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.servers import PostgresServer, RedisServer
from tests.collaboration.conformance.conftest import MakeCluster, TwoProcesses, two_processes_of
from tests.collaboration.conformance.sides import Sides, check_nobody_waited, open_sides
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
    before = sides.write_for_a_while()

    end_outage = OUTAGES[what](own_redis)
    try:
        during = sides.write_for_a_while()
        took_without = reach_the_other_side(sides, "during_the_outage")
    finally:
        end_outage()

    sides.check_all_agree()
    check_hints_arrive_again(sides)
    check_nobody_waited(during, [before, sides.write_for_a_while()])
    assert took_without <= WITHOUT_REDIS_MS
    assert [each for side in sides.both for each in side.closes()] == []


def test_a_process_that_is_killed_takes_nobody_of_another_one_along(
    sides: Sides, two: TwoProcesses
) -> None:
    before = sides.write_for_a_while()

    sides.here.begin_writing()
    sides.there.begin_writing()
    two.site.kill()
    sides.here.node.do("closed", name=sides.here.names[0])
    sides.there.node.do("rest", ms=1_500)
    after = sides.there.stop_writing()
    two.site.start()
    sides.here.node.do("sync", names=list(sides.here.names))
    sides.here.stop_writing()

    sides.check_all_agree()
    check_nobody_waited(after, [before, sides.write_for_a_while()])
    assert sides.there.closes() == []


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
    return float(arrival.result(30))


def check_hints_arrive_again(sides: Sides) -> None:
    """Without hints it would take up to three seconds, so not all of several would be quick."""
    tries = iter(range(100))

    def arrive_quickly() -> bool:
        took = [reach_the_other_side(sides, f"again_{next(tries)}") for _ in range(5)]
        return max(took) <= WITH_REDIS_MS

    wait_until(arrive_quickly, "hints of the other process")
