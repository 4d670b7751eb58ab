"""Threads whose task never ends are replaced and told of; what can restart does so in time."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine import functions
from tests.engine.documents import call, document
from tests.engine.worker import (
    Person,
    events,
    running_worker,
    state,
    states,
    wait_until,
)
from workflows.engine.runtime import WorkerRuntime
from workflows.engine.slots import Slots
from workflows.models import TaskLog, WorkerProcess

HANGS = call("test.deaf", timeout_s=0.1)
short = pytest.mark.engine_config(slots=2, cancel_grace_s=0.1, deaf_threads=3)


def let_hang(ada: Person, runtime: WorkerRuntime, count: int) -> None:
    for _ in range(count):
        before = runtime.slots.deaf
        ada.run(document(a=HANGS))
        wait_until(lambda before=before: runtime.slots.deaf > before, "a deaf thread")  # type: ignore[misc]


@short
def test_tasks_flow_on_when_every_thread_hangs(ada: Person, worker: WorkerRuntime) -> None:
    let_hang(ada, worker, 2)

    raw = document("a>b", a=call("test.note", {"text": "x"}), b=call("test.note", {"text": "y"}))
    execution = ada.run(raw)

    assert state(execution) == "succeeded"


@pytest.mark.engine_config(slots=2, poll_s=60)
def test_who_hears_a_bell_does_not_work_itself(ada: Person, engine: None) -> None:
    """Celery has few threads; one of them kept for ever would hear no bell any more."""
    ada.start(document(a=call("test.deaf")))

    with running_worker(embedded=False) as worker:
        bell = threading.Thread(target=worker.drain, daemon=True)
        bell.start()
        functions.gate().wait_for(1)
        bell.join(5)

        assert not bell.is_alive()


@short
def test_people_are_told_by_an_alert_and_in_the_log_of_the_attempt(
    ada: Person, worker: WorkerRuntime
) -> None:
    execution = ada.start(
        document(a=HANGS | {"on_error": "continue"}, b=call("test.gated", {"gate_name": "b"}))
    )

    wait_until(lambda: worker.slots.deaf, "a deaf thread")
    wait_until(lambda: events(execution, "alert"), "the alert")
    functions.gate("b").open()

    assert events(execution, "alert") == ["a"]
    assert "It did not end" in TaskLog.objects.get(execution=execution).lines


@short
def test_an_ended_execution_gets_no_more_events(ada: Person, worker: WorkerRuntime) -> None:
    execution = ada.run(document(a=HANGS))

    wait_until(lambda: TaskLog.objects.filter(execution=execution).exists(), "the log")

    assert events(execution)[-1] == "workflow:failed"


@short
def test_a_worker_reports_its_hanging_threads(ada: Person, worker: WorkerRuntime) -> None:
    let_hang(ada, worker, 1)

    wait_until(lambda: WorkerProcess.objects.get().deaf == 1, "the report")

    assert WorkerProcess.objects.get().slots == 2


@short
def test_a_thread_that_comes_back_is_not_counted_any_more(
    ada: Person, worker: WorkerRuntime
) -> None:
    let_hang(ada, worker, 2)

    functions.gate().open()

    wait_until(lambda: worker.slots.deaf == 0, "the threads to come back")
    assert state(ada.run(document(a=call("test.note", {"text": "x"})))) == "succeeded"


@short
def test_a_cancelled_task_that_hangs_is_given_up_as_well(
    ada: Person, worker: WorkerRuntime
) -> None:
    execution = ada.start(document(a=call("test.deaf"), settings={"timeout_s": 0.2}))

    wait_until(lambda: worker.slots.deaf == 1, "a deaf thread")

    assert states(execution) == {"a": "cancelled"}


@short
def test_a_worker_asks_once_to_be_started_anew(ada: Person, engine: None) -> None:
    asked: list[int] = []

    with running_worker(embedded=False, on_worn_out=lambda: asked.append(1)) as worker:
        let_hang(ada, worker, 2)
        assert not asked
        let_hang(ada, worker, 2)

        assert asked == [1]


@given(total=st.integers(1, 20), spare=st.integers(0, 20), hanging=st.integers(0, 45))
def test_deaf_slots_are_replaced_up_to_the_bound_always(
    total: int, spare: int, hanging: int
) -> None:
    slots = Slots(total, spare)

    with ExitStack() as hung:
        for attempt in map(str, range(hanging)):
            slot = slots.take()
            if slot is not None:
                hung.enter_context(slots.computing(slot, attempt))
                slots.declare_deaf(attempt)

        assert slots.deaf == min(hanging, total + spare)
        assert slots.usable == total - max(0, slots.deaf - spare)
        assert sum(1 for _ in iter(slots.take, None)) == slots.usable


def test_what_has_ended_is_not_deaf() -> None:
    slots = Slots(1, 1)
    slot = slots.take()
    assert slot is not None

    with slots.computing(slot, "a"):
        pass

    assert not slots.declare_deaf("a")
    assert (slots.taken, slots.deaf) == (1, 0)
