"""F-E20, F-E21, F-E22: what happens at the same moment has one winner."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.acceptance.bells import ring_many
from tests.acceptance.documents import call, chain, document, fan
from tests.acceptance.installation import Cluster, Embedded
from tests.acceptance.servers import RedisServer

pytestmark = pytest.mark.acceptance

PAIRS = 60
RETRIES = 24
TIMEOUT_S = 0.4
# The documentation promises ten on an idle machine; here a worker dies and others share the cores.
FAN_IN_S = 60


def race_cancel(installation: Embedded, delay_events: int) -> tuple[int, str]:
    """Start, and cancel while it runs; the answer to the cancellation, and the execution."""
    execution = installation.client.start(chain(1 + delay_events))
    answer = installation.client.post(f"/executions/{execution}/cancel")
    return answer.status_code, execution


def check_cancellations(embedded: Embedded, chance: Random, pairs: int) -> None:
    with ThreadPoolExecutor(4) as racers:
        lengths = [chance.randint(0, 3) for _ in range(pairs)]
        raced = list(racers.map(lambda length: race_cancel(embedded, length), lengths))
    embedded.settle(at_least=pairs)

    for status, execution in raced:
        state = embedded.client.state_of(execution)
        assert (status, state) in {(200, "cancelled"), (409, "succeeded")}, execution


def test_of_cancelling_and_completing_one_wins_and_the_other_is_told(
    embedded: Embedded, chance: Random
) -> None:
    embedded.start()

    check_cancellations(embedded, chance, PAIRS)


@pytest.mark.long
def test_of_a_thousand_cancellations_each_has_one_winner(
    embedded: Embedded, chance: Random
) -> None:
    embedded.start()

    check_cancellations(embedded, chance, 1_000)


def test_a_result_that_comes_with_its_time_out_counts_once(
    embedded: Embedded, chance: Random
) -> None:
    embedded.start()
    tasks = {
        f"late_{i}": call(
            "acceptance.overrun", retry=2, seconds=TIMEOUT_S + chance.uniform(-0.08, 0.12)
        )
        | {"timeout_s": TIMEOUT_S}
        for i in range(RETRIES)
    }
    execution = embedded.client.start(document(tasks))

    embedded.settle()

    assert embedded.client.state_of(execution) == "succeeded"
    names = Counter(
        (event["name"], event["subject"]) for event in embedded.client.events(execution)
    )
    for task in embedded.client.tasks(execution):
        retries = names["task:retrying", task["task"]]
        assert retries in (0, 1)
        assert task["attempt"] == 1 + retries


@pytest.mark.production
def test_a_join_of_a_thousand_fires_once_though_bells_double_and_a_worker_dies(
    cluster: Cluster, redis_server: RedisServer
) -> None:
    cluster.start(workers=2)
    execution = cluster.client.start(fan(1_000))
    cluster.wait_for_events(2_000)

    ring_many(redis_server, 100)
    cluster.workers[0].kill()
    cluster.start_worker(ready=False)
    took_s = cluster.settle()

    assert took_s < FAN_IN_S
    [join] = [task for task in cluster.client.tasks(execution) if task["task"] == "join"]
    assert join["state"] == "succeeded"
    assert join["attempt"] == 1 + join["lost"]
