"""What people do to a running execution: pause, resume, cancel; and what time does: expire."""

from __future__ import annotations

from workflows.engine.journal.holding import (
    SET_HELD,
    begin_pause,
    go_on,
    hold,
    is_parent_paused,
)
from workflows.engine.journal.opening import begin_queued
from workflows.engine.journal.places import count_places
from workflows.engine.journal.settle import check_budget, close_if_done, settle
from workflows.engine.journal.spared import STOPPED_BY_FAILURE
from workflows.engine.journal.stop import cancel_execution, stop_execution
from workflows.engine.journal.transition import Effects, transition
from workflows.errors import IllegalMove
from workflows.models import EventSeverity, ExecutionState


def cancel(execution_id: int, reason: str = "") -> Effects:
    """
    Cancel an execution; asking again changes nothing.

    Raises:
        IllegalMove: it has ended already otherwise.
    """
    with transition(execution_id) as t:
        if t.state in (ExecutionState.CANCELLING, ExecutionState.CANCELLED):
            return t.effects
        _refuse_final(t.is_final, "cancelled")
        if t.state == ExecutionState.QUEUED:
            t.state = ExecutionState.CANCELLING
        else:
            t.state = ExecutionState.CANCELLING
            cancel_execution(t)
        t.emit("workflow:cancelling", "", {"reason": reason}, EventSeverity.WARNING)
        close_if_done(t)
    return t.effects


def pause(execution_id: int) -> Effects:
    """
    Let what runs end, and begin nothing new, in it and in the executions that serve it.

    One that is paused because its parent is stays paused by itself when that one goes on.

    Raises:
        IllegalMove: it is not running.
    """
    with transition(execution_id) as t:
        if t.state == ExecutionState.PAUSED:
            t.execute(SET_HELD, (False, execution_id))
            return t.effects
        if t.state != ExecutionState.RUNNING:
            raise IllegalMove("Only a running execution can be paused.")
        begin_pause(t, held=False)
    return t.effects


def resume(execution_id: int) -> Effects:
    """
    Go on with a paused execution, and with those that were paused with it.

    Raises:
        IllegalMove: it is not paused, or serves one that is.
    """
    with transition(execution_id) as t:
        if t.state == ExecutionState.RUNNING:
            return t.effects
        if t.state != ExecutionState.PAUSED:
            raise IllegalMove("Only a paused execution can be resumed.")
        if is_parent_paused(t):
            raise IllegalMove("The execution that it serves is paused; resume that one.")
        go_on(t)
    return t.effects


def expire(execution_id: int) -> Effects:
    """End an execution whose time is over: it fails with code `timeout`."""
    with transition(execution_id) as t:
        if t.is_final or t.state == ExecutionState.CANCELLING:
            return t.effects
        if t.stopping and t.error_code != STOPPED_BY_FAILURE:
            return t.effects
        t.failing = True
        t.error_code = "timeout"
        seconds = t.plan.document.settings.timeout_s or 0
        t.error_message = f"It took longer than its time-out of {seconds:g} s."
        if t.state == ExecutionState.PAUSED:
            t.state = ExecutionState.RUNNING
            t.emit("workflow:resumed")
        data = {"code": t.error_code, "message": t.error_message}
        t.emit("alert", "", data, EventSeverity.WARNING)
        settle(t, stop_execution(t, run_always=False))
    return t.effects


def end_overspent(execution_id: int, below_microusd: int) -> Effects:
    """Stop an execution whose budget is spent by executions that serve it and go on."""
    with transition(execution_id) as t:
        check_budget(t, below_microusd)
    return t.effects


def admit(execution_id: int, limit: int | None) -> Effects | None:
    """
    Begin a queued execution if its workflow has a place for it; None when it has not.

    Args:
        limit: executions of the workflow that may be under way at once.
    """
    with transition(execution_id) as t:
        if t.state != ExecutionState.QUEUED or t.facts.workflow_id is None:
            return t.effects
        under_way, _ = count_places(t.statements, t.facts.workflow_id)
        if limit is not None and under_way >= limit:
            return None
        begin_queued(t)
        if is_parent_paused(t):
            hold(t)
    return t.effects


def refuse(execution_id: int, code: str, message: str) -> Effects:
    """End an execution that its workflow has no place for; one that has begun goes on."""
    with transition(execution_id) as t:
        if t.state == ExecutionState.QUEUED:
            t.state = ExecutionState.FAILED
            t.failing, t.error_code, t.error_message = True, code, message
            data = {"code": code, "message": message}
            t.emit("workflow:failed", "", data, EventSeverity.ERROR)
            t.effects.ended = True
    return t.effects


def _refuse_final(is_final: bool, verb: str) -> None:
    if is_final:
        raise IllegalMove(f"The execution has ended; it cannot be {verb}.")
