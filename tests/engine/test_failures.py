"""Failures: what stops, what goes on, what makes up for them."""

from __future__ import annotations

import pytest

from tests.engine import functions
from tests.engine.documents import call, document, map_of, transform
from tests.engine.worker import Person, ended, output_of, run_of, state, states
from workflows.models import Event, EventSeverity, Execution, TaskRunFlag

pytestmark = pytest.mark.usefixtures("worker")


def test_a_failure_stops_the_execution(ada: Person) -> None:
    raw = document("bad>after", "slow>last", bad=call("test.fails"), slow=call("test.gated"))

    execution = ada.run(raw)

    assert state(execution) == "failed"
    assert execution.error_message == f"“bad” failed: {run_of(execution, 'bad').reason}"
    found = states(execution)
    assert found["bad"] == "failed"
    assert found["after"] == "skipped"
    assert found["last"] in ("skipped", "cancelled")


def test_the_cause_is_told_all_the_way_up(ada: Person) -> None:
    check = call("test.fails_unless_fixed", {"value": "{{ item }}", "bad": [2]}, parent="m")
    inner = document(name="Inner", m=map_of([1, 2], max_parallel=1), check=check)
    other = ada.publish(inner)

    execution = ada.run(document(sub={"kind": "workflow", "workflow": other.slug}))

    told = "“m” failed: item_failed: Item 1 failed at “check”: broken: 2 is bad."
    assert Execution.objects.get(parent_run__isnull=False).error_message == told
    assert run_of(execution, "sub").reason.endswith(told)
    assert execution.error_message.endswith(told)


def test_a_long_cause_is_told_in_part(ada: Person) -> None:
    raw = document(bad=call("test.fails", {"message": "why " * 500}))

    execution = ada.run(raw)

    assert len(execution.error_message) < 350


def test_a_failure_lets_the_rest_finish_where_told_so(ada: Person) -> None:
    raw = document(
        "bad>after", "good>last", bad=call("test.fails"), settings={"on_failure": "finish"}
    )

    execution = ada.run(raw)

    assert state(execution) == "failed"
    assert states(execution) == {
        "bad": "failed", "after": "skipped", "good": "succeeded", "last": "succeeded",
    }  # fmt: skip


def test_what_joins_always_runs_after_a_stop(ada: Person) -> None:
    raw = document(
        "bad>clean", "clean>more", bad=call("test.fails"), clean=transform(join="always"),
        more=transform(join="always"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert state(execution) == "failed"
    assert states(execution) == {"bad": "failed", "clean": "succeeded", "more": "succeeded"}


def test_a_cleanup_may_take_longer_than_a_heartbeat(ada: Person) -> None:
    raw = document("bad>clean", bad=call("test.fails"), clean=call("test.gated", join="always"))
    execution = ada.start(raw)
    functions.gate().wait_for(1)

    with pytest.raises(TimeoutError):
        functions.gate().wait_for_stop(0.8)
    functions.gate().open()

    assert states(ended(execution)) == {"bad": "failed", "clean": "succeeded"}


def test_a_cleanup_may_be_a_map(ada: Person) -> None:
    raw = document(
        "bad>clean", bad=call("test.fails"),
        clean=map_of([1, 2, 3], join="always", max_parallel=1),
        one=transform("{{ item }}", parent="clean"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert state(execution) == "failed"
    assert output_of(execution, "clean") == [1, 2, 3]


def test_a_failure_that_may_continue_gives_null(ada: Person) -> None:
    raw = document(
        "bad>after", "bad.failed>also", bad=call("test.fails", on_error="continue"),
        after=transform("{{ tasks.bad.output | default('nothing') }}"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert state(execution) == "succeeded"
    assert states(execution) == {"bad": "failed", "after": "succeeded", "also": "succeeded"}
    assert output_of(execution, "after") == "nothing"
    assert run_of(execution, "bad").flags & TaskRunFlag.HANDLED


def test_a_failure_with_an_output_ready_succeeds(ada: Person) -> None:
    raw = document(
        "bad>after", "bad.failed>never", bad=call("test.fails", on_error={"output": {"n": 7}}),
        after=transform("{{ tasks.bad.output.n }}"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert output_of(execution, "after") == 7
    assert states(execution)["never"] == "skipped"
    assert run_of(execution, "bad").flags & TaskRunFlag.FALLBACK


def test_another_agent_takes_over(ada: Person) -> None:
    ada.agent("first", fail={"times": 99, "status": 400})
    ada.agent("second", answer="done")
    raw = document(
        a={"kind": "agent", "agent": "first", "input": {"prompt": "x"},
           "on_error": {"agent": "second"}},
    )  # fmt: skip

    execution = ada.run(raw)

    assert output_of(execution, "a") == "done"
    assert run_of(execution, "a").flags & TaskRunFlag.FALLBACK


def test_a_task_fails_once_the_other_agent_fails_too(ada: Person) -> None:
    for name in ("first", "second"):
        ada.agent(name, fail={"times": 99, "status": 400})
    raw = document(
        a={"kind": "agent", "agent": "first", "input": {"prompt": "x"},
           "on_error": {"agent": "second"}},
    )  # fmt: skip

    execution = ada.run(raw)

    assert states(execution) == {"a": "failed"}
    assert run_of(execution, "a").attempt == 2


def test_a_handled_failure_does_not_stop_anything(ada: Person) -> None:
    raw = document("bad.failed>repair", "bad>after", bad=call("test.fails"))

    execution = ada.run(raw)

    assert state(execution) == "succeeded"
    assert states(execution) == {"bad": "failed", "repair": "succeeded", "after": "skipped"}
    severity = Event.objects.get(execution=execution, name="task:failed").severity
    assert severity == EventSeverity.WARNING


def test_a_condition_decides_whether_a_task_runs(ada: Person) -> None:
    raw = document(
        "a>no", "a>yes", "no>after", a=transform(3),
        no=transform(when="tasks.a.output > 5"), yes=transform(when="tasks.a.output < 5"),
    )  # fmt: skip

    execution = ada.run(raw)

    assert states(execution) == {
        "a": "succeeded", "no": "skipped", "yes": "succeeded", "after": "skipped",
    }  # fmt: skip
    assert run_of(execution, "no").reason == "its condition does not hold: tasks.a.output > 5"


def test_a_first_task_may_have_a_condition(ada: Person) -> None:
    execution = ada.run(document("a>b", a=transform(when="false")))

    assert states(execution) == {"a": "skipped", "b": "skipped"}
    assert state(execution) == "succeeded"


def test_a_condition_that_breaks_fails_its_task(ada: Person) -> None:
    execution = ada.run(document("a>b", a=transform(0), b=transform(when="1 / tasks.a.output > 1")))

    assert states(execution)["b"] == "failed"
    assert "condition failed" in run_of(execution, "b").reason


def test_a_disabled_task_is_skipped_with_that_reason(ada: Person) -> None:
    execution = ada.run(document("a>b", a=transform(disabled=True)))

    assert run_of(execution, "a").reason == "it is disabled"
    assert states(execution)["b"] == "skipped"


def test_a_join_of_any_runs_once_at_the_first(ada: Person) -> None:
    raw = document(
        "fast>t", "slow>t", slow=call("test.gated"),
        t=call("test.note", {"text": "t"}, join="any"),
    )  # fmt: skip
    execution = ada.start(raw)
    functions.gate().wait_for(1)

    functions.gate().open()

    assert states(ended(execution))["t"] == "succeeded"
    assert functions.calls == ["t"]


def test_a_template_that_breaks_fails_its_task(ada: Person) -> None:
    execution = ada.run(document("a>b", a=transform(0), b=transform("{{ 1 / tasks.a.output }}")))

    assert run_of(execution, "b").reason.startswith("expression")


def test_outputs_that_cannot_be_made_fail_the_execution(ada: Person) -> None:
    execution = ada.run(document(a=transform(0), outputs={"x": "{{ 1 / tasks.a.output }}"}))

    assert state(execution) == "failed"
    assert execution.error_code == "expression"


def test_an_error_with_odd_characters_is_kept_as_far_as_it_can(ada: Person) -> None:
    execution = ada.run(document(a=call("test.odd_message")))

    assert run_of(execution, "a").reason == "exception: RuntimeError: nul  and a lone surrogate ?"
    assert run_of(execution, "a").lost == 0
