"""A task run's end, as the statements of the journal and the rules of planning know it."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.models import TaskRunFlag, TaskRunState
from workflows.planning.joins import End, Ending
from workflows.planning.plan import PlannedTask


@dataclass(frozen=True, slots=True)
class Ended:
    """One task run that has just become final, where it stands, and why it failed if it did."""

    position: int
    index_path: str
    frame: int | None
    end: End
    reason: str = ""


def end_of(planned: PlannedTask, state: int, outcome: str) -> End:
    """Translate a final row into what its dependents see."""
    if state == TaskRunState.SUCCEEDED:
        return End(Ending.SUCCEEDED, outcome)
    if state == TaskRunState.FAILED:
        continued = planned.task.on_error.policy == "continue"
        return End(Ending.CONTINUED if continued else Ending.FAILED)
    if state == TaskRunState.SKIPPED:
        return End(Ending.SKIPPED)
    return End(Ending.CANCELLED)


FINAL_STATES = (
    TaskRunState.SUCCEEDED,
    TaskRunState.FAILED,
    TaskRunState.SKIPPED,
    TaskRunState.CANCELLED,
)
OPEN_STATES = (
    TaskRunState.PENDING,
    TaskRunState.READY,
    TaskRunState.RUNNING,
    TaskRunState.WAITING,
)

__all__ = ["FINAL_STATES", "OPEN_STATES", "Ended", "TaskRunFlag", "end_of"]
