"""Results of short tasks wait for one another, but for nothing else; what cannot be kept fails."""

from __future__ import annotations

import pytest

from tests.engine import functions
from tests.engine.by_hand import ByHand
from tests.engine.documents import call, document, map_of, transform
from tests.engine.worker import Person, ended, run_of, state, states, wait_until
from workflows.engine.crew import QUICK_IN_A_ROW
from workflows.engine.journal.finish import finish
from workflows.engine.runtime import WorkerRuntime
from workflows.engine.work import Failed, Stopped, Succeeded

NOT_JSON = float("nan")


def note(**fields: object) -> dict[str, object]:
    return call("test.note", {"text": "a"}, **fields)


@pytest.mark.engine_config(slots=1)
def test_a_long_task_holds_back_no_result_of_the_short_ones_before_it(
    worker: WorkerRuntime, ada: Person
) -> None:
    ada.run(document(**{f"warm{i}": note() for i in range(2 * QUICK_IN_A_ROW)}))
    short = [f"short{i}" for i in range(8)]

    execution = ada.start(
        document(**{name: note(timeout_s=0.2) for name in short}, then_long=call("test.gated"))
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

    for work, result in zip(
        hand.claim_all().values(),
        (Succeeded(1, input=NOT_JSON), Failed("x", "y", input=NOT_JSON)),
        strict=True,
    ):
        finish(work, result)

    assert states(execution) == {"a": "succeeded", "b": "failed"}


def test_what_a_stopped_attempt_leaves_behind_must_not_keep_it_running(
    hand: ByHand, ada: Person
) -> None:
    execution = ada.start(document("a"))

    finish(hand.claim()[0], Stopped(partial=NOT_JSON))

    assert states(execution) == {"a": "cancelled"}
