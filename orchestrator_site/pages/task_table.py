"""The table of an execution's tasks: the whole plan, or the inside of one map or loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from orchestrator_site.pages.paging import Slice, asked_key
from orchestrator_site.pages.reads import (
    TASKS,
    count_frames,
    frames_of,
    items_of,
    newest_errors,
    task_runs_inside,
    task_runs_of,
)
from orchestrator_site.pages.rows import TaskRow, task_rows
from orchestrator_site.pages.tree import in_tree_order
from workflows.models import Execution, TaskRun


def task_table(request: HttpRequest, execution: Execution) -> dict[str, Any]:
    """
    What the address asks for: `inside` a container, `after` the last row shown.

    The plan's first page shows the first items as well; the rest of a long map is one link away.
    """
    after = asked_key(request, "after")
    inside = asked_key(request, "inside")
    if inside is None:
        return _plan(execution, after)
    container = TaskRun.objects.filter(execution=execution, pk=inside).first()
    if container is None:
        raise Http404
    found = Slice(task_runs_inside(container, after=after), TASKS)
    return {
        "tasks": _rows(execution, found.rows),
        "inside": container,
        "is_first_page": after is None,
        "more_after": found.last.pk if found.last else None,
    }


def _plan(execution: Execution, after: int | None) -> dict[str, Any]:
    found = Slice(task_runs_of(execution, after=after), TASKS)
    items = items_of(execution) if after is None else []
    return {
        "tasks": _rows(execution, [*found.rows, *items]),
        "is_first_page": after is None,
        "more_after": found.last.position if found.last else None,
    }


def _rows(execution: Execution, runs: Sequence[TaskRun]) -> list[TaskRow]:
    ordered = in_tree_order(runs, frames_of(runs))
    return task_rows(execution, ordered, newest_errors(runs), count_frames(runs), timezone.now())
