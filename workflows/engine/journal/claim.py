"""Taking ready task runs: of one execution inside a transition, or of the one that is due next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db import connection

from workflows.conf import config
from workflows.engine.dialect import marks, say
from workflows.engine.journal.advance import NOT_BEGUN, release_held_back
from workflows.engine.journal.transition import Transition, transitions
from workflows.engine.work import Work
from workflows.models import ExecutionState, Lane, TaskRunState

TEAMS_AT_ONCE = 20
CLAIM = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.RUNNING:d}, epoch = epoch + 1,
       attempt = attempt + 1, owner = %s, lease_until = {{after}}, started_at = {{now}}
WHERE id IN (SELECT id FROM workflows_taskrun WHERE execution_id = %s
             AND state = {TaskRunState.READY:d} AND lane IN ({{lanes}})
             ORDER BY priority, id LIMIT %s)
RETURNING id, position, index_path, frame, epoch, attempt, lost, flags
"""
# The same for a task that becomes ready by it, where nothing else of its execution is ready.
CLAIM_NEXT = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.RUNNING:d}, pending = 0, epoch = epoch + 1,
       attempt = attempt + 1, owner = %s, lease_until = {{after}}, ready_at = {{now}},
       started_at = {{now}}
WHERE execution_id = %s AND index_path = '' AND position = %s AND {NOT_BEGUN}
AND lane IN ({{lanes}}) AND NOT EXISTS (
    SELECT 1 FROM workflows_taskrun r WHERE r.execution_id = %s
    AND r.state = {TaskRunState.READY:d})
RETURNING id, position, index_path, frame, epoch, attempt, lost, flags
"""
# Teams with ready work, smallest share of running attempts for their weight first; equal ones take
# turns, beginning after the team that was served last.
FAIREST_TEAMS = f"""
SELECT t.id FROM workflows_team t WHERE EXISTS (
    SELECT 1 FROM workflows_taskrun r WHERE r.team_id = t.id AND r.state = {TaskRunState.READY:d})
ORDER BY (SELECT COUNT(*) FROM workflows_taskrun r WHERE r.team_id = t.id
          AND r.state = {TaskRunState.RUNNING:d}) * 1.0 / t.weight, t.id <= %s, t.id
LIMIT {TEAMS_AT_ONCE} OFFSET %s
"""
# Executions of a team with ready work, most urgent and oldest first.
NEXT_EXECUTIONS = f"""
SELECT r.execution_id FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.team_id = %s AND r.state = {TaskRunState.READY:d} AND r.lane IN ({{lanes}})
AND e.state = {ExecutionState.RUNNING:d}
AND (e.max_parallel = 0 OR e.running < e.max_parallel)
ORDER BY r.priority, r.id LIMIT 16
"""
COUNT_RUNNING = f"""
SELECT COUNT(*) FROM workflows_taskrun WHERE state = {TaskRunState.RUNNING:d}
"""
COUNT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many more attempts of each lane the caller can hold."""

    owner: str
    compute: int
    waiting: int

    @property
    def lanes(self) -> tuple[int, ...]:
        compute = (int(Lane.COMPUTE),) if self.compute > 0 else ()
        return compute + ((int(Lane.ASYNC),) if self.waiting > 0 else ())

    def without(self, works: Sequence[Work]) -> Capacity:
        """What is left once these are held."""
        waiting = sum(1 for work in works if work.planned.is_async)
        computing = len(works) - waiting
        return replace(self, compute=self.compute - computing, waiting=self.waiting - waiting)


def claim_within(t: Transition, capacity: Capacity) -> list[Work]:
    """
    Take what is ready in this execution, most urgent first: as much of what computes and of what
    waits as there is room for.
    """
    lanes = capacity.lanes
    if t.state != ExecutionState.RUNNING or not lanes:
        release_held_back(t)
        return []
    if t.held_back is not None and (works := _claim_next(t, capacity.owner, lanes)):
        return works
    release_held_back(t)
    works = _claim(
        t, capacity.owner, lanes, min(max(1, capacity.compute), max(1, capacity.waiting))
    )
    if works and all(work.planned.is_async for work in works) and capacity.waiting > len(works):
        works += _claim(t, capacity.owner, (int(Lane.ASYNC),), capacity.waiting - len(works))
    return works


def _claim(t: Transition, owner: str, lanes: tuple[int, ...], limit: int) -> list[Work]:
    if t.max_parallel:
        limit = min(limit, t.max_parallel - t.running)
    if limit <= 0:
        return []
    sql = CLAIM.replace("{lanes}", marks(len(lanes)))
    rows = t.rows(sql, (owner, config().engine.lease_s, t.facts.id, *lanes, limit))
    return [_begun(t, row, owner) for row in sorted(rows)]


def _claim_next(t: Transition, owner: str, lanes: tuple[int, ...]) -> list[Work]:
    """Take the successor that was held back, unless something else may be more urgent."""
    sql = CLAIM_NEXT.replace("{lanes}", marks(len(lanes)))
    lease_s, execution = config().engine.lease_s, t.facts.id
    rows = t.rows(sql, (owner, lease_s, execution, t.held_back, *lanes, execution))
    if rows:
        t.held_back = None
        t.emit("task:ready", t.plan.tasks[rows[0][1]].id)
        t.effects.ready += 1
    return [_begun(t, row, owner) for row in rows]


def _begun(t: Transition, row: tuple[Any, ...], owner: str) -> Work:
    work = Work(t.facts, t.plan, row[1], row[0], *row[2:])
    t.running += 1
    t.effects.ready -= 1
    t.emit("task:started", work.subject, {"attempt": work.attempt, "worker": owner})
    return work


def claim_fairest(capacity: Capacity) -> list[Work]:
    """
    Take work of the execution that fair share, urgency and age put first, and of as many of its
    team that come next as there is room for.
    """
    lanes = capacity.lanes
    if not lanes or _running.now() >= config().engine.max_running:
        return []
    candidates = _candidates(lanes)
    at_once = max(1, capacity.compute)
    for start in range(0, len(candidates), at_once):
        works = _claim_in(candidates[start : start + at_once], capacity)
        if works:
            return works
    return []


def _claim_in(executions: Sequence[int], capacity: Capacity) -> list[Work]:
    """Take what is ready in these, the first ones first, until there is no more room."""
    claimed: list[Work] = []
    with transitions(executions) as moving:
        for each in executions:
            if each in moving:
                works = claim_within(moving[each], capacity)
                capacity = capacity.without(works)
                claimed += works
    return claimed


def _candidates(lanes: tuple[int, ...]) -> list[int]:
    """Executions of the first team, in fair order, that has something to claim."""
    sql = say(NEXT_EXECUTIONS).replace("{lanes}", marks(len(lanes)))
    for team in _fair_order():
        with connection.cursor() as cursor:
            cursor.execute(sql, (team, *lanes))
            found = dict.fromkeys(row[0] for row in cursor.fetchall())
        if found:
            _served.team = team
            return list(found)
    return []


def _fair_order() -> Iterator[int]:
    # Some may have ready work only in paused executions; they must not hide those behind them.
    after = _served.team
    for offset in count(0, TEAMS_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(say(FAIREST_TEAMS), (after, offset))
            teams = [row[0] for row in cursor.fetchall()]
        yield from teams
        if len(teams) < TEAMS_AT_ONCE:
            return


class _Served:
    """The team that this process served last; a hint, so races over it do no harm."""

    team = 0


_served = _Served()


class _Running:
    """Attempts running in the installation, counted twice a second at most."""

    def __init__(self) -> None:
        self._counted_at = float("-inf")
        self._count = 0

    def now(self) -> int:
        moment = time.monotonic()
        if moment - self._counted_at > COUNT_EVERY_S:
            self._counted_at = moment
            with connection.cursor() as cursor:
                cursor.execute(COUNT_RUNNING)
                self._count = cursor.fetchone()[0]
        return self._count


_running = _Running()
