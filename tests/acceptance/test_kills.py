"""F-E01, F-E02, F-E03: processes that die between a change and what follows it."""

from __future__ import annotations

from random import Random
from uuid import UUID

import httpx
import pytest

from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import EVERYTHING_OUTPUTS, chain, everything, fan
from tests.acceptance.installation import ENGINE, Cluster, Embedded
from tests.acceptance.processes import CRASHED
from workflows.crashpoints import NAMES

pytestmark = pytest.mark.acceptance

RECOVERY_S = 60
# How often a place is passed before the one that kills: the first passage is not always the telling
# one. Every name has to be here, so that a new crash point brings its test.
PASSAGES = {
    "start.before_commit": 1,
    "start.after_commit": 1,
    "transition.before_commit": 5,
    "transition.after_commit": 7,
    "claim.before_work": 3,
    "work.before_finish": 4,
    "finish.before_effects": 2,
    "bell.before_ring": 1,
    "child.before_parent_told": 1,
    "sweep.before_commit": 1,
    "payload.after_file": 1,
    "ticker.before_wake": 1,
}


def test_every_crash_point_has_its_test() -> None:
    assert set(PASSAGES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_process_killed_at_a_crash_point_loses_and_doubles_nothing(
    embedded: Embedded, name: str
) -> None:
    dying = embedded.start(crash_at=f"{name}:{PASSAGES[name]}", serving=False)
    try:
        embedded.wait_until_serving()
        embedded.client.start_surely(everything(), is_in_vain=lambda: not dying.lives)
    except (TimeoutError, httpx.TransportError):
        pass  # it died before it could answer; nothing was promised
    assert dying.wait_for_death() == CRASHED
    embedded.start()
    again = embedded.client.start_surely(everything())

    assert embedded.settle() < RECOVERY_S
    assert embedded.client.execution(again)["outputs"] == EVERYTHING_OUTPUTS


def kill_at_random_moments(installation: Embedded, chance: Random, times: int) -> None:
    """Kill and start anew whenever a random number of further events is written."""
    for _ in range(times):
        so_far = installation.snapshot().newest_event
        installation.wait_for_events(so_far + chance.randint(1, 30))
        installation.restart()


def test_a_process_killed_at_random_moments_loses_and_doubles_nothing(
    embedded: Embedded, chance: Random
) -> None:
    embedded.start()
    for _ in range(3):
        embedded.client.start(everything())
    embedded.client.start(fan(30, "acceptance.work", seconds=0.02))

    kill_at_random_moments(embedded, chance, times=3)

    assert embedded.settle(at_least=4) < RECOVERY_S


@pytest.mark.long
def test_a_process_killed_a_hundred_times_loses_and_doubles_nothing(
    make_embedded: MakeEmbedded, chance: Random
) -> None:
    embedded = make_embedded(**{f"{ENGINE}MAX_LOST": "1000"})
    embedded.start()
    for _ in range(20):
        embedded.client.start(everything())
    embedded.client.start(fan(1_000, "acceptance.work", seconds=0.02))

    kill_at_random_moments(embedded, chance, times=100)

    assert embedded.settle(at_least=21, patience_s=600) < 300


@pytest.mark.production
def test_tasks_of_a_killed_worker_are_taken_over_by_the_others(
    cluster: Cluster, chance: Random
) -> None:
    cluster.start(workers=2)
    for _ in range(2):
        cluster.client.start(everything())
        cluster.client.start(fan(30, "acceptance.work", seconds=0.05))

    for _ in range(3):
        wanted = cluster.snapshot().newest_event + chance.randint(5, 50)
        cluster.wait_for_events(wanted)
        victim = chance.choice([worker for worker in cluster.workers if worker.lives])
        victim.kill()
        cluster.start_worker()

    assert cluster.settle(at_least=4) < RECOVERY_S
    assert cluster.web is not None
    assert cluster.web.lives  # nobody but the victims died


@pytest.mark.long
@pytest.mark.production
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("start.")])
def test_a_worker_killed_at_a_crash_point_is_made_up_for_by_another(
    cluster: Cluster, name: str
) -> None:
    cluster.start_web()
    dying = cluster.start_worker(crash_at=f"{name}:{PASSAGES[name]}", ready=False)
    executions = [cluster.client.start(everything()) for _ in range(2)]

    assert dying.wait_for_death() == CRASHED
    cluster.start_worker()

    assert cluster.settle(at_least=2) < RECOVERY_S
    for execution in executions:
        assert cluster.client.execution(execution)["outputs"] == EVERYTHING_OUTPUTS


def test_who_repeats_a_request_after_a_crash_gets_the_same_execution(embedded: Embedded) -> None:
    dying = embedded.start(crash_at="start.after_commit")
    with pytest.raises(httpx.TransportError):
        embedded.client.post_start(chain(2), key="the-same")
    dying.wait_for_death()
    [committed] = embedded.snapshot().executions

    embedded.start()
    repeated = embedded.client.start(chain(2), key="the-same")

    assert UUID(repeated).hex == committed.public_id
    embedded.settle()
    assert len(embedded.snapshot().executions) == 1


@pytest.mark.production
def test_work_whose_bell_was_never_rung_is_found_within_ten_seconds(cluster: Cluster) -> None:
    cluster.start_web(crash_at="bell.before_ring")
    worker = cluster.start_worker()
    with pytest.raises(httpx.TransportError):
        cluster.client.post_start(chain(3))

    took_s = cluster.settle()

    assert took_s < 10
    assert worker.lives
