"""Workflows that run workflows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import functions
from tests.engine.documents import call, document, transform
from tests.engine.worker import (
    Person,
    ended,
    output_of,
    run_of,
    state,
    states,
    wait_for_state,
)
from workflows.models import Execution, Workflow
from workflows.services.executions import cancel_execution, retry_execution

pytestmark = pytest.mark.usefixtures("worker")


def running(other: Workflow, **inputs: Any) -> dict[str, Any]:
    return document("sub>after", sub={"kind": "workflow", "workflow": other.slug, "inputs": inputs})


def child_of(execution: Execution) -> Execution:
    return Execution.objects.get(parent_run=run_of(execution, "sub").pk)


def adder(ada: Person) -> Workflow:
    return ada.publish(
        document(
            name="Adder", a=transform("{{ inputs.n + 1 }}"),
            inputs={"n": {"type": "integer", "default": 4}}, outputs={"n": "{{ tasks.a.output }}"},
        )
    )  # fmt: skip


def test_a_child_gets_inputs_and_gives_outputs(ada: Person) -> None:
    execution = ada.run(running(adder(ada), n=1))

    assert output_of(execution, "sub") == {"n": 2}
    assert child_of(execution).depth == 1


def test_a_child_fills_in_its_defaults(ada: Person) -> None:
    execution = ada.run(running(adder(ada)))

    assert output_of(execution, "sub") == {"n": 5}


def test_inputs_that_do_not_fit_the_child_are_refused(ada: Person) -> None:
    execution = ada.run(running(adder(ada), n="one"))

    assert run_of(execution, "sub").reason.startswith("inputs_invalid")


def test_a_childs_failure_fails_the_task_that_waits(ada: Person) -> None:
    other = ada.publish(document(name="Bad", a=call("test.fails")))

    execution = ada.run(running(other))

    assert state(execution) == "failed"
    assert states(execution) == {"sub": "failed", "after": "skipped"}
    assert "“a” failed" in run_of(execution, "sub").reason


def test_a_cancel_reaches_the_child(ada: Person) -> None:
    other = ada.publish(document(name="Slow", a=call("test.gated")))
    execution = ada.start(running(other))
    functions.gate().wait_for(1)

    cancel_execution(user=ada.user, execution_id=execution.public_id)

    assert state(ended(execution)) == "cancelled"
    assert state(ended(child_of(execution))) == "cancelled"


def test_a_cancelled_child_fails_the_task_that_waits(ada: Person) -> None:
    other = ada.publish(document(name="Slow", a=call("test.gated")))
    execution = ada.start(running(other))
    wait_for_state(execution, "waiting", "sub")

    cancel_execution(user=ada.user, execution_id=child_of(execution).public_id)

    assert state(ended(execution)) == "failed"


def test_workflows_run_workflows_as_deep_as_the_limit_says(ada: Person, settings: Any) -> None:
    limits = settings.WORKFLOWS.limits.model_copy(update={"workflow_depth": 2})
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"limits": limits})
    chain = [ada.publish(document(name="Level 0", sub=transform()))]
    for level in (1, 2, 3):
        below = {"kind": "workflow", "workflow": chain[-1].slug}
        chain.append(ada.publish(document(name=f"Level {level}", sub=below)))

    at_limit, above = (ended(ada.start_workflow(chain[level])) for level in (2, 3))

    assert state(at_limit) == "succeeded"
    assert state(above) == "failed"
    assert Execution.objects.order_by("-depth").values_list("depth", flat=True)[0] == 2


def test_a_retry_keeps_what_the_child_had_done(ada: Person) -> None:
    flaky = call("test.fails_unless_fixed", {"value": 1, "bad": [1]})
    other = ada.publish(document("a>b", name="Flaky", a=call("test.note", {"text": "a"}), b=flaky))
    execution = ada.run(running(other))
    functions.failures["fixed"] = 1

    again = ended(retry_execution(user=ada.user, execution_id=execution.public_id))

    assert state(again) == "succeeded"
    assert functions.calls.count("a") == 1


def test_cost_and_tokens_of_a_child_count_for_its_parent(ada: Person) -> None:
    ada.agent("writer", answer="three short words")
    write = {"kind": "agent", "agent": "writer", "input": {"prompt": "Write."}}
    other = ada.publish(document(name="Writing", a=write))

    execution = ada.run(running(other))

    assert execution.output_tokens == 3
