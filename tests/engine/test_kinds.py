"""Each kind of task, end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.documents import call, document, map_of, transform
from tests.engine.worker import Person, output_of, outputs, run_of, state, states
from workflows.models import Attempt

pytestmark = pytest.mark.usefixtures("worker")


def test_a_transform_gives_what_its_value_renders_to(ada: Person) -> None:
    raw = document("a>b", a=transform([1, 2]), b=transform({"n": "{{ tasks.a.output | length }}"}))

    execution = ada.run(raw | {"outputs": {"b": "{{ tasks.b.output }}"}})

    assert outputs(execution) == {"b": {"n": 2}}


def test_a_function_is_called_with_rendered_arguments(ada: Person) -> None:
    raw = document(
        a=call("test.note", {"text": "{{ inputs.who }}"}), inputs={"who": {"type": "string"}}
    )

    execution = ada.run(raw, who="Ada")

    assert output_of(execution, "a") == "Ada"


def test_a_function_that_changes_what_it_is_given_changes_it_for_nobody_else(ada: Person) -> None:
    raw = document(
        "a>b", "b>c", a=transform([{"n": 1}]),
        b=call("test.changes", {"rows": "{{ tasks.a.output }}"}),
        c=transform("{{ tasks.a.output }}"), d=call("test.changes", {"rows": "{{ inputs.rows }}"}),
        e=transform("{{ inputs.rows }}", depends_on=["d"]), inputs={"rows": {"type": "array"}},
    )  # fmt: skip

    execution = ada.run(raw, rows=[{"n": 2}])

    assert output_of(execution, "c") == [{"n": 1}]
    assert output_of(execution, "e") == [{"n": 2}]


def test_an_unknown_argument_fails_for_good(ada: Person) -> None:
    raw = document(a=call("test.note", {"text": "{{ inputs.n }}"}), inputs={"n": {}})

    execution = ada.run(raw, n=3)

    assert states(execution) == {"a": "failed"}
    assert execution.error_code == "task_failed"
    assert Attempt.objects.get(task_run__execution=execution).error_code == "arguments"


def test_a_branch_takes_the_first_case_that_holds(ada: Person) -> None:
    cases = [{"name": "many", "when": "inputs.n > 2"}, {"name": "few", "when": "true"}]
    raw = document(
        "check.many>big", "check.few>small", "big>end", "small>end",
        check={"kind": "branch", "cases": cases}, inputs={"n": {"type": "integer"}},
    )  # fmt: skip

    many, few = ada.run(raw, n=3), ada.run(raw, n=1)

    assert states(many) == {
        "check": "succeeded", "big": "succeeded", "small": "skipped", "end": "succeeded",
    }  # fmt: skip
    assert states(few)["small"] == "succeeded"
    assert run_of(few, "big").reason == "“check” ended with “few”, not with “many”"


def test_a_branch_of_which_no_case_holds_skips_what_follows(ada: Person) -> None:
    cases = [{"name": "never", "when": "false"}]
    raw = document("check>after", check={"kind": "branch", "cases": cases})

    execution = ada.run(raw)

    assert state(execution) == "succeeded"
    assert states(execution)["after"] == "skipped"


def test_a_wait_lasts_its_duration_and_holds_no_slot(ada: Person) -> None:
    raw = document("pause>after", pause={"kind": "wait", "duration_s": 0.15})

    execution = ada.run(raw)

    assert output_of(execution, "pause") == {"waited": True}
    assert execution.ended_at is not None
    assert execution.started_at is not None
    assert execution.ended_at - execution.started_at >= timedelta(seconds=0.14)


def test_a_wait_until_a_past_time_is_over_at_once(ada: Person) -> None:
    raw = document(pause={"kind": "wait", "until": "2020-01-01T00:00:00Z"})

    execution = ada.run(raw)

    assert output_of(execution, "pause") == {"waited": False}


def test_a_wait_until_a_time_takes_it_from_a_template(ada: Person) -> None:
    raw = document(pause={"kind": "wait", "until": "{{ inputs.at }}"}, inputs={"at": {}})
    at = datetime.now(UTC) + timedelta(seconds=0.2)

    execution = ada.run(raw, at=at.isoformat())

    assert run_of(execution, "pause").ended_at >= at  # type: ignore[operator]


@pytest.mark.parametrize("until", ["soon", "2030-01-01T00:00:00", "9999-01-01T00:00:00Z"])
def test_a_wait_for_no_time_or_ages_fails(ada: Person, until: str) -> None:
    raw = document(pause={"kind": "wait", "until": "{{ inputs.at }}"}, inputs={"at": {}})

    execution = ada.run(raw, at=until)

    assert run_of(execution, "pause").reason.startswith("bad_wait")


def test_an_agent_answers_by_its_script(ada: Person) -> None:
    ada.agent("writer", answer="Tea is warm.")
    raw = document(write={"kind": "agent", "agent": "writer", "input": {"prompt": "Tea?"}})

    execution = ada.run(raw)

    assert output_of(execution, "write") == "Tea is warm."
    attempt = Attempt.objects.get(task_run__execution=execution)
    assert attempt.model.startswith("scripted:")
    assert attempt.output_tokens == 3
    assert attempt.explanation == "the task names it"


def test_an_agent_is_found_by_what_it_can_do(ada: Person) -> None:
    for slug, sure in (("amateur", 0.4), ("expert", 0.9)):
        ada.agent(slug, [{"name": "tea", "confidence": sure}], answer=slug)
    raw = document(write={"kind": "agent", "requires": ["tea"], "input": {"prompt": "Tea?"}})

    execution = ada.run(raw)

    assert output_of(execution, "write") == "expert"


def test_a_map_gives_the_list_of_its_items_results(ada: Person) -> None:
    raw = document(
        each=map_of([3, 1, 2]), double=transform("{{ item * 2 + index }}", parent="each")
    )

    execution = ada.run(raw)

    assert output_of(execution, "each") == [6, 3, 6]
    assert output_of(execution, "double[1]") == 3


def test_a_loop_turns_until_its_condition_holds(ada: Person) -> None:
    raw = document(
        again={"kind": "loop", "until": "tasks.grow.output >= 8", "max_turns": 10},
        grow=transform("{{ (previous | default(1)) * 2 }}", parent="again"),
    )

    execution = ada.run(raw)

    assert output_of(execution, "again") == 8
    assert len(states(execution)) == 4


def test_a_workflow_gives_the_outputs_of_another(ada: Person) -> None:
    other = ada.publish(
        document(
            name="Other", a=transform("{{ inputs.n * 2 }}"), inputs={"n": {"type": "integer"}},
            outputs={"twice": "{{ tasks.a.output }}"},
        )
    )  # fmt: skip

    execution = ada.run(
        document(sub={"kind": "workflow", "workflow": other.slug, "inputs": {"n": 21}})
    )

    assert output_of(execution, "sub") == {"twice": 42}


def test_kinds_may_follow_each_other_in_one_document(ada: Person) -> None:
    some = {"name": "some", "when": "tasks.each.output | length == 3"}
    raw = document(
        "list>each", "each>check", "check.some>end",
        list=transform([1, 2, 3]),
        each=map_of("{{ tasks.list.output }}"),
        one=transform("{{ item + 1 }}", parent="each"),
        check={"kind": "branch", "cases": [some]},
        end=transform("{{ tasks.each.output }}"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert output_of(execution, "end") == [2, 3, 4]


@pytest.mark.parametrize(
    ("field", "given", "told"),
    [
        ("duration_s", "soon", '`duration_s` must be a number of seconds; it gave "soon".'),
        ("duration_s", None, "`duration_s` must be a number of seconds; it gave null."),
        ("duration_s", "nan", '`duration_s` must be a number of seconds; it gave "nan".'),
        ("until", "noon", '`until` must be a time like 2030-01-31T12:00:00Z; it gave "noon".'),
    ],
)
def test_a_bad_wait_tells_which_field_was_read_and_what_it_gave(
    ada: Person, field: str, given: str | None, told: str
) -> None:
    raw = document(pause={"kind": "wait", field: "{{ inputs.at }}"}, inputs={"at": {}})

    execution = ada.run(raw, at=given)

    assert run_of(execution, "pause").reason == f"bad_wait: {told}"
