"""Lines of the pages' tables, ready to be shown: looks, words and lengths, no more questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestrator_site.pages.timeline import Bar, Range, bar_of
from orchestrator_site.pages.words import (
    TASK_LOOKS,
    Look,
    ago,
    amount,
    duration,
    execution_look,
    money,
    shortened,
    span,
    task_look,
)
from workflows.models import Execution, TaskRun, TaskRunState, Workflow

ERROR_CHARS = 300


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One execution in a list."""

    execution: Execution
    look: Look
    took: str
    cost: str
    version: str
    when: str

    @property
    def lasts(self) -> bool:
        return not self.execution.is_final and self.execution.started_at is not None


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """One workflow in the list, with its newest executions, the newest last."""

    workflow: Workflow
    latest: tuple[ExecutionRow, ...]
    may_edit: bool

    @property
    def newest(self) -> ExecutionRow | None:
        return self.latest[-1] if self.latest else None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task run in an execution's table."""

    run: TaskRun
    look: Look
    took: str
    cost: str
    indent: int
    progress: str
    note: str
    bar: Bar | None

    @property
    def lasts(self) -> bool:
        return self.run.started_at is not None and self.run.ended_at is None


@dataclass(frozen=True, slots=True)
class StateCount:
    look: Look
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands above an execution's table."""

    look: Look
    took: str
    tokens: str
    cost: str
    counts: tuple[StateCount, ...]


def execution_row(execution: Execution, now: datetime) -> ExecutionRow:
    look = execution_look(execution, is_waiting=getattr(execution, "is_waiting", False))
    took = duration(span(execution.started_at, execution.ended_at, now))
    number = execution.version.number
    version = "draft" if execution.draft_run or number is None else f"v{number}"
    cost = money(execution.cost_microusd)
    return ExecutionRow(execution, look, took, cost, version, ago(execution.created_at, now))


def workflow_row(
    workflow: Workflow, latest: Sequence[Execution], now: datetime, *, may_edit: bool
) -> WorkflowRow:
    rows = (execution_row(execution, now) for execution in reversed(latest))
    return WorkflowRow(workflow, tuple(rows), may_edit)


def summary_of(execution: Execution, counts: Mapping[TaskRunState, int], now: datetime) -> Summary:
    waits = (
        not execution.running
        and bool(counts.get(TaskRunState.WAITING))
        and not counts.get(TaskRunState.READY)
    )
    tokens = f"{amount(execution.input_tokens)} / {amount(execution.output_tokens)}"
    return Summary(
        look=execution_look(execution, is_waiting=waits),
        took=duration(span(execution.started_at, execution.ended_at, now)),
        tokens=tokens if execution.input_tokens or execution.output_tokens else "–",
        cost=money(execution.cost_microusd),
        counts=tuple(_by_look(counts)),
    )


def _by_look(counts: Mapping[TaskRunState, int]) -> list[StateCount]:
    sums: dict[Look, int] = {}
    for state, look in TASK_LOOKS.items():
        sums[look] = sums.get(look, 0) + counts.get(state, 0)
    return [StateCount(look, count) for look, count in sums.items() if count]


def task_rows(
    execution: Execution,
    runs: Sequence[TaskRun],
    errors: Mapping[int, Mapping[str, Any]],
    frames: Mapping[int, tuple[int, int]],
    now: datetime,
) -> list[TaskRow]:
    """A line for each; `frames` tells how many items or turns ended, of how many."""
    whole = Range(execution.started_at or execution.created_at, execution.ended_at or now)
    return [_task_row(run, errors.get(run.pk), frames.get(run.pk), whole, now) for run in runs]


def _task_row(
    run: TaskRun,
    error: Mapping[str, Any] | None,
    frames: tuple[int, int] | None,
    whole: Range,
    now: datetime,
) -> TaskRow:
    return TaskRow(
        run=run,
        look=task_look(run),
        took=duration(span(run.started_at, run.ended_at, now)),
        cost=money(run.cost_microusd),
        indent=min(run.index_path.count(".") + 1, 5) if run.index_path else 0,
        progress=f"{frames[0]}/{frames[1]}" if frames else "",
        note=_note(run, error),
        bar=bar_of(run, whole, now),
    )


def _note(run: TaskRun, error: Mapping[str, Any] | None) -> str:
    if error and run.state == TaskRunState.FAILED:
        return shortened(f"{error['error_code']}: {error['error_message']}", ERROR_CHARS)
    return run.reason or (f"→ {run.outcome}" if run.outcome else "")
