"""F-E13, F-E14: tasks that kill their worker, and tasks that eat all memory."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import MakeCluster, MakeEmbedded
from tests.acceptance.documents import Document, call, chain, document
from tests.acceptance.installation import ENGINE, Cluster, Embedded, Installation
from tests.acceptance.settling import wait_for

pytestmark = pytest.mark.acceptance

MAX_LOST = 3


def supervise(installation: Embedded, execution: str) -> int:
    """Start the process anew whenever it died, until the execution ends; how often that was."""
    deaths = 0

    def has_ended() -> bool:
        nonlocal deaths
        if not installation.current.lives:
            deaths += 1
            installation.start(serving=False)
        return all(each.has_ended for each in installation.snapshot().executions)

    wait_for(has_ended, installation.database, f"the end of {execution}")
    installation.wait_until_serving()
    return deaths


def poisoned_document(installation: Installation, poison: str) -> Document:
    """The poison waits for a gate: else it would kill who has not yet answered the start."""
    tasks = {
        "before": call("acceptance.hold", gate=str(installation.gate("poison"))),
        "poison": call(poison, "before"),
        "after": call("acceptance.record", "poison"),
    }
    return document(tasks)


@pytest.mark.parametrize("poison", ["acceptance.exit", "acceptance.segfault"])
def test_a_task_that_kills_its_worker_is_quarantined_and_others_go_on(
    make_embedded: MakeEmbedded, poison: str
) -> None:
    embedded = make_embedded(**{f"{ENGINE}MAX_LOST": str(MAX_LOST)})
    embedded.start()
    innocent = embedded.client.start(chain(200))
    poisoned = embedded.client.start(poisoned_document(embedded, poison))
    embedded.gate("poison").touch()

    deaths = supervise(embedded, poisoned)

    assert embedded.client.state_of(innocent) == "succeeded"
    assert embedded.client.state_of(poisoned) == "failed"
    assert deaths == MAX_LOST
    assert embedded.effects.count("poison") == MAX_LOST
    [task] = [each for each in embedded.client.tasks(poisoned) if each["task"] == "poison"]
    assert "quarantined" in task["reason"]
    alerts = [event for event in embedded.client.events(poisoned) if event["name"] == "alert"]
    assert alerts
    embedded.check()


@pytest.mark.production
def test_a_poisoned_task_costs_three_workers_and_nobody_else_anything(
    make_cluster: MakeCluster,
) -> None:
    cluster: Cluster = make_cluster(**{f"{ENGINE}MAX_LOST": str(MAX_LOST)})
    cluster.start(workers=2)
    poisoned = cluster.client.start(poisoned_document(cluster, "acceptance.exit"))
    cluster.gate("poison").touch()

    def is_quarantined() -> bool:
        for worker in [each for each in cluster.workers if not each.lives]:
            cluster.workers.remove(worker)
            cluster.start_worker(ready=False)
        return cluster.client.state_of(poisoned) == "failed"

    wait_for(is_quarantined, cluster.database, "the quarantine")
    healthy = cluster.client.start(chain(3))
    cluster.settle(at_least=2)

    assert cluster.client.state_of(healthy) == "succeeded"
    assert cluster.effects.count("poison") == MAX_LOST


def test_out_of_memory_fails_that_attempt_alone(embedded: Embedded) -> None:
    process = embedded.start()
    tasks = {
        "greedy": call("acceptance.eat_memory", megabytes=10_000),
        "modest": call("acceptance.eat_memory", megabytes=10),
    }
    execution = embedded.client.start(document(tasks, settings={"on_failure": "finish"}))

    embedded.settle()

    found = {task["task"]: task for task in embedded.client.tasks(execution)}
    assert "out_of_memory" in found["greedy"]["reason"]
    assert found["modest"]["state"] == "succeeded"
    assert process.lives
