"""How many executions of one workflow run at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.engine import functions
from tests.engine.documents import call, document
from tests.engine.worker import Person, ended, state, wait_for_state
from workflows.engine.admission import oldest_open
from workflows.errors import QueueFull, TooManyExecutions
from workflows.models import Execution, Workflow
from workflows.services import accepting
from workflows.services.executions import cancel_execution

pytestmark = pytest.mark.usefixtures("worker")


def gated(ada: Person, **rule: Any) -> Workflow:
    who = {"who": "{{ inputs.who }}"}
    return ada.publish(
        document(
            a=call("test.gated", who), inputs={"who": {"type": "string", "default": "?"}},
            settings={"concurrency": {"limit": 1, **rule}},
        )
    )  # fmt: skip


def start(ada: Person, workflow: Workflow, who: str, **options: Any) -> Execution:
    return ada.start_workflow(workflow, inputs={"who": who}, **options)


def test_those_above_the_limit_queue_and_run_in_their_order(ada: Person) -> None:
    workflow = gated(ada)
    executions = [start(ada, workflow, str(i)) for i in range(3)]
    functions.gate().wait_for(1)

    assert [state(e) for e in executions] == ["running", "queued", "queued"]
    functions.gate().open()

    assert {state(ended(e)) for e in executions} == {"succeeded"}
    assert functions.gate().entered == ["0", "1", "2"]


def test_the_urgent_one_of_those_that_queue_is_next(ada: Person) -> None:
    workflow = gated(ada)
    first, normal = start(ada, workflow, "first"), start(ada, workflow, "normal")
    urgent = start(ada, workflow, "urgent", priority=0)
    functions.gate().wait_for(1)

    functions.gate().open()

    assert all(ended(e) for e in (first, normal, urgent))
    assert functions.gate().entered == ["first", "urgent", "normal"]


def test_a_full_workflow_may_refuse(ada: Person) -> None:
    workflow = gated(ada, when_full="skip")
    first = start(ada, workflow, "first")

    with pytest.raises(TooManyExecutions):
        start(ada, workflow, "second")

    functions.gate().open()
    ended(first)
    assert state(ended(start(ada, workflow, "third"))) == "succeeded"


def test_the_newest_may_take_the_place_of_the_oldest(ada: Person) -> None:
    workflow = gated(ada, when_full="cancel_older")
    older = start(ada, workflow, "older")
    functions.gate().wait_for(1)

    newer = start(ada, workflow, "newer")

    assert state(ended(older)) == "cancelled"
    wait_for_state(newer, "running")
    functions.gate().open()
    assert state(ended(newer)) == "succeeded"


def test_the_oldest_may_end_before_it_is_given_up(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = gated(ada, when_full="cancel_older")
    older = start(ada, workflow, "older")
    functions.gate().wait_for(1)

    def ends_meanwhile(workflow_id: int) -> int | None:
        found = oldest_open(workflow_id)
        functions.gate().open()
        ended(older)
        return found

    monkeypatch.setattr(accepting, "oldest_open", ends_meanwhile)
    newer = start(ada, workflow, "newer")

    assert state(ended(newer)) == "succeeded"
    assert state(older) == "succeeded"


def test_a_queue_has_its_bound(ada: Person) -> None:
    workflow = gated(ada, max_queued=1)
    executions = [start(ada, workflow, "running"), start(ada, workflow, "queued")]

    with pytest.raises(QueueFull):
        start(ada, workflow, "refused")

    functions.gate().open()
    assert {state(ended(e)) for e in executions} == {"succeeded"}


def test_one_that_queues_can_be_cancelled(ada: Person) -> None:
    workflow = gated(ada)
    first, second = start(ada, workflow, "first"), start(ada, workflow, "second")

    cancel_execution(user=ada.user, execution_id=second.public_id)

    assert state(ended(second)) == "cancelled"
    functions.gate().open()
    assert state(ended(first)) == "succeeded"
    assert functions.gate().entered == ["first"]


def test_one_that_queued_keeps_what_its_start_said(ada: Person) -> None:
    workflow = ada.publish(
        document(
            "a>b", a=call("test.note", {"text": "a"}), b=call("test.gated"),
            settings={"concurrency": {"limit": 1}},
        )
    )  # fmt: skip
    first = ada.start_workflow(workflow, only=["b"])
    second = ada.start_workflow(workflow, outputs={"a": "given"})

    functions.gate().open()

    assert all(state(ended(e)) == "succeeded" for e in (first, second))
    assert functions.calls == []


@pytest.mark.parametrize("when_full", ["queue", "skip", "cancel_older"])
def test_a_start_repeated_with_its_id_disturbs_nothing(ada: Person, when_full: str) -> None:
    workflow = gated(ada, when_full=when_full, max_queued=0)
    chosen = uuid4()
    first = start(ada, workflow, "first", public_id=chosen)
    functions.gate().wait_for(1)

    second = start(ada, workflow, "second", public_id=chosen)

    assert second.pk == first.pk
    assert state(first) == "running"
    functions.gate().open()
    ended(first)


@pytest.mark.engine_config(max_open_executions=2)
def test_a_team_may_have_so_many_executions_open(ada: Person) -> None:
    held = document(a=call("test.gated"))
    executions = [ada.start(held), ada.start(held)]

    with pytest.raises(QueueFull):
        ada.start(held)

    functions.gate().open()
    assert all(ended(e) for e in executions)
