"""How states, times and amounts read on a page; the same words everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.models import (
    CONTAINER_KINDS,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
)


@dataclass(frozen=True, slots=True)
class Look:
    """One of the eight looks (also the icon's name and the style's), and the word beside it."""

    name: str
    word: str


QUEUED = Look("queued", "queued")
RUNNING = Look("running", "running")
WAITING = Look("waiting", "waiting")
DONE = Look("done", "done")
CACHED = Look("cached", "cached")
FAILED = Look("failed", "failed")
SKIPPED = Look("skipped", "skipped")
CANCELLED = Look("cancelled", "cancelled")

TASK_LOOKS = {
    TaskRunState.PENDING: QUEUED,
    TaskRunState.READY: QUEUED,
    TaskRunState.RUNNING: RUNNING,
    TaskRunState.WAITING: WAITING,
    TaskRunState.SUCCEEDED: DONE,
    TaskRunState.FAILED: FAILED,
    TaskRunState.SKIPPED: SKIPPED,
    TaskRunState.CANCELLED: CANCELLED,
}

EXECUTION_LOOKS = {
    ExecutionState.QUEUED: QUEUED,
    ExecutionState.RUNNING: RUNNING,
    ExecutionState.PAUSED: Look("waiting", "paused"),
    ExecutionState.CANCELLING: Look("cancelled", "cancelling"),
    ExecutionState.SUCCEEDED: DONE,
    ExecutionState.FAILED: FAILED,
    ExecutionState.CANCELLED: CANCELLED,
}


def task_look(run: TaskRun) -> Look:
    if run.state == TaskRunState.SUCCEEDED and run.flags & TaskRunFlag.CACHED:
        return CACHED
    if run.state == TaskRunState.WAITING and run.kind in CONTAINER_KINDS:
        return RUNNING  # what is inside it works; nobody is waited for
    return TASK_LOOKS[TaskRunState(run.state)]


def execution_look(execution: Execution, *, is_waiting: bool = False) -> Look:
    """`is_waiting`: it waits for a person, time or another; nothing of it runs or could run."""
    if is_waiting and execution.state == ExecutionState.RUNNING:
        return WAITING
    return EXECUTION_LOOKS[ExecutionState(execution.state)]


def duration(length: timedelta | None) -> str:
    """`0.4 s`, `12.3 s`, `4:05`, `2:04:05`; a dash for none."""
    if length is None:
        return "–"
    seconds = max(0.0, length.total_seconds())
    if seconds < 60:
        return f"{seconds:.1f} s" if round(seconds, 1) < 60 else "1:00"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `4 min ago`, `3 h ago`, `2 d ago`; the date after a month."""
    seconds = (now - moment).total_seconds()
    if seconds < 45:
        return "just now"
    if seconds < 3_600:
        return f"{max(1, round(seconds / 60))} min ago"
    if seconds < 86_400:
        return f"{round(seconds / 3_600)} h ago"
    if seconds < 30 * 86_400:
        return f"{round(seconds / 86_400)} d ago"
    return f"{moment:%d %b %Y}"


def span(start: datetime | None, end: datetime | None, now: datetime) -> timedelta | None:
    """From `start` to `end`, or to now while it lasts; nothing before it started."""
    return (end or now) - start if start else None


def money(cost_microusd: int) -> str:
    """Dollars with as many digits as still say something; a dash for nothing spent."""
    if not cost_microusd:
        return "–"
    dollars = cost_microusd / 1_000_000
    return f"${dollars:.4f}" if dollars < 0.1 else f"${dollars:,.2f}"


def amount(count: int) -> str:
    """`812`, `38.2k`, `1.2M`."""
    if count < 1_000:
        return str(count)
    if count < 999_950:
        return f"{count / 1_000:.1f}k"
    return f"{count / 1_000_000:.1f}M"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of the text, saying so when it was cut."""
    return text if len(text) <= limit else f"{text[:limit]}\n… cut after {limit:,} characters"
