"""
From the ends of some task runs to rest: dependents, frames, containers, the execution itself.

Every step either ends further task runs, which are settled in their turn, or is the last.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.conf import config
from workflows.definition.expressions import render
from workflows.engine import payloads
from workflows.engine.journal.advance import advance
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.frames import close_frames, fail_frame, with_reason
from workflows.engine.journal.spared import STOPPED_BY_FAILURE
from workflows.engine.journal.stop import stop_execution
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import needs_of_outputs
from workflows.engine.scopes import build_scope
from workflows.errors import ExpressionError, OutputInvalid
from workflows.models import EventSeverity, ExecutionState
from workflows.planning.joins import Ending

SAVE_OUTPUTS = "UPDATE workflows_executionpayload SET outputs = %s WHERE execution_id = %s"


def settle(t: Transition, ended: Sequence[Ended]) -> None:
    """Carry out everything that follows from these ends."""
    following = list(ended)
    while following:
        for each in following:
            _count(t, each)
        caused = advance(t, following)
        failures = [each for each in following if _is_unhandled(t, each)]
        caused += [end for each in failures for end in _fail_around(t, each)]
        if _must_stop(t, failures):
            # Stopping recounts what is outside containers; inside those it spares, counts go on.
            inside = [e for e in caused if e.frame is not None and t.plan.runs_always(e.position)]
            caused = inside + stop_execution(t, run_always=True)
        following = caused or close_frames(t)
    close_if_done(t)


def _count(t: Transition, ended: Ended) -> None:
    if ended.frame is None:
        t.open -= 1
    else:
        t.frames_closed[ended.frame] = t.frames_closed.get(ended.frame, 0) + 1


def _is_unhandled(t: Transition, ended: Ended) -> bool:
    failed = ended.end.ending is Ending.FAILED
    return failed and not t.plan.tasks[ended.position].failure_handled


def _fail_around(t: Transition, ended: Ended) -> list[Ended]:
    """Let an unhandled failure count for its item or turn, or for the whole execution."""
    if ended.frame is not None:
        return fail_frame(t, ended.frame, ended)
    if not t.failing:
        t.error_code = STOPPED_BY_FAILURE
        name = t.plan.tasks[ended.position].task.name
        t.error_message = with_reason(f"“{name}” failed", ended)
    t.failing = True
    return []


def _must_stop(t: Transition, failures: Sequence[Ended]) -> bool:
    outside = any(each.frame is None for each in failures)
    return outside and t.plan.document.settings.on_failure == "stop" and not t.stopping


def check_budget(t: Transition, below_microusd: int = 0) -> None:
    """
    Stop an execution that has spent its budget; what was done is kept.

    Args:
        below_microusd: what executions that serve it have cost and not told yet.
    """
    budget = t.plan.document.settings.budget_usd
    if budget is None or t.stopping or t.is_final:
        return
    if t.cost_microusd + below_microusd < budget * 1_000_000:
        return
    t.failing = True
    t.error_code = "budget"
    t.error_message = f"The budget of {budget:g} USD is spent."
    t.emit("alert", "", {"code": "budget", "message": t.error_message}, EventSeverity.WARNING)
    settle(t, stop_execution(t, run_always=False))


def close_if_done(t: Transition) -> None:
    """End the execution once nothing in it is open and nothing runs."""
    if t.open > 0 or t.running > 0 or t.is_final or t.state == ExecutionState.QUEUED:
        return
    if t.state == ExecutionState.CANCELLING:
        t.state = ExecutionState.CANCELLED
        t.emit("workflow:cancelled", severity=EventSeverity.WARNING)
    elif t.failing or not _keep_outputs(t):
        t.state = ExecutionState.FAILED
        data = {"code": t.error_code, "message": t.error_message}
        t.emit("workflow:failed", "", data, EventSeverity.ERROR)
    else:
        t.state = ExecutionState.SUCCEEDED
        t.emit("workflow:completed")
    t.effects.ended = True


def _keep_outputs(t: Transition) -> bool:
    if not t.plan.document.outputs:
        return True
    try:
        scope = build_scope(t.facts, t.plan, needs_of_outputs(t.plan), "", None)
        values = render(t.plan.document.outputs, scope, limits=config().limits)
        text = payloads.to_text(values)
    except (ExpressionError, OutputInvalid) as error:
        t.error_code = error.code
        t.error_message = f"The outputs could not be made: {error.message}"
        return False
    t.later(SAVE_OUTPUTS, (text, t.facts.id))
    return True
