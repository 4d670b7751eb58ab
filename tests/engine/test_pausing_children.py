"""Pausing reaches the executions that serve a paused one, at any depth, and so does going on."""

from __future__ import annotations

import random
from typing import Any
from unittest.mock import patch

import pytest

from tests.engine import functions
from tests.engine.by_hand import ByHand, claim_one
from tests.engine.documents import call, document, map_of, transform
from tests.engine.invariants import check_execution
from tests.engine.worker import Person, ended, events, run_of, state, wait_for_state
from workflows.engine import aftermath
from workflows.engine.aftermath import follow_parent_down, follow_up_id
from workflows.engine.journal import control
from workflows.engine.journal.transition import Effects
from workflows.engine.recovery import sweep
from workflows.errors import IllegalMove
from workflows.models import Execution, Workflow
from workflows.services.executions import cancel_execution, pause_execution, resume_execution


def running(other: Workflow, name: str) -> dict[str, Any]:
    return document("sub>after", name=name, sub={"kind": "workflow", "workflow": other.slug})


def chain(ada: Person, hand: ByHand, depth: int = 2) -> list[Execution]:
    """A running execution, the one that serves it, the one that serves that, …"""
    workflow = ada.publish(document("a>b", name="Innermost"))
    for level in range(depth):
        workflow = ada.publish(running(workflow, f"Level {level}"))
    found = [ada.start_workflow(workflow)]
    for _ in range(depth):
        hand.hand_in(claim_one(hand, found[-1], "sub"))
        found.append(child_of(found[-1]))
    return found


def child_of(execution: Execution) -> Execution:
    return Execution.objects.get(parent_run=run_of(execution, "sub").pk)


def pause(ada: Person, execution: Execution) -> None:
    pause_execution(user=ada.user, execution_id=execution.public_id)


def resume(ada: Person, execution: Execution) -> None:
    resume_execution(user=ada.user, execution_id=execution.public_id)


def states_of(executions: list[Execution]) -> list[str]:
    return [state(each) for each in executions]


def test_a_pause_and_going_on_reach_every_depth(hand: ByHand, ada: Person) -> None:
    executions = chain(ada, hand)

    pause(ada, executions[0])
    paused, claimed = states_of(executions), hand.claim()
    resume(ada, executions[0])
    resumed = states_of(executions)
    hand.run_all()

    assert (paused, claimed) == (["paused"] * 3, [])
    assert resumed == ["running"] * 3
    assert states_of(executions) == ["succeeded"] * 3


def test_a_pause_repeated_tells_the_children_nothing_new(hand: ByHand, ada: Person) -> None:
    executions = chain(ada, hand)

    pause(ada, executions[0])
    pause(ada, executions[0])
    follow_parent_down(executions[1].pk)

    assert [events(each).count("workflow:paused") for each in executions] == [1, 1, 1]


def test_a_child_that_starts_under_a_paused_parent_starts_paused(hand: ByHand, ada: Person) -> None:
    workflow = ada.publish(running(ada.publish(document("a", name="Inner")), "Outer"))
    execution = ada.start_workflow(workflow)
    work = claim_one(hand, execution, "sub")
    pause(ada, execution)

    hand.hand_in(work)

    assert state(child_of(execution)) == "paused"
    assert hand.claim() == []
    resume(ada, execution)
    hand.run_all()
    assert state(execution) == "succeeded"


def test_the_children_of_every_item_pause(hand: ByHand, ada: Person) -> None:
    other = ada.publish(document("a", name="Inner"))
    sub = {"kind": "workflow", "workflow": other.slug, "parent": "m"}
    execution = ada.start(document(m=map_of([1, 2]), sub=sub))
    hand.hand_in(hand.claim()[0])
    for work in (*hand.claim(), *hand.claim()):
        hand.hand_in(work)

    pause(ada, execution)

    assert states_of(list(Execution.objects.exclude(pk=execution.pk))) == ["paused", "paused"]


def test_a_child_that_somebody_paused_stays_paused(hand: ByHand, ada: Person) -> None:
    outer, inner, _ = chain(ada, hand)
    pause(ada, inner)

    pause(ada, outer)
    resume(ada, outer)

    assert (state(outer), state(inner)) == ("running", "paused")
    resume(ada, inner)
    hand.run_all()
    assert state(outer) == "succeeded"


def test_a_child_paused_once_more_by_itself_stays_paused(hand: ByHand, ada: Person) -> None:
    outer, inner, innermost = chain(ada, hand)
    pause(ada, outer)
    pause(ada, inner)

    resume(ada, outer)

    assert states_of([outer, inner, innermost]) == ["running", "paused", "paused"]


def test_a_child_goes_on_only_with_what_it_serves(hand: ByHand, ada: Person) -> None:
    outer, inner, _ = chain(ada, hand)
    pause(ada, outer)

    with pytest.raises(IllegalMove, match="serves"):
        resume(ada, inner)

    assert state(inner) == "paused"


def test_a_paused_family_may_be_cancelled(hand: ByHand, ada: Person) -> None:
    executions = chain(ada, hand)
    pause(ada, executions[0])

    cancel_execution(user=ada.user, execution_id=executions[0].public_id)

    assert states_of(executions) == ["cancelled"] * 3


def test_a_pause_and_a_resumption_that_children_missed_reach_them_by_the_sweep(
    hand: ByHand, ada: Person
) -> None:
    executions = chain(ada, hand)

    control.pause(executions[0].pk)  # its effects are lost
    sweep()
    paused = states_of(executions)
    control.resume(executions[0].pk)  # and so are these
    sweep()

    assert paused == ["paused"] * 3
    assert states_of(executions) == ["running"] * 3


@pytest.mark.parametrize("seed", range(12))
def test_whenever_the_news_arrives_children_end_up_as_their_parent_is(
    hand: ByHand, ada: Person, seed: int
) -> None:
    chance = random.Random(seed)
    outer, inner, innermost = chain(ada, hand)
    late: list[Effects] = []
    for _ in range(8):
        match chance.choice(["pause", "resume", "news", "news", "sweep"]):
            case "news" if late:
                follow_up_id(outer.pk, late.pop(chance.randrange(len(late))))
            case "sweep":
                sweep()
            case "pause":
                late.append(control.pause(outer.pk))
            case "resume":
                late.append(control.resume(outer.pk))

    for effects in late:
        follow_up_id(outer.pk, effects)

    assert states_of([inner, innermost]) == [state(outer)] * 2


def test_a_parent_in_another_process_pauses_a_running_child(worker: object, ada: Person) -> None:
    other = ada.publish(document("a>b", name="Slow", a=call("test.gated"), b=transform()))
    execution = ada.start(running(other, "Outer"))
    functions.gate().wait_for(1)
    child = child_of(execution)

    with patch.object(aftermath, "follow_parent_down"):
        pause(ada, execution)
    wait_for_state(child, "paused")
    functions.gate().open()
    wait_for_state(child, "succeeded", "a")
    check_execution(child)

    assert state(child) == "paused"
    resume(ada, execution)
    assert state(ended(execution)) == "succeeded"
