"""Counters and timers of the whole installation, for its operators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Sum
from django.utils import timezone

from workflows.conf import config
from workflows.models import (
    FINAL_EXECUTION_STATES,
    Attempt,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunState,
    WorkerProcess,
)

NEWEST = 100_000
Pairs = Iterable[tuple[datetime | None, datetime | None]]


@dataclass(frozen=True, slots=True)
class Timer:
    """Lengths of what ended; None where nothing did."""

    count: int
    mean_s: float | None = None
    p50_s: float | None = None
    p95_s: float | None = None
    p99_s: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts are exact; timers look at the newest `NEWEST` rows of the asked time."""

    executions: dict[str, int]
    tasks: dict[str, int]
    pool: dict[str, int]
    timers: dict[str, Timer]


def measure(*, hours: float) -> Measured:
    now = timezone.now()
    return Measured(
        executions=count_executions(),
        tasks=count_tasks(),
        pool=count_pool(now),
        timers=time_work(now - timedelta(hours=hours)),
    )


def timer_of(pairs: Pairs) -> Timer:
    """Of the pairs that have both ends; percentiles linearly interpolated."""
    lengths = [(end - begin).total_seconds() for begin, end in pairs if begin and end]
    if not lengths:
        return Timer(0)
    p50, p95, p99 = (float(p) for p in np.percentile(lengths, [50, 95, 99]))
    return Timer(len(lengths), float(np.mean(lengths)), p50, p95, p99)


def count_executions() -> dict[str, int]:
    counted = Execution.objects.order_by().values_list("state").annotate(Count("pk"))
    by_state = dict(counted)
    return {state.label: by_state.get(state.value, 0) for state in ExecutionState}


def count_tasks() -> dict[str, int]:
    """The queue: only what is not final, each count answered by its own partial index."""
    runs = TaskRun.objects.order_by()
    return {
        "ready": runs.filter(state=TaskRunState.READY).count(),
        "running": runs.filter(state=TaskRunState.RUNNING).count(),
        "delayed": runs.filter(not_before__isnull=False).count(),
    }


def count_pool(now: datetime) -> dict[str, int]:
    """Processes that reported within a lease, and their places."""
    since = now - timedelta(seconds=config().engine.lease_s)
    sums = WorkerProcess.objects.filter(seen_at__gte=since).aggregate(
        processes=Count("pk"),
        slots=Sum("slots", default=0),
        busy=Sum("busy", default=0),
        async_slots=Sum("async_slots", default=0),
        async_busy=Sum("async_busy", default=0),
    )
    return {name: int(value) for name, value in sums.items()}


def time_work(since: datetime) -> dict[str, Timer]:
    """How long executions took, how long their tasks' attempts waited and worked."""
    ended = Execution.objects.filter(state__in=FINAL_EXECUTION_STATES, ended_at__gte=since)
    executions = ended.order_by("-pk").values_list("started_at", "ended_at")[:NEWEST]
    attempts = _newest_attempts(since)
    return {
        "execution": timer_of(executions),
        "task": timer_of((start, end) for _, start, end in attempts),
        "queue": timer_of((ready, start) for ready, start, _ in attempts),
    }


def _newest_attempts(
    since: datetime,
) -> list[tuple[datetime | None, datetime | None, datetime]]:
    newest = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    # By key: attempts have no index on time, and keys grow with it.
    recent = Attempt.objects.filter(pk__gt=newest - NEWEST, ended_at__gte=since)
    return list(recent.values_list("ready_at", "started_at", "ended_at"))
