"""What people do to a running execution: pause, resume, cancel; and what time does: expire."""

from __future__ import annotations

from workflows.engine.journal.opening import begin_queued
from workflows.engine.journal.places import count_places
from workflows.engine.journal.settle import close_if_done, settle
from workflows.engine.journal.spared import STOPPED_BY_FAILURE
from workflows.engine.journal.stop import cancel_execution, stop_execution
from workflows.engine.journal.transition import Effects, transition
from workflows.errors import IllegalMove
from workflows.models import EventSeverity, ExecutionState

COUNT_READY = "SELECT COUNT(*) FROM workflows_taskrun WHERE execution_id = %s AND state = 1"


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
    Let what runs end, and begin nothing new.

    Raises:
        IllegalMove: it is not running.
    """
    with transition(execution_id) as t:
        if t.state == ExecutionState.PAUSED:
            return t.effects
        if t.state != ExecutionState.RUNNING:
            raise IllegalMove("Only a running execution can be paused.")
        t.state = ExecutionState.PAUSED
        t.emit("workflow:paused")
    return t.effects


def resume(execution_id: int) -> Effects:
    """
    Go on with a paused execution.

    Raises:
        IllegalMove: it is not paused.
    """
    with transition(execution_id) as t:
        if t.state == ExecutionState.RUNNING:
            return t.effects
        if t.state != ExecutionState.PAUSED:
            raise IllegalMove("Only a paused execution can be resumed.")
        t.state = ExecutionState.RUNNING
        t.emit("workflow:resumed")
        t.effects.ready += int(t.rows(COUNT_READY, (execution_id,))[0][0])
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
    return t.effects


def _refuse_final(is_final: bool, verb: str) -> None:
    if is_final:
        raise IllegalMove(f"The execution has ended; it cannot be {verb}.")
