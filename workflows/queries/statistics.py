"""
What runs now and how it went lately, for the teams of one person.

Exact percentiles over at most NEWEST rows: the newest of the asked time. Longer views belong to
analytics, whose rollups merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone

from workflows.access import teams_with
from workflows.conf import config
from workflows.models import (
    FINAL_EXECUTION_STATES,
    Attempt,
    AttemptState,
    Execution,
    ExecutionState,
    TaskRun,
    TaskRunState,
    Team,
    User,
    WorkerProcess,
)

NEWEST = 100_000


@dataclass(frozen=True, slots=True)
class Durations:
    """Of work that ended; None where nothing did."""

    average_s: float | None
    p50_s: float | None
    p95_s: float | None


@dataclass(frozen=True, slots=True)
class ExecutionStatistics:
    queued: int
    running: int
    paused: int
    cancelling: int
    completed: int
    failed: int
    cancelled: int
    durations: Durations

    @property
    def active(self) -> int:
        return self.queued + self.running + self.paused + self.cancelling


@dataclass(frozen=True, slots=True)
class TaskStatistics:
    """`running_agents` are task runs that agents work on now."""

    ready: int
    running: int
    waiting: int
    running_agents: int
    completed: int
    failed: int
    durations: Durations


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """Of the whole installation: workers are shared by all teams."""

    processes: int
    size: int
    busy: int
    uptime_s: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    since: datetime
    executions: ExecutionStatistics
    tasks: TaskStatistics
    pool: PoolStatistics


def compute_statistics(user: User, *, team_id: UUID | None, hours: int) -> Statistics:
    """Open work as of now; ended work of the last `hours`."""
    now = timezone.now()
    since = now - timedelta(hours=hours)
    teams = teams_with(user)
    if team_id is not None:
        teams = teams.filter(public_id=team_id)
    return Statistics(since, _executions(teams, since), _tasks(teams, since), _pool(now))


def durations_of(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Durations:
    """Of the pairs that have both ends; percentiles linearly interpolated, as numpy does."""
    lengths = np.fromiter(
        ((end - begin).total_seconds() for begin, end in pairs if begin and end), dtype=float
    )
    if lengths.size == 0:
        return Durations(None, None, None)
    p50, p95 = np.percentile(lengths, [50, 95])
    return Durations(float(lengths.mean()), float(p50), float(p95))


def _executions(teams: QuerySet[Team], since: datetime) -> ExecutionStatistics:
    theirs = Execution.objects.filter(team__in=teams)
    # Two counts, each by its own index: open ones are few, ended ones are bounded by time.
    open_now = _by_state(theirs.filter(state__lt=ExecutionState.SUCCEEDED))
    ended = theirs.filter(state__in=FINAL_EXECUTION_STATES, ended_at__gte=since)
    ended_by_state = _by_state(ended)
    newest = ended.filter(state=ExecutionState.SUCCEEDED)
    pairs = newest.order_by("-id").values_list("started_at", "ended_at")[:NEWEST]
    return ExecutionStatistics(
        queued=open_now.get(ExecutionState.QUEUED, 0),
        running=open_now.get(ExecutionState.RUNNING, 0),
        paused=open_now.get(ExecutionState.PAUSED, 0),
        cancelling=open_now.get(ExecutionState.CANCELLING, 0),
        completed=ended_by_state.get(ExecutionState.SUCCEEDED, 0),
        failed=ended_by_state.get(ExecutionState.FAILED, 0),
        cancelled=ended_by_state.get(ExecutionState.CANCELLED, 0),
        durations=durations_of(pairs),
    )


def _by_state(rows: QuerySet[Execution]) -> dict[int, int]:
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def _tasks(teams: QuerySet[Team], since: datetime) -> TaskStatistics:
    is_agent = Q(state=TaskRunState.RUNNING, kind="agent")
    # One count for each partial index; a count over all states would read every row ever made.
    runs = TaskRun.objects.filter(team__in=teams)
    running = runs.filter(state=TaskRunState.RUNNING)
    ended = _newest_attempts(teams, since)
    done = [(begin, end) for begin, end, state in ended if state == AttemptState.SUCCEEDED]
    return TaskStatistics(
        ready=runs.filter(state=TaskRunState.READY).count(),
        running=running.count(),
        waiting=runs.filter(
            state=TaskRunState.WAITING, execution__state__lt=ExecutionState.SUCCEEDED
        ).count(),
        running_agents=runs.filter(is_agent).count(),
        completed=len(done),
        failed=sum(state == AttemptState.FAILED for _, _, state in ended),
        durations=durations_of(done),
    )


def _newest_attempts(
    teams: QuerySet[Team], since: datetime
) -> list[tuple[datetime | None, datetime, int]]:
    newest = Attempt.objects.order_by("-id").values_list("id", flat=True).first() or 0
    # By id, not by time: attempts have no index on time, and ids grow with it.
    found = Attempt.objects.filter(
        id__gt=newest - NEWEST, ended_at__gte=since, task_run__team__in=teams
    )
    return list(found.values_list("started_at", "ended_at", "state"))


def _pool(now: datetime) -> PoolStatistics:
    alive = WorkerProcess.objects.filter(
        seen_at__gte=now - timedelta(seconds=2 * config().engine.lease_s)
    )
    found = alive.aggregate(
        processes=Count("pk"),
        slots=Sum("slots", default=0),
        async_slots=Sum("async_slots", default=0),
        busy=Sum("busy", default=0),
        async_busy=Sum("async_busy", default=0),
        since=Min("started_at"),
    )
    return PoolStatistics(
        processes=found["processes"],
        size=found["slots"] + found["async_slots"],
        busy=found["busy"] + found["async_busy"],
        uptime_s=(now - found["since"]).total_seconds() if found["since"] else None,
    )
