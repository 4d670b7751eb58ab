"""Workers that vanish, return, or come too late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.engine import functions
from tests.engine.by_hand import DONE, FAILED, FLAKY, STOPPED, ByHand
from tests.engine.documents import call, document, retrying, transform
from tests.engine.invariants import check_execution
from tests.engine.worker import (
    Person,
    ended,
    events,
    output_of,
    run_of,
    running_worker,
    state,
    states,
    vanish,
    wait_until,
)
from workflows.engine.journal.finish import finish
from workflows.engine.journal.leases import executions_owned_by, give_back, keep_leases
from workflows.engine.work import AskPeople, Result, RunItems, RunTurns, WaitUntil, Work
from workflows.errors import StaleTransition
from workflows.models import Attempt, AttemptState, Event, Execution, TaskRun, WorkerProcess

RESULTS: list[Result] = [
    DONE, FAILED, FLAKY, STOPPED, WaitUntil(1), RunItems([1]), RunTurns(),
    AskPeople("?", ["ada"], 1, True, None, None, None),
]  # fmt: skip


def rows(execution: Execution) -> object:
    """Everything that a stale result might touch."""
    execution.refresh_from_db()
    counters = (execution.state, execution.events, execution.open, execution.running)
    runs = TaskRun.objects.filter(execution=execution).order_by("pk").values_list()
    return counters, list(runs), Attempt.objects.count(), Event.objects.count()


@pytest.mark.parametrize("late", RESULTS, ids=lambda r: type(r).__name__)
def test_a_second_result_changes_nothing(hand: ByHand, ada: Person, late: Result) -> None:
    execution = ada.start(document("a>b"))
    work = hand.claim()[0]
    hand.hand_in(work, DONE)
    before = rows(execution)

    with pytest.raises(StaleTransition):
        finish(work, late)

    assert rows(execution) == before


@pytest.mark.parametrize("late", RESULTS, ids=lambda r: type(r).__name__)
def test_a_result_of_an_attempt_that_was_taken_back_changes_nothing(
    hand: ByHand, ada: Person, late: Result
) -> None:
    execution = ada.start(document("a>b"))
    work = hand.claim()[0]
    hand.die()
    hand.claim()
    before = rows(execution)

    with pytest.raises(StaleTransition):
        finish(work, late)
    with pytest.raises(StaleTransition):
        give_back(work)

    assert rows(execution) == before


@pytest.mark.parametrize("late", RESULTS, ids=lambda r: type(r).__name__)
def test_a_late_result_of_the_only_task_changes_nothing(
    hand: ByHand, ada: Person, late: Result
) -> None:
    execution = ada.start(document("a"))
    work = hand.claim()[0]
    hand.die()
    hand.claim()
    before = rows(execution)

    with pytest.raises(StaleTransition):
        finish(work, late)

    assert rows(execution) == before


def test_a_task_that_kills_its_workers_is_quarantined(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a>b", a=transform(retry=retrying(9))))

    for _ in range(3):
        assert hand.claim()
        hand.die()

    assert state(execution) == "failed"
    assert run_of(execution, "a").reason.startswith("quarantined")
    assert run_of(execution, "a").lost == 3
    assert events(execution, "alert") == ["a"]


def test_a_quarantined_task_gives_the_output_held_ready(hand: ByHand, ada: Person) -> None:
    execution = ada.start(
        document("a>b", a=transform(on_error={"output": 5}), b=transform("{{ tasks.a.output }}"))
    )

    for _ in range(3):
        hand.claim()
        hand.die()
    hand.run_all()

    assert output_of(execution, "b") == 5


def test_lost_attempts_are_not_counted_as_failed(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document(a=transform(retry=retrying(2, initial_delay_s=0))))
    hand.claim()
    hand.die()

    hand.hand_in(hand.claim()[0], FLAKY)
    hand.hand_in(hand.claim()[0], DONE)

    assert states(execution) == {"a": "succeeded"}
    assert run_of(execution, "a").attempt == 3


def test_an_attempt_given_back_does_not_count_at_all(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))
    for _ in range(5):
        give_back(hand.claim()[0])

    work = hand.claim()[0]

    assert (work.attempt, work.lost, work.tries) == (1, 0, 1)
    hand.hand_in(work)
    check_execution(execution)


def test_a_heartbeat_tells_what_is_no_longer_held(hand: ByHand, ada: Person) -> None:
    ada.start(document("a", "b"))
    kept, gone = hand.claim()[0], hand.claim()[0]
    hand.hand_in(gone, DONE)

    lost, stopping = keep_leases(hand.owner, [(w.run, w.epoch) for w in (kept, gone)])

    assert (lost, stopping) == ({gone.run}, set())


def test_a_heartbeat_waits_for_no_row_that_another_transaction_holds(
    hand: ByHand, ada: Person
) -> None:
    ada.start(document("a", "b"))
    works = [hand.claim()[0], hand.claim()[0]]
    if connection.vendor == "sqlite":
        return  # it locks whole databases, and heartbeats take their turn

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        TaskRun.objects.filter(pk=works[0].run).update(reason="changing")
        beat = other.submit(beat_and_close, hand.owner, works)
        assert beat.result(timeout=30) == (set(), set())


def beat_and_close(owner: str, works: list[Work]) -> object:
    try:
        return keep_leases(owner, [(work.run, work.epoch) for work in works])
    finally:
        connection.close()


def test_another_process_keeps_nobody_elses_lease(hand: ByHand, ada: Person) -> None:
    ada.start(document("a"))
    work = hand.claim()[0]

    lost, _ = keep_leases("other/1", [(work.run, work.epoch)])

    assert lost == {work.run}


def test_work_of_a_silent_worker_is_done_by_another(engine: None, ada: Person) -> None:
    functions.gate("never")
    raw = document(a=call("test.gated", {"gate_name": "first"}), b=transform())

    with running_worker(name="one", embedded=False) as first:
        execution = ada.start(raw)
        functions.gate("first").wait_for(1)
        vanish(first)
        functions.gate("first").wait_for(2)
        functions.gate("first").open()
        ended(execution)

    assert states(execution)["a"] == "succeeded"
    lost = Attempt.objects.get(task_run__execution=execution, state=AttemptState.LOST)
    assert lost.error_message == "its worker vanished"


def test_an_embedded_worker_takes_back_what_its_forerunner_held(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a>b"))
    ByHand(owner="test/dead").claim()
    TaskRun.objects.update(lease_until="2999-01-01T00:00:00Z")

    with running_worker(name="test", embedded=True):
        ended(execution)

    assert states(execution) == {"a": "succeeded", "b": "succeeded"}
    assert run_of(execution, "a").lost == 1


@pytest.mark.parametrize("prefix", ["te_t/", "t%/", "TEST/", "est/"])
def test_only_a_process_of_the_very_name_is_taken_for_the_forerunner(
    hand: ByHand, ada: Person, prefix: str
) -> None:
    ada.start(document("a>b"))
    ByHand(owner="test/other").claim()

    assert executions_owned_by("test/")
    assert executions_owned_by(prefix) == []


def test_a_worker_that_joins_others_leaves_theirs_alone(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a>b"))
    other = ByHand(owner="test/other")
    work = other.claim()[0]

    with running_worker(name="test", embedded=False):
        wait_until(lambda: WorkerProcess.objects.exists(), "the worker")
        other.hand_in(work, DONE)
        ended(execution)

    assert run_of(execution, "a").lost == 0


def test_a_worker_that_stops_gives_back_what_it_holds(engine: None, ada: Person) -> None:
    with running_worker():
        execution = ada.start(document(a=call("test.gated")))
        functions.gate().wait_for(1)

    assert states(execution) == {"a": "ready"}
    assert not WorkerProcess.objects.exists()
    functions.gate().open()
    with running_worker():
        assert state(ended(execution)) == "succeeded"
    assert run_of(execution, "a").lost == 0


def test_a_worker_that_stops_lets_what_runs_end_within_the_grace(engine: None, ada: Person) -> None:
    with running_worker() as worker:
        execution = ada.start(document(a=call("test.gated")))
        functions.gate().wait_for(1)
        functions.gate().open()

        worker.stop(5)

        assert states(execution) == {"a": "succeeded"}
