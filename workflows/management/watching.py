"""What a running execution looks like from outside, read as often as a terminal needs it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from workflows.conf import config
from workflows.engine.outputs import execution_outputs
from workflows.models import (
    FINAL_EXECUTION_STATES,
    Attempt,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunState,
    WorkerProcess,
)

LOOK_S = 0.05
SHOWN_TASKS = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task run; `took_s` counts on while it lasts."""

    task: str
    state: str
    took_s: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Look:
    """The execution at one moment; at most `SHOWN_TASKS` task runs, and how many there are."""

    state: ExecutionState
    tasks: tuple[TaskLine, ...]
    task_count: int
    took_s: float

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_EXECUTION_STATES


def is_worker_alive() -> bool:
    """Whether some process would take the work up."""
    alive = timezone.now() - timedelta(seconds=config().engine.lease_s)
    return WorkerProcess.objects.filter(seen_at__gte=alive).exists()


def look_on(execution_pk: int, timeout_s: float | None) -> Iterator[Look]:
    """A look whenever something happened, until the execution or the time ends."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    seen = -1
    while True:
        execution = Execution.objects.get(pk=execution_pk)
        if execution.events != seen:
            seen = execution.events
            yield _look(execution)
        if execution.is_final or (deadline is not None and time.monotonic() >= deadline):
            return
        time.sleep(LOOK_S)


def summarise(execution_pk: int) -> dict[str, Any]:
    """What the command prints at the end: state, times, tokens, cost, tasks, outputs."""
    execution = Execution.objects.get(pk=execution_pk)
    return {
        "execution": str(execution.public_id),
        "state": ExecutionState(execution.state).label,
        "duration_s": _seconds(execution),
        "input_tokens": execution.input_tokens,
        "output_tokens": execution.output_tokens,
        "cost_usd": execution.cost_microusd / 1_000_000,
        "error": _error(execution),
        "tasks": _task_summaries(execution),
        "outputs": execution_outputs(execution),
    }


def _look(execution: Execution) -> Look:
    runs = TaskRun.objects.filter(execution=execution).order_by("position", "index_path")
    return Look(
        state=ExecutionState(execution.state),
        tasks=tuple(_task_line(run) for run in runs[:SHOWN_TASKS]),
        task_count=runs.count(),
        took_s=_seconds(execution),
    )


def _task_line(run: TaskRun) -> TaskLine:
    return TaskLine(str(run), TaskRunState(run.state).label, _seconds(run), run.reason)


def _seconds(row: Execution | TaskRun) -> float:
    end = row.ended_at or timezone.now()
    return max(0.0, (end - row.started_at).total_seconds()) if row.started_at else 0.0


def _error(execution: Execution) -> dict[str, str] | None:
    if not execution.error_code:
        return None
    return {"code": execution.error_code, "message": execution.error_message}


def _task_summaries(execution: Execution) -> list[dict[str, Any]]:
    runs = TaskRun.objects.filter(execution=execution).order_by("position", "index_path")
    used = Attempt.objects.filter(task_run__execution=execution).values_list("task_run_id")
    tokens = {
        run: (given or 0, got or 0)
        for run, given, got in used.annotate(Sum("input_tokens"), Sum("output_tokens")).order_by()
    }
    return [_task_summary(run, tokens.get(run.pk, (0, 0))) for run in runs[:SHOWN_TASKS]]


def _task_summary(run: TaskRun, tokens: tuple[int, int]) -> dict[str, Any]:
    return {
        "task": str(run),
        "kind": run.kind,
        "state": TaskRunState(run.state).label,
        "attempts": run.attempt,
        "duration_s": _seconds(run),
        "input_tokens": tokens[0],
        "output_tokens": tokens[1],
        "cost_usd": run.cost_microusd / 1_000_000,
        "reason": run.reason,
    }
