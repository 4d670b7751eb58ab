"""Maps: items side by side, failures by policy, nesting, many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import functions
from tests.engine.documents import call, document, map_of, transform
from tests.engine.worker import Person, ended, output_of, run_of, state, states, wait_until
from workflows.models import Frame, TaskRun

pytestmark = pytest.mark.usefixtures("worker")


def mapping(policy: str, bad: list[int], over: Any = (0, 1, 2), **fields: Any) -> dict[str, Any]:
    return document(
        each=map_of(list(over), on_item_error=policy, **fields),
        one=call("test.fails_if", {"value": "{{ item }}", "bad": bad}, parent="each"),
    )


def test_a_map_over_nothing_gives_an_empty_list(ada: Person) -> None:
    execution = ada.run(document("each>after", each=map_of([]), one=transform(parent="each")))

    assert output_of(execution, "each") == []
    assert states(execution) == {"each": "succeeded", "after": "succeeded"}


@pytest.mark.parametrize("over", ["text", 7, {"a": 1}, None])
def test_a_map_over_no_list_fails(ada: Person, over: object) -> None:
    raw = document(
        each=map_of("{{ inputs.over }}"), one=transform(parent="each"), inputs={"over": {}}
    )

    execution = ada.run(raw, over=over)

    assert run_of(execution, "each").reason.startswith("not_a_list")


def test_a_failed_item_fails_its_map_unless_told_otherwise(ada: Person) -> None:
    execution = ada.run(mapping("stop", [1]))

    assert state(execution) == "failed"
    assert states(execution)["each"] == "failed"
    assert "Item 1 failed" in run_of(execution, "each").reason


def test_a_failed_item_may_be_left_out(ada: Person) -> None:
    execution = ada.run(mapping("skip", [1]))

    assert state(execution) == "succeeded"
    assert output_of(execution, "each") == [0, 2]


def test_a_failed_item_may_be_null(ada: Person) -> None:
    execution = ada.run(mapping("null", [0, 2]))

    assert output_of(execution, "each") == [None, 1, None]


def test_what_a_failed_item_had_begun_is_ended(ada: Person) -> None:
    raw = document(
        each=map_of([0, 1]),
        bad=call("test.fails_if", {"value": "{{ item }}", "bad": [0]}, parent="each"),
        slow=call("test.gated", parent="each"),
    )

    execution = ada.run(raw)

    assert states(execution)["each"] == "failed"
    assert {states(execution)[f"slow[{i}]"] for i in (0, 1)} <= {"cancelled", "skipped"}


def test_no_more_items_run_at_once_than_allowed(ada: Person) -> None:
    raw = document(each=map_of([0, 1, 2, 3], max_parallel=2), one=call("test.gated", parent="each"))

    execution = ada.start(raw)
    functions.gate().wait_for(2)

    assert TaskRun.objects.filter(execution=execution, task="one").count() == 2
    functions.gate().open()
    assert len(output_of(ended(execution), "each")) == 4


def test_a_map_in_a_map_keeps_items_apart(ada: Person) -> None:
    raw = document(
        outer=map_of([[1, 2], [3]]),
        inner=map_of("{{ item }}", parent="outer"),
        one=transform("{{ item * 10 + index }}", parent="inner"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "outer") == [[10, 21], [30]]
    assert output_of(execution, "one[0.1]") == 21


def test_a_failure_deep_inside_counts_for_the_nearest_item(ada: Person) -> None:
    raw = document(
        outer=map_of([[1, 2], [3]], on_item_error="null"),
        inner=map_of("{{ item }}", parent="outer"),
        one=call("test.fails_if", {"value": "{{ item }}", "bad": [2]}, parent="inner"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "outer") == [None, [3]]
    assert state(execution) == "succeeded"


def test_items_run_a_small_graph(ada: Person) -> None:
    raw = document(
        "first>second",
        each=map_of([1, 2], result="{{ tasks.first.output + tasks.second.output }}"),
        first=transform("{{ item * 10 }}", parent="each"),
        second=transform("{{ tasks.first.output + 1 }}", parent="each"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "each") == [21, 41]


def test_several_last_tasks_give_an_object(ada: Person) -> None:
    raw = document(each=map_of([1]), a=transform(1, parent="each"), b=transform(2, parent="each"))

    execution = ada.run(raw)

    assert output_of(execution, "each") == [{"a": 1, "b": 2}]


def test_a_result_that_cannot_be_made_is_its_items_failure(ada: Person) -> None:
    raw = document(
        each=map_of([0, 1], on_item_error="null", result="{{ 10 / tasks.one.output }}"),
        one=transform("{{ item }}", parent="each"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "each") == [None, 10]


def test_items_whose_tasks_are_all_skipped_end_too(ada: Person) -> None:
    raw = document(
        each=map_of([1, 2, 3], max_parallel=1), one=transform(parent="each", disabled=True)
    )

    execution = ada.run(raw)

    assert output_of(execution, "each") == [None, None, None]


def test_a_thousand_items_keep_their_order(ada: Person) -> None:
    raw = document(each=map_of(list(range(1_000))), one=transform("{{ item }}", parent="each"))

    execution = ada.run(raw)

    assert output_of(execution, "each") == list(range(1_000))
    assert Frame.objects.filter(execution=execution, ended=True).count() == 1_000


def test_more_items_than_the_limit_are_refused(ada: Person, settings: Any) -> None:
    limits = settings.WORKFLOWS.limits.model_copy(update={"map_items": 3})
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"limits": limits})
    raw = document(
        each=map_of("{{ inputs.over }}"), one=transform(parent="each"), inputs={"over": {}}
    )

    at_limit, above = ada.run(raw, over=[0] * 3), ada.run(raw, over=[0] * 4)

    assert state(at_limit) == "succeeded"
    assert run_of(above, "each").reason.startswith("too_many_items")


def test_a_failed_map_with_an_output_ready_succeeds(ada: Person) -> None:
    execution = ada.run(mapping("stop", [0], on_error={"output": ["ready"]}))

    assert output_of(execution, "each") == ["ready"]
    assert state(execution) == "succeeded"
    wait_until(lambda: state(execution) == "succeeded", "the end to stay")
