"""Runs of a draft take pinned outputs instead of running their tasks; others never do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import functions
from tests.engine.documents import approval, call, document, map_of, transform
from tests.engine.worker import Person, ended, events, output_of, outputs, run_of, states
from workflows.drafts import drafts
from workflows.models import Execution, TaskRunFlag, Workflow
from workflows.services.executions import retry_execution
from workflows.services.pinned_outputs import pin_output

pytestmark = pytest.mark.usefixtures("worker")


def note(text: str, **fields: object) -> dict[str, object]:
    return call("test.note", {"text": text}, **fields)


CHAIN = document(
    "a>b", a=note("a"), b=transform("{{ tasks.a.output }}!"), outputs={"b": "{{ tasks.b.output }}"}
)


def pin(person: Person, workflow: Workflow, task: str, output: Any) -> None:
    pin_output(user=person.user, workflow_id=workflow.public_id, task=task, output=output)


def run_draft(person: Person, workflow: Workflow, **options: Any) -> Execution:
    return ended(person.start_workflow(workflow, draft=True, **options))


def test_a_pinned_task_does_not_run_and_its_pin_is_its_output(ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    pin(ada, workflow, "a", "pinned")

    execution = run_draft(ada, workflow)

    assert outputs(execution) == {"b": "pinned!"}
    assert functions.calls == []
    assert run_of(execution, "a").flags == TaskRunFlag.PINNED
    assert events(execution, "task:started") == ["b"]


def test_a_published_run_takes_no_pins(ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    pin(ada, workflow, "a", "pinned")

    execution = ended(ada.start_workflow(workflow))

    assert outputs(execution) == {"b": "a!"}


def test_a_draft_run_may_pass_pins_over(ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    pin(ada, workflow, "a", "pinned")

    assert outputs(run_draft(ada, workflow, pins=False)) == {"b": "a!"}


def test_an_output_of_the_start_goes_before_a_pin(ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    pin(ada, workflow, "a", "pinned")

    assert outputs(run_draft(ada, workflow, outputs={"a": "given"})) == {"b": "given!"}


def test_a_task_that_is_named_runs_although_it_is_pinned(ada: Person) -> None:
    workflow = ada.publish(CHAIN)
    pin(ada, workflow, "a", "pinned")

    execution = run_draft(ada, workflow, only=["a"])

    assert output_of(execution, "a") == "a"


def test_pins_of_tasks_that_are_gone_inside_or_disabled_are_passed_over(ada: Person) -> None:
    workflow = ada.publish(document(gone=transform(), moved=transform(), off=note("off")))
    for task in ("gone", "moved", "off"):
        pin(ada, workflow, task, "pinned")
    changed = document(
        m=map_of([1]), moved=note("moved", parent="m"), off=note("off", disabled=True)
    )
    drafts().replace(workflow, changed, by=ada.user, expected=None)

    execution = run_draft(ada, workflow)

    assert states(execution) == {"m": "succeeded", "moved[0]": "succeeded", "off": "skipped"}
    assert functions.calls == ["moved"]


def test_a_pinned_task_is_not_run_by_what_ends_before_it(ada: Person) -> None:
    workflow = ada.publish(
        document("a>c", "b>c", a=note("a"), b=note("b"), c=note("c"), name="Join")
    )
    pin(ada, workflow, "c", "pinned")

    execution = run_draft(ada, workflow)

    assert sorted(functions.calls) == ["a", "b"]
    assert output_of(execution, "c") == "pinned"


@pytest.mark.parametrize(("case", "taken", "left"), [("yes", "b", "c"), ("no", "c", "b")])
def test_what_follows_a_pinned_branch_is_what_the_pin_says(
    ada: Person, case: str, taken: str, left: str
) -> None:
    cases = [{"name": "yes", "when": "true"}, {"name": "no", "when": "true"}]
    raw = document(
        "check.yes>b", "check.no>c", check={"kind": "branch", "cases": cases},
        b=transform(), c=transform(),
    )  # fmt: skip
    workflow = ada.publish(raw)
    pin(ada, workflow, "check", {"case": case})

    execution = run_draft(ada, workflow)

    assert states(execution) == {"check": "succeeded", taken: "succeeded", left: "skipped"}


def test_a_pinned_approval_asks_nobody(ada: Person) -> None:
    workflow = ada.publish(document("ask.approved>b", ask=approval(), b=transform()))
    pin(ada, workflow, "ask", {"answer": "approved"})

    execution = run_draft(ada, workflow)

    assert states(execution) == {"ask": "succeeded", "b": "succeeded"}
    assert not execution.approvals.exists()


@pytest.mark.engine_config(inline_bytes=50)
def test_a_pinned_container_and_a_large_pin_are_taken(ada: Person) -> None:
    raw = document(
        "m>count", m=map_of([1]), one=note("one", parent="m"),
        count=transform("{{ tasks.m.output | length }}"),
    )  # fmt: skip
    workflow = ada.publish(raw)
    pin(ada, workflow, "m", list(range(1_000)))

    execution = run_draft(ada, workflow)

    assert output_of(execution, "count") == 1_000
    assert states(execution) == {"m": "succeeded", "count": "succeeded"}


def test_a_queued_draft_run_takes_the_pins_of_its_start(ada: Person) -> None:
    raw = document("a>b", a=note("a"), b=call("test.gated"), name="One at a time")
    raw["settings"] = {"concurrency": {"limit": 1, "when_full": "queue"}}
    workflow = ada.publish(raw)
    pin(ada, workflow, "a", "pinned")

    first, second = (ada.start_workflow(workflow, draft=True) for _ in range(2))
    pin(ada, workflow, "a", "later")
    functions.gate().open()

    assert output_of(ended(first), "a") == output_of(ended(second), "a") == "pinned"
    assert functions.calls == []


def test_a_retry_of_a_draft_run_takes_pins_for_what_would_run_again(ada: Person) -> None:
    raw = document("a>b", "b>c", a=note("a"), b=note("b"), c=note("c"))
    workflow = ada.publish(raw)
    execution = run_draft(ada, workflow)
    for task in ("b", "c"):
        pin(ada, workflow, task, "pinned")

    again = ended(retry_execution(user=ada.user, execution_id=execution.public_id, from_task="b"))

    assert functions.calls == ["a", "b", "c", "b"]
    assert (output_of(again, "b"), output_of(again, "c")) == ("b", "pinned")


FRAGILE = document(
    "a>b", "b>c", name="Fragile", a=note("a"),
    b=call("test.fails_unless_fixed", {"value": 1, "bad": [1]}), c=note("c"),
    outputs={"all": "{{ tasks.a.output }}{{ tasks.c.output }}"},
)  # fmt: skip


def retried(person: Person, execution: Execution, **options: Any) -> Execution:
    functions.failures["fixed"] = 1
    return ended(retry_execution(user=person.user, execution_id=execution.public_id, **options))


def test_a_retry_of_a_run_that_passed_pins_over_takes_none(ada: Person) -> None:
    workflow = ada.publish(FRAGILE)
    pin(ada, workflow, "c", "pinned")
    failed = run_draft(ada, workflow, pins=False)

    again = retried(ada, failed)
    once_more = retried(ada, again, from_task="b")

    assert outputs(again) == outputs(once_more) == {"all": "ac"}


def test_a_retry_with_the_newest_version_takes_no_pin_and_keeps_none(ada: Person) -> None:
    workflow = ada.publish(FRAGILE)
    for task in ("a", "c"):
        pin(ada, workflow, task, "pinned")
    failed = run_draft(ada, workflow)

    again = retried(ada, failed, version="newest")

    assert outputs(again) == {"all": "ac"}
    assert (failed.draft_run, again.draft_run) == (True, False)
    assert run_of(again, "a").flags == 0
