"""Results of short tasks wait for one another, but for nothing else; what cannot be kept fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError

from tests.engine import functions
from tests.engine.by_hand import ByHand
from tests.engine.documents import call, document, map_of, tasks_of, transform
from tests.engine.worker import Person, ended, run_of, state, states, wait_until
from workflows.engine import waker
from workflows.engine.attempts import Held
from workflows.engine.crew import QUICK_IN_A_ROW
from workflows.engine.journal import finish as journal_finish
from workflows.engine.journal.conclude import conclude_success
from workflows.engine.journal.finish import finish
from workflows.engine.logs import AttemptLog
from workflows.engine.parts import Parts
from workflows.engine.runtime import WorkerRuntime
from workflows.engine.work import Failed, Result, Stopped, Succeeded

NOT_JSON = float("nan")


def note(**fields: Any) -> dict[str, Any]:
    return call("test.note", {"text": "a"}, **fields)


@pytest.mark.engine_config(slots=1)
def test_a_long_task_holds_back_no_result_of_the_short_ones_before_it(
    worker: WorkerRuntime, ada: Person
) -> None:
    ada.run(tasks_of(**{f"warm{i}": note() for i in range(2 * QUICK_IN_A_ROW)}))
    short = [f"short{i}" for i in range(8)]

    execution = ada.start(
        tasks_of(**{name: note(timeout_s=0.2) for name in short}, then_long=call("test.gated"))
    )
    functions.gate().wait_for(1)

    wait_until(
        lambda: {states(execution)[name] for name in short} == {"succeeded"}, "the short ones"
    )
    assert states(execution)["then_long"] == "running"
    functions.gate().open()
    assert state(ended(execution)) == "succeeded"


@pytest.mark.engine_config(output_bytes=1_000)
def test_an_input_larger_than_any_output_costs_no_attempt(
    worker: WorkerRuntime, ada: Person
) -> None:
    value = ["{{ tasks.a.output }}", "{{ tasks.a.output }}"]
    raw = document("a>b", a=transform("x" * 900), b=call("demo.noop", {"value": value}))

    execution = ada.run(raw)

    assert run_of(execution, "b").lost == 0
    assert run_of(execution, "b").reason.startswith("output_invalid")


@pytest.mark.engine_config(output_bytes=1_000)
def test_items_that_cannot_be_kept_fail_their_map(worker: WorkerRuntime, ada: Person) -> None:
    over = ["{{ tasks.a.output }}{{ tasks.a.output }}"]
    raw = document("a>b", a=transform("x" * 900), b=map_of(over), c=transform(parent="b"))

    execution = ada.run(raw)

    assert run_of(execution, "b").lost == 0
    assert run_of(execution, "b").reason.startswith("output_invalid")


def test_an_input_that_is_no_json_keeps_no_result_from_being_recorded(
    hand: ByHand, ada: Person
) -> None:
    execution = ada.start(document("a", "b"))

    claimed = hand.claim_all()
    results: list[Result] = [Succeeded(1, input=NOT_JSON), Failed("x", "y", input=NOT_JSON)]
    for name, result in zip("ab", results, strict=True):
        finish(claimed[name], result)

    assert states(execution) == {"a": "succeeded", "b": "failed"}


def test_what_a_stopped_attempt_leaves_behind_must_not_keep_it_running(
    hand: ByHand, ada: Person
) -> None:
    execution = ada.start(document("a"))

    finish(hand.claim()[0], Stopped(partial=NOT_JSON))

    assert states(execution) == {"a": "cancelled"}


def test_a_result_that_no_row_takes_fails_its_task_and_costs_no_other_its_own(
    worker: WorkerRuntime, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conclude = conclude_success

    def refuse_poison(t: Any, run: Any, result: Succeeded, payload: Any) -> Any:
        if result.output == "poison":
            raise DataError("no row takes it")
        return conclude(t, run, result, payload)

    monkeypatch.setattr(journal_finish, "conclude_success", refuse_poison)

    poisoned = ada.start(document(a=transform("poison"), b=transform(), c=transform()))
    other = ada.start(document("a", "b"))

    assert state(ended(poisoned)) == "failed"
    assert run_of(poisoned, "a").reason.startswith("not_recorded")
    assert run_of(poisoned, "a").lost == 0
    assert state(ended(other)) == "succeeded"


@pytest.fixture
def still() -> Iterator[WorkerRuntime]:
    """A worker among others that was never started."""
    runtime = WorkerRuntime(name="test", embedded=False)
    yield runtime
    runtime._lane._loop.close()


def test_an_attempt_claimed_again_after_its_lease_was_lost_frees_its_place_in_the_lane(
    hand: ByHand, ada: Person, still: WorkerRuntime
) -> None:
    ada.agent("poet", say="a")
    execution = ada.start(document(a={"kind": "agent", "agent": "poet", "input": {"prompt": "b"}}))
    first = hand.claim()[0]
    hand.die()
    second = hand.claim()[0]
    held = [Held(work, AttemptLog(execution.pk, work.run, 1), Parts()) for work in (first, second)]

    for each in held:
        still._replace(each)

    assert held[0].stopping.is_set()
    still._release(held)
    assert still.busy == (0, 0)


def test_a_worker_leaves_to_others_what_stands_in_line_behind_long_tasks(
    hand: ByHand, ada: Person, still: WorkerRuntime
) -> None:
    ada.start(document("a", "b"))
    one, two = hand.claim()[0], hand.claim()[0]
    still._crew._join([one, two])
    slots = [still.slots.take() for _ in range(still.slots.total)]
    for slot in slots:
        still.slots._began[slot or 0] = 0.0

    still.give_back_stranded()
    assert set(still.held) == {one.run, two.run}
    still.give_back_stranded()

    assert not still.held
    assert {work.run for work in hand.claim_all().values()} == {one.run, two.run}


def test_a_waker_that_wakes_in_vain_looks_ever_more_rarely(
    monkeypatch: pytest.MonkeyPatch, still: WorkerRuntime
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 12:
            still._waker._ended.set()

    monkeypatch.setattr(waker, "has_ready_work", lambda: True)
    monkeypatch.setattr(still._waker, "_wake", lambda: None)
    monkeypatch.setattr(still._waker, "_pause", pause)

    still._waker._wake_while_ready()

    assert pauses[0] == waker.STEP_S
    assert pauses == sorted(pauses)
    assert pauses[-1] == waker.LONGEST_STEP_S


def test_what_was_claimed_while_the_worker_stopped_is_given_back(
    hand: ByHand, ada: Person, still: WorkerRuntime
) -> None:
    execution = ada.start(document("a"))
    work = hand.claim()[0]
    still._stopping.set()

    assert still._take_hold([work]) == []

    assert states(execution) == {"a": "ready"}
    assert not still.held


@pytest.mark.parametrize(("stops", "expected"), [(True, "ready"), (False, "failed")])
def test_an_interruption_that_nobody_asked_for_cancels_no_task(
    hand: ByHand, ada: Person, still: WorkerRuntime, stops: bool, expected: str
) -> None:
    execution = ada.start(document("a"))
    held = Held(hand.claim()[0], AttemptLog(execution.pk, 1, 1), Parts())
    still._replace(held)
    if stops:
        still._stopping.set()

    still._hand_in_async(held, Stopped())

    assert states(execution) == {"a": expected}
