"""F-E04 to F-E06, F-E09 to F-E11: the broker and its messages are hints that may fail."""

from __future__ import annotations

from random import Random

import pytest

from tests.acceptance.bells import (
    HeldBells,
    LossyBells,
    bells_waiting,
    consumers_of,
    ring_many,
)
from tests.acceptance.conftest import MakeCluster
from tests.acceptance.documents import chain, everything, fan
from tests.acceptance.installation import Cluster, descriptors_of
from tests.acceptance.proxy import Proxy
from tests.acceptance.servers import RedisServer
from tests.servers import wait_until

pytestmark = [pytest.mark.acceptance, pytest.mark.production]

RECOVERY_S = 60
# Lines that a process may log about one fault before it counts as a tight loop.
MANY_LINES = 400
# Connections that a worker opens when it first needs them.
SPARE_DESCRIPTORS = 20


def test_a_redis_killed_and_started_empty_costs_nothing_that_was_accepted(
    cluster: Cluster, redis_server: RedisServer
) -> None:
    cluster.start(workers=2)
    cluster.client.start(fan(40, "acceptance.work", seconds=0.1))
    cluster.wait_for_events(60)

    redis_server.kill()
    redis_server.start()
    cluster.client.start_surely(everything())

    assert cluster.settle(at_least=2) < RECOVERY_S


def test_without_redis_work_is_accepted_and_done_and_bells_are_heard_again_after_it(
    cluster: Cluster, redis_server: RedisServer
) -> None:
    cluster.start(workers=1)
    cluster.client.start(chain(2))
    cluster.settle()
    before = descriptors_of(cluster.workers[0])
    redis_server.kill()
    try:
        cluster.client.start(chain(3))
        away_s = cluster.settle(at_least=2)
        readiness = cluster.client.readiness()
    finally:
        redis_server.start()

    wait_until(lambda: bool(consumers_of(redis_server)), "a worker to listen again", RECOVERY_S)
    cluster.client.start(everything())
    cluster.settle(at_least=3)

    assert away_s < RECOVERY_S
    assert readiness["checks"]["broker"] == "not reachable"
    wait_until(lambda: bells_waiting(redis_server) == 0, "the bells to be taken")
    assert descriptors_of(cluster.workers[0]) <= before * 1.1 + SPARE_DESCRIPTORS


def test_a_full_redis_neither_stops_work_nor_makes_anyone_spin(
    cluster: Cluster, redis_server: RedisServer
) -> None:
    cluster.start(workers=1)
    redis = redis_server.connect()
    redis.config_set("maxmemory-policy", "noeviction")
    redis.config_set("maxmemory", "1")
    try:
        answers = [cluster.client.post_start(chain(2)) for _ in range(5)]
        cluster.settle(at_least=5)
    finally:
        redis.config_set("maxmemory", "0")

    assert [answer.status_code for answer in answers] == [201] * 5
    for process in cluster.processes:
        assert len(process.log.read_text().splitlines()) < MANY_LINES


def test_bells_that_come_many_times_have_one_effect(
    cluster: Cluster, redis_server: RedisServer
) -> None:
    cluster.start(workers=2)
    cluster.client.start(fan(50))

    ring_many(redis_server, 150)
    cluster.client.start(everything())
    ring_many(redis_server, 150)

    cluster.settle(at_least=2)
    assert set(cluster.effects.calls_by_key().values()) <= {1, 3}  # 3: the task that fails twice
    wait_until(lambda: bells_waiting(redis_server) == 0, "the bells to be taken")


def test_lost_bells_and_announcements_cost_time_only(
    make_cluster: MakeCluster, redis_server: RedisServer, chance: Random
) -> None:
    with Proxy(redis_server.port) as proxy:
        bells = proxy.answer_for = LossyBells(chance, share=0.3)
        cluster = make_cluster(redis_port=proxy.port)
        cluster.start(workers=2)

        for _ in range(20):
            cluster.client.start(chain(3))
        cluster.client.start(everything())
        took_s = cluster.settle(at_least=21)
        cluster.close()

    assert bells.lost > 0
    assert took_s < RECOVERY_S


def test_bells_that_come_late_and_in_another_order_change_nothing(
    make_cluster: MakeCluster, redis_server: RedisServer, chance: Random
) -> None:
    with Proxy(redis_server.port) as proxy:
        bells = proxy.answer_for = HeldBells()
        cluster = make_cluster(redis_port=proxy.port)
        cluster.start(workers=1)
        for _ in range(5):
            cluster.client.start(chain(3))
        cluster.settle(at_least=5)
        before = cluster.snapshot()

        bells.let_go(redis_server, chance)
        wait_until(lambda: bells_waiting(redis_server) == 0, "the late bells to be taken")
        cluster.client.start(chain(1))
        cluster.settle(at_least=6)
        after = cluster.snapshot()
        cluster.close()

    assert bells.kept
    for execution in before.executions:
        assert before.events[execution.id] == after.events[execution.id]
