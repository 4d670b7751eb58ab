"""What feeds read from the database: snapshots, and events by number."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import Q

from workflows.models import (
    Event,
    EventSeverity,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
)

BATCH = 100
BATCH_BYTES = 128_000
SNAPSHOT_TASKS = 5_000
NEWEST_EXECUTIONS = 20
OPEN_EXECUTIONS = 100


def read_snapshot(execution_pk: int) -> dict[str, Any]:
    """
    The execution and its task runs as they are now.

    `number` is read first, so the rows may already show later events; hearing of those
    again changes nothing.
    """
    execution = Execution.objects.select_related("workflow").get(pk=execution_pk)
    runs = TaskRun.objects.filter(execution_id=execution_pk).order_by("position", "index_path")
    tasks = [_task_run(run) for run in runs[: SNAPSHOT_TASKS + 1]]
    return {
        "type": "snapshot",
        "execution": summarise(execution),
        "tasks": tasks[:SNAPSHOT_TASKS],
        "is_cut": len(tasks) > SNAPSHOT_TASKS,
        "number": execution.events,
    }


def newest_number(execution_pk: int) -> int:
    """Number of the newest event; one row by key."""
    return Execution.objects.values_list("events", flat=True).get(pk=execution_pk)


def events_after(execution_pk: int, number: int, *, limit: int = BATCH) -> list[dict[str, Any]]:
    """The next events after `number`, in order: one at least if there is one, and never many MB."""
    rows = Event.objects.filter(execution_id=execution_pk, number__gt=number).order_by("number")
    events: list[dict[str, Any]] = []
    size = 0
    for row in rows[:limit]:
        size += len(row.data)
        if events and size > BATCH_BYTES:
            break
        events.append(_event(row))
    return events


def read_executions(workflow_pk: int) -> list[dict[str, Any]]:
    """The newest executions of a workflow and those not ended, newest first, bounded."""
    of_workflow = Execution.objects.filter(workflow_id=workflow_pk).select_related("workflow")
    newest = of_workflow.order_by("-pk")[:NEWEST_EXECUTIONS]
    is_open = Q(state__lt=ExecutionState.SUCCEEDED)
    unended = of_workflow.filter(is_open).order_by("-pk")[:OPEN_EXECUTIONS]
    rows = {row.pk: row for row in (*newest, *unended)}
    return [summarise(rows[key]) for key in sorted(rows, reverse=True)]


def summarise(execution: Execution) -> dict[str, Any]:
    """One execution without its payloads."""
    workflow = execution.workflow
    return {
        "id": str(execution.public_id),
        "workflow": str(workflow.public_id) if workflow else None,
        "state": ExecutionState(execution.state).label,
        "number": execution.events,
        "open": execution.open,
        "running": execution.running,
        "cost_microusd": execution.cost_microusd,
        "created_at": _time(execution.created_at),
        "started_at": _time(execution.started_at),
        "ended_at": _time(execution.ended_at),
        "error_code": execution.error_code,
    }


def _task_run(run: TaskRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "task": run.task,
        "index_path": run.index_path,
        "kind": run.kind,
        "state": TaskRunState(run.state).label,
        "outcome": run.outcome,
        "reason": run.reason,
        "attempt": run.attempt,
        "is_cached": bool(run.flags & TaskRunFlag.CACHED),
        "ready_at": _time(run.ready_at),
        "started_at": _time(run.started_at),
        "ended_at": _time(run.ended_at),
    }


def _event(row: Event) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "severity": EventSeverity(row.severity).label,
        "subject": row.subject,
        "at": _time(row.at),
        "schema": row.schema,
        "data": json.loads(row.data),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
