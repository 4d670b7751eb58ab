"""The concurrency rule of a workflow also counts the executions that serve others."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from tests.engine.by_hand import STOPPED, ByHand, claim_one
from tests.engine.documents import document, map_of, retrying
from tests.engine.worker import Person, ended, events, run_of, state, states
from workflows.engine.journal import finish
from workflows.engine.recovery import sweep
from workflows.engine.work import Work
from workflows.models import Execution, Workflow
from workflows.services.executions import cancel_execution, pause_execution
from workflows.services.publishing import publish
from workflows.services.workflows import replace_draft

ONE = {"concurrency": {"limit": 1}}


def limited(ada: Person, **rule: Any) -> Workflow:
    settings = {"concurrency": {"limit": 1, **rule}}
    return ada.publish(document("a", name="Limited", settings=settings))


def sub(other: Workflow, **fields: Any) -> dict[str, Any]:
    return {"kind": "workflow", "workflow": other.slug, **fields}


def holder(ada: Person, hand: ByHand, other: Workflow) -> Work:
    """The work of an execution that has the only place."""
    return claim_one(hand, ada.start_workflow(other), "a")


def begin(ada: Person, hand: ByHand, other: Workflow, **fields: Any) -> Execution:
    """An execution whose task `sub` has asked for an execution of the other workflow."""
    execution = ada.start(document("sub>after", sub=sub(other, **fields)))
    hand.hand_in(claim_one(hand, execution, "sub"))
    return execution


def child_of(execution: Execution) -> Execution:
    return Execution.objects.get(parent_run=run_of(execution, "sub").pk)


def define_anew(ada: Person, workflow: Workflow, raw: dict[str, Any]) -> None:
    """Publish a next version."""
    replace_draft(user=ada.user, workflow_id=workflow.public_id, document=raw, expected=None)
    publish(user=ada.user, workflow_id=workflow.public_id)


def test_a_child_above_the_limit_queues_and_its_task_waits(hand: ByHand, ada: Person) -> None:
    other = limited(ada)
    held = holder(ada, hand, other)

    execution = begin(ada, hand, other)

    assert state(child_of(execution)) == "queued"
    assert states(execution)["sub"] == "waiting"
    hand.hand_in(held)
    hand.run_all()
    assert state(execution) == "succeeded"


def test_children_count_for_starts_too(hand: ByHand, ada: Person) -> None:
    other = limited(ada)

    begin(ada, hand, other)

    assert state(ada.start_workflow(other)) == "queued"


def test_a_cancel_reaches_a_child_that_queues(hand: ByHand, ada: Person) -> None:
    other = limited(ada)
    holder(ada, hand, other)
    execution = begin(ada, hand, other)

    cancel_execution(user=ada.user, execution_id=execution.public_id)

    assert (state(execution), state(child_of(execution))) == ("cancelled", "cancelled")


def test_one_too_many_fails_the_task_where_the_rule_skips(hand: ByHand, ada: Person) -> None:
    other = limited(ada, when_full="skip")
    holder(ada, hand, other)

    execution = begin(ada, hand, other)

    assert run_of(execution, "sub").reason.startswith("too_many_executions")
    assert not Execution.objects.filter(parent_run__isnull=False).exists()


def test_one_too_many_may_be_tried_again(hand: ByHand, ada: Person) -> None:
    other = limited(ada, when_full="skip")
    held = holder(ada, hand, other)

    execution = begin(ada, hand, other, retry=retrying(2, initial_delay_s=0))

    assert events(execution, "task:retrying") == ["sub"]
    hand.hand_in(held)
    hand.run_all()
    assert state(execution) == "succeeded"


def test_one_that_lost_the_race_for_the_place_fails_the_task(hand: ByHand, ada: Person) -> None:
    other = limited(ada, when_full="skip")
    holder(ada, hand, other)

    with patch.object(finish, "refusal", lambda *_: None):  # it looked a moment earlier
        execution = begin(ada, hand, other)

    assert (state(child_of(execution)), state(execution)) == ("failed", "failed")
    assert run_of(execution, "sub").reason.startswith("too_many_executions")


def test_a_full_queue_fails_the_task(hand: ByHand, ada: Person) -> None:
    other = limited(ada, max_queued=1)
    holder(ada, hand, other)
    ada.start_workflow(other)

    execution = begin(ada, hand, other)

    assert run_of(execution, "sub").reason.startswith("queue_full")


def test_a_newer_child_takes_the_place_of_the_oldest(hand: ByHand, ada: Person) -> None:
    other = limited(ada, when_full="cancel_older")
    older = begin(ada, hand, other)
    newer = ada.start(document("sub>after", sub=sub(other)))
    works = hand.claim_all()

    hand.hand_in(works["sub"])
    hand.hand_in(works["a"], STOPPED)

    assert (state(child_of(older)), state(child_of(newer))) == ("cancelled", "running")
    assert states(older)["sub"] == "failed"


def recursive(ada: Person, **rule: Any) -> Workflow:
    """A workflow each of whose versions runs the one before twice; three above the first."""
    raw = document("a", name="Recursive", settings={"concurrency": {"limit": 1} | rule})
    workflow = ada.publish(raw)
    raw["tasks"] = {"m": map_of([1, 2]), "sub": sub(workflow, parent="m")}
    for _ in range(3):
        define_anew(ada, workflow, raw)
    return workflow


@pytest.mark.parametrize("when_full", ["queue", "skip", "cancel_older"])
def test_a_workflow_that_runs_itself_shares_its_own_place(
    hand: ByHand, ada: Person, when_full: str
) -> None:
    execution = ada.start_workflow(recursive(ada, when_full=when_full))

    hand.run_all()

    assert state(execution) == "succeeded"
    assert Execution.objects.filter(shares_place=True).count() == 2 + 4 + 8


def test_those_that_share_a_place_are_not_counted(hand: ByHand, ada: Person) -> None:
    workflow = recursive(ada, limit=2)
    ada.start_workflow(workflow)
    hand.hand_in(hand.claim()[0])

    for work in [*hand.claim(), *hand.claim()]:
        hand.hand_in(work)

    assert Execution.objects.filter(shares_place=True).count() == 2
    assert state(ada.start_workflow(workflow)) == "running"
    assert state(ada.start_workflow(workflow)) == "queued"


def crossed(ada: Person, hand: ByHand) -> list[Execution]:
    """Two executions, each with the only place that the other's child queues for."""
    found = {n: ada.publish(document("a", name=n, settings=ONE)) for n in ("North", "South")}
    for own, wanted in (("North", "South"), ("South", "North")):
        raw = document("sub>z", sub=sub(found[wanted], version=1), name=own, settings=ONE)
        define_anew(ada, found[own], raw)
    executions = [ada.start_workflow(each) for each in found.values()]
    for work in [*hand.claim(), *hand.claim()]:
        hand.hand_in(work)
    return executions


def test_of_two_that_wait_for_each_other_the_younger_gives_way(hand: ByHand, ada: Person) -> None:
    older, younger = crossed(ada, hand)
    before = state(child_of(older)), state(child_of(younger))

    sweep()
    hand.run_all()

    assert before == ("queued", "queued")
    assert run_of(younger, "sub").reason.startswith("concurrency_deadlock")
    assert (state(older), state(younger)) == ("succeeded", "failed")


def test_workers_get_out_of_a_deadlock_by_themselves(worker: object, ada: Person) -> None:
    found = [ada.publish(document("a", name=n, settings=ONE)) for n in ("North", "South")]
    pause = {"kind": "wait", "duration_s": 0.2}
    for own, wanted in (found, found[::-1]):
        raw = document("w>sub", w=pause, sub=sub(wanted, version=1), settings=ONE)
        define_anew(ada, own, raw | {"name": own.name})

    executions = [ended(e) for e in [ada.start_workflow(each) for each in found]]

    assert sorted(state(e) for e in executions) == ["failed", "succeeded"]


def test_one_that_waits_for_a_paused_execution_waits_on(hand: ByHand, ada: Person) -> None:
    other = limited(ada)
    first = ada.start_workflow(other)
    pause_execution(user=ada.user, execution_id=first.public_id)
    execution = begin(ada, hand, other)

    sweep()

    assert state(child_of(execution)) == "queued"


def test_a_child_that_queued_under_a_paused_parent_begins_paused(hand: ByHand, ada: Person) -> None:
    other = limited(ada)
    held = holder(ada, hand, other)
    execution = begin(ada, hand, other)
    pause_execution(user=ada.user, execution_id=execution.public_id)

    hand.hand_in(held)

    assert state(child_of(execution)) == "paused"
    assert hand.claim() == []
