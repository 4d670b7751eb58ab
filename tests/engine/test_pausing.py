"""Pausing and going on."""

from __future__ import annotations

import pytest

from tests.engine import functions
from tests.engine.by_hand import ByHand
from tests.engine.documents import approval, call, document, transform
from tests.engine.invariants import check_execution
from tests.engine.worker import Person, ended, events, state, states, wait_for_state
from workflows.engine.journal import control
from workflows.errors import IllegalMove
from workflows.services.executions import pause_execution, resume_execution


def test_what_runs_ends_and_nothing_begins_until_it_goes_on(worker: object, ada: Person) -> None:
    execution = ada.start(document("a>b", a=call("test.gated")))
    functions.gate().wait_for(1)
    pause_execution(user=ada.user, execution_id=execution.public_id)

    functions.gate().open()
    wait_for_state(execution, "succeeded", "a")

    assert states(execution)["b"] == "ready"
    assert state(execution) == "paused"
    resume_execution(user=ada.user, execution_id=execution.public_id)
    assert state(ended(execution)) == "succeeded"
    assert [n for n in events(execution) if n in ("workflow:paused", "workflow:resumed")] == [
        "workflow:paused", "workflow:resumed",
    ]  # fmt: skip


def test_pausing_twice_is_pausing_once(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))

    pause_execution(user=ada.user, execution_id=execution.public_id)
    pause_execution(user=ada.user, execution_id=execution.public_id)

    assert events(execution).count("workflow:paused") == 1


def test_only_what_runs_can_be_paused(worker: object, ada: Person) -> None:
    execution = ada.run(document("a"))

    with pytest.raises(IllegalMove):
        pause_execution(user=ada.user, execution_id=execution.public_id)
    with pytest.raises(IllegalMove):
        resume_execution(user=ada.user, execution_id=execution.public_id)


def test_nothing_of_a_paused_execution_is_claimed(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))

    control.pause(execution.pk)

    assert hand.claim() == []


def test_time_runs_on_while_an_execution_is_paused(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document(a=transform(), settings={"timeout_s": 60}))
    work = hand.claim()[0]
    control.pause(execution.pk)

    control.expire(execution.pk)
    check_execution(execution)
    hand.hand_in(work)

    assert state(execution) == "failed"


def test_an_answer_counts_while_an_execution_is_paused(worker: object, ada: Person) -> None:
    execution = ada.start(document("a.expired>b", a=approval(deadline_s=0.2)))
    wait_for_state(execution, "waiting", "a")
    pause_execution(user=ada.user, execution_id=execution.public_id)

    wait_for_state(execution, "succeeded", "a")

    resume_execution(user=ada.user, execution_id=execution.public_id)
    assert state(ended(execution)) == "succeeded"
