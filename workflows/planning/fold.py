"""Folding an execution's event log back into the states that the rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

TASK_STATES = {
    "task:ready": "ready",
    "task:started": "running",
    "task:waiting": "waiting",
    "task:retrying": "retrying",
    "task:completed": "succeeded",
    "task:failed": "failed",
    "task:skipped": "skipped",
    "task:cancelled": "cancelled",
}
EXECUTION_STATES = {
    "workflow:queued": "queued",
    "workflow:started": "running",
    "workflow:paused": "paused",
    "workflow:resumed": "running",
    "workflow:cancelling": "cancelling",
    "workflow:completed": "succeeded",
    "workflow:failed": "failed",
    "workflow:cancelled": "cancelled",
}


@dataclass(slots=True)
class Folded:
    """States by the log alone; task runs that no event names are pending."""

    execution: str = "queued"
    tasks: dict[str, str] = field(default_factory=dict)


def fold_events(events: Iterable[tuple[str, str]]) -> Folded:
    """
    Fold (name, subject) pairs in the order of their numbers.

    A name that is not in the tables changes no state, so that logs of later releases can be read.
    """
    folded = Folded()
    for name, subject in events:
        if name in TASK_STATES:
            folded.tasks[subject] = TASK_STATES[name]
        elif name in EXECUTION_STATES:
            folded.execution = EXECUTION_STATES[name]
    return folded
