"""Taking ready task runs: of one execution inside a transition, or of the one that is due next."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from workflows.conf import config
from workflows.engine.dialect import marks, say
from workflows.engine.journal.transition import Transition, transition
from workflows.engine.work import Work, subject_of
from workflows.errors import NotFound
from workflows.models import ExecutionState, Lane, TaskRunState

CLAIM = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.RUNNING:d}, epoch = epoch + 1,
       attempt = attempt + 1, owner = %s, lease_until = {{after}}, started_at = {{now}}
WHERE id IN (SELECT id FROM workflows_taskrun WHERE execution_id = %s
             AND state = {TaskRunState.READY:d} AND lane IN ({{lanes}})
             ORDER BY priority, id LIMIT %s)
RETURNING id, position, index_path, frame, epoch, attempt, lost, flags
"""
# The team with the smallest share of running attempts for its weight, among those with ready work.
FAIREST_TEAM = f"""
SELECT t.id FROM workflows_team t WHERE EXISTS (
    SELECT 1 FROM workflows_taskrun r WHERE r.team_id = t.id AND r.state = {TaskRunState.READY:d})
ORDER BY (SELECT COUNT(*) FROM workflows_taskrun r WHERE r.team_id = t.id
          AND r.state = {TaskRunState.RUNNING:d}) * 1.0 / t.weight, t.id
LIMIT 20
"""
# Executions of a team with ready work, most urgent and oldest first.
NEXT_EXECUTIONS = f"""
SELECT r.execution_id FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.team_id = %s AND r.state = {TaskRunState.READY:d} AND r.lane IN ({{lanes}})
AND e.state = {ExecutionState.RUNNING:d}
AND (e.max_parallel = 0 OR e.running < e.max_parallel)
ORDER BY r.priority, r.id LIMIT 8
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


def claim_within(t: Transition, capacity: Capacity) -> list[Work]:
    """
    Take what is ready in this execution, most urgent first: at most one that computes, and as many
    that wait as there is room for.
    """
    lanes = capacity.lanes
    if t.state != ExecutionState.RUNNING or not lanes:
        return []
    works = _claim(t, capacity.owner, lanes, 1)
    if works and works[0].planned.is_async and capacity.waiting > 1:
        works += _claim(t, capacity.owner, (int(Lane.ASYNC),), capacity.waiting - 1)
    return works


def _claim(t: Transition, owner: str, lanes: tuple[int, ...], limit: int) -> list[Work]:
    if t.max_parallel:
        limit = min(limit, t.max_parallel - t.running)
    if limit <= 0:
        return []
    sql = CLAIM.replace("{lanes}", marks(len(lanes)))
    rows = t.rows(sql, (owner, config().engine.lease_s, t.facts.id, *lanes, limit))
    works = [Work(t.facts, t.plan, row[1], row[0], *row[2:]) for row in sorted(rows)]
    for work in works:
        t.running += 1
        t.effects.ready -= 1
        name = subject_of(work.planned.id, work.index_path)
        t.emit("task:started", name, {"attempt": work.attempt, "worker": owner})
    return works


def claim_fairest(capacity: Capacity) -> list[Work]:
    """Take work of the execution that fair share, urgency and age put first."""
    lanes = capacity.lanes
    if not lanes or _running.now() >= config().engine.max_running:
        return []
    for execution in _candidates(lanes):
        try:
            with transition(execution) as t:
                works = claim_within(t, capacity)
        except NotFound:
            continue
        if works:
            return works
    return []


def _candidates(lanes: tuple[int, ...]) -> list[int]:
    found: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(say(FAIREST_TEAM))
        for (team,) in cursor.fetchall():
            sql = say(NEXT_EXECUTIONS).replace("{lanes}", marks(len(lanes)))
            cursor.execute(sql, (team, *lanes))
            found += [row[0] for row in cursor.fetchall() if row[0] not in found]
            if found:
                break
    return found


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
