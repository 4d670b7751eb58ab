"""What earlier executions of a workflow gave, task by task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.engine.journal.giving import LEFT_OUT
from workflows.engine.journal.reuse import Reused
from workflows.models import (
    FINAL_EXECUTION_STATES,
    Execution,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
    Workflow,
)

LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest end of a task that counts; `reused` is None where the task was skipped."""

    execution: Execution
    reused: Reused | None


def ended_executions(workflow: Workflow) -> list[Execution]:
    """The last few that ended, the newest first; draft runs too, not those that serve others."""
    found = Execution.objects.filter(
        workflow=workflow, state__in=FINAL_EXECUTION_STATES, parent_run=None
    )
    return list(found.defer("error_message").order_by("-pk")[:LOOKED_AT])


def earlier_ends(workflow: Workflow, tasks: Iterable[str]) -> dict[str, Earlier]:
    """
    The newest success or skip of each of these tasks outside containers, where there is one.

    A run that took a pin says nothing about what the task gives.
    """
    wanted = set(tasks)
    found: dict[str, Earlier] = {}
    if not wanted:
        return found
    for execution in ended_executions(workflow):
        found |= _ends_in(execution, wanted - found.keys())
        if wanted == found.keys():
            break
    return found


def _ends_in(execution: Execution, wanted: set[str]) -> dict[str, Earlier]:
    runs = TaskRun.objects.filter(
        execution=execution,
        frame=None,
        state__in=(TaskRunState.SUCCEEDED, TaskRunState.SKIPPED),
    ).exclude(state=TaskRunState.SKIPPED, reason=LEFT_OUT)
    rows = runs.values_list("task", "state", "id", "source", "outcome", "flags")
    return {
        task: Earlier(
            execution,
            Reused(source or run, outcome, flags) if state == TaskRunState.SUCCEEDED else None,
        )
        for task, state, run, source, outcome, flags in rows
        if task in wanted and not flags & TaskRunFlag.PINNED
    }
