"""Whether a task run still has a future when its execution stops or its container has ended."""

from __future__ import annotations

from workflows.engine.journal.transition import Transition
from workflows.models import ExecutionState, TaskRunState

# The only reason to stop after which tasks that join *always* still run.
STOPPED_BY_FAILURE = "task_failed"
# Why what had not begun was skipped then; a retry runs it.
STOPPED = "the execution was stopped"
CONTAINER_STATE = """
SELECT r.state FROM workflows_frame f JOIN workflows_taskrun r ON r.id = f.container
WHERE f.id = %s
"""


def may_go_on(t: Transition, position: int, frame: int | None) -> bool:
    """Whether another attempt, or a wait, would serve anyone."""
    if t.stopping and not _outlives_stop(t, position):
        return False
    if frame is None:
        return True
    return bool(t.rows(CONTAINER_STATE, (frame,))[0][0] == TaskRunState.WAITING)


def _outlives_stop(t: Transition, position: int) -> bool:
    by_failure = t.error_code == STOPPED_BY_FAILURE and t.state != ExecutionState.CANCELLING
    return by_failure and t.plan.runs_always(position)
