"""What earlier executions of a workflow gave, task by task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

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


class EarlierEnds:
    """How tasks outside containers ended in the last few executions, each read at most once."""

    def __init__(self, workflow: Workflow) -> None:
        self._known: list[dict[str, Earlier]] = []
        self._unread = _ends_of_last(workflow)

    def of(self, tasks: Iterable[str]) -> dict[str, Earlier]:
        """
        The newest success or skip of each of these tasks, where there is one.

        A run that took a pin, or an output that its start made up, says nothing about what the
        task gives.
        """
        wanted = set(tasks)
        found: dict[str, Earlier] = {}
        if not wanted:
            return found
        for ends in self._newest_first():
            found |= {task: ends[task] for task in wanted - found.keys() if task in ends}
            if wanted == found.keys():
                break
        return found

    def _newest_first(self) -> Iterator[dict[str, Earlier]]:
        yield from self._known
        for ends in self._unread:
            self._known.append(ends)
            yield ends


def _ends_of_last(workflow: Workflow) -> Iterator[dict[str, Earlier]]:
    for execution in ended_executions(workflow):
        yield _ends_in(execution)


def _ends_in(execution: Execution) -> dict[str, Earlier]:
    runs = TaskRun.objects.filter(
        execution=execution,
        frame=None,
        state__in=(TaskRunState.SUCCEEDED, TaskRunState.SKIPPED),
    ).exclude(state=TaskRunState.SKIPPED, reason=LEFT_OUT)
    source = TaskRun.objects.filter(pk=OuterRef("source")).values("flags")
    runs = runs.annotate(source_flags=Subquery(source[:1]))
    rows = runs.values_list("task", "state", "id", "source", "outcome", "flags", "source_flags")
    return {
        task: Earlier(
            execution,
            Reused(source or run, outcome, flags) if state == TaskRunState.SUCCEEDED else None,
        )
        for task, state, run, source, outcome, flags, source_flags in rows
        if not flags & TaskRunFlag.PINNED
        and not _is_made_up(flags if source is None else source_flags or 0)
    }


def _is_made_up(flags: int) -> bool:
    """Whether the run that an output comes from took it over itself: its start gave it."""
    return bool(flags & TaskRunFlag.REUSED)
