"""Leases: kept by heartbeats, taken back by the sweep, given back by a process that stops."""

from __future__ import annotations

from collections.abc import Sequence, Set

from django.db import connection

from workflows.conf import config
from workflows.engine.dialect import marks, say
from workflows.engine.journal.conclude import (
    NO_PAYLOAD,
    Run,
    give_up,
    record_attempt,
    with_fallback,
)
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.settle import settle
from workflows.engine.journal.spared import STOPPED_BY_FAILURE, may_go_on
from workflows.engine.journal.transition import Effects, Transition, transition, write_transaction
from workflows.engine.work import NOTHING_USED, Failed, Work, subject_of
from workflows.models import AttemptState, EventSeverity, ExecutionState, TaskRunState
from workflows.planning.joins import End, Ending

# A row that a transition has locked is changing anyway. Waiting for it would cost all the others
# their leases, and could deadlock with a transition that ends several of these in another order.
KEEP = f"""
UPDATE workflows_taskrun SET lease_until = {{after}}
WHERE id IN (SELECT id FROM workflows_taskrun
             WHERE id IN ({{runs}}) AND owner = %s AND state = {TaskRunState.RUNNING:d}
             ORDER BY id {{lock_free}})
"""
HELD = f"""
SELECT id, epoch FROM workflows_taskrun
WHERE id IN ({{runs}}) AND owner = %s AND state = {TaskRunState.RUNNING:d}
"""
STOPPING = f"""
SELECT r.id, e.state = {ExecutionState.CANCELLING:d} OR e.error_code <> '{STOPPED_BY_FAILURE}'
FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.id IN ({{runs}}) AND (e.stopping = %s OR e.state = {ExecutionState.CANCELLING:d})
"""
# What a container that has ended leaves running; those inside it ended with it, at every depth.
LEFT_RUNNING = f"""
SELECT r.id FROM workflows_taskrun r
JOIN workflows_frame f ON f.id = r.frame JOIN workflows_taskrun c ON c.id = f.container
WHERE r.id IN ({{runs}}) AND c.state <> {TaskRunState.WAITING:d}
"""
EXPIRED = f"""
SELECT DISTINCT execution_id AS id FROM workflows_taskrun
WHERE state = {TaskRunState.RUNNING:d} AND lease_until < {{now}}
"""
# Not LIKE: a name may hold its wildcards, and SQLite's takes A for a.
OF_PROCESS = "substr(owner, 1, %s) = %s"
OWNED_BY = f"""
SELECT DISTINCT execution_id FROM workflows_taskrun
WHERE state = {TaskRunState.RUNNING:d} AND {OF_PROCESS}
"""
LOST_RUNS = f"""
SELECT id, position, index_path, frame, epoch, attempt - lost, flags, lost, owner
FROM workflows_taskrun
WHERE execution_id = %s AND state = {TaskRunState.RUNNING:d} AND {{which}} ORDER BY id
"""
GIVE_BACK = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.READY:d}, lost = lost + 1, epoch = epoch + 1,
       lease_until = NULL, ready_at = {{now}}, reason = %s WHERE id = %s
"""
GIVE_BACK_LATER = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.PENDING:d}, pending = 0, lost = lost + 1,
       epoch = epoch + 1, lease_until = NULL, reason = %s, not_before = {{after}} WHERE id = %s
"""
GOLDEN = 0.6180339887
GIVE_BACK_WHOLE = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.READY:d}, attempt = attempt - 1,
       epoch = epoch + 1, lease_until = NULL, ready_at = {{now}} WHERE id = %s
"""
COUNT_LOST = "UPDATE workflows_taskrun SET lost = lost + 1 WHERE id = %s"
CANCEL = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.CANCELLED:d}, lost = lost + 1,
       epoch = epoch + 1, lease_until = NULL, ended_at = {{now}}, reason = %s WHERE id = %s
"""


def keep_leases(
    owner: str, held: Sequence[tuple[int, int]], spared: Set[int] = frozenset()
) -> tuple[set[int], set[int]]:
    """
    Prolong all leases of one process in one statement.

    Args:
        spared: task runs that go on when a failure stops their execution.

    Returns:
        Task runs that are no longer this process's, and those that shall stop: their execution is
        being stopped, or the container around them has ended.
    """
    if not held:
        return set(), set()
    runs = [run for run, _ in held]
    with write_transaction("heartbeat") as statements:
        sql = KEEP.replace("{runs}", marks(len(runs)))
        statements.execute(sql, [config().engine.lease_s, *runs, owner])
        kept = dict(statements.rows(HELD.replace("{runs}", marks(len(runs))), [*runs, owner]))
        sql = STOPPING.replace("{runs}", marks(len(runs)))
        found = statements.rows(sql, [*runs, True])
        left = statements.rows(LEFT_RUNNING.replace("{runs}", marks(len(runs))), runs)
    stopping = {run for run, for_all in found if for_all or run not in spared}
    stopping |= {run for (run,) in left}
    return {run for run, epoch in held if kept.get(run) != epoch}, stopping


def executions_owned_by(prefix: str) -> list[int]:
    """Executions in which a process of this name was at work."""
    with connection.cursor() as cursor:
        cursor.execute(say(OWNED_BY), (len(prefix), prefix))
        return [row[0] for row in cursor.fetchall()]


def take_back_expired(execution_id: int) -> Effects:
    """Fence off the attempts whose lease is over and let others have them."""
    return _take_back(execution_id, "lease_until < {now}", (), "its worker vanished")


def take_back_owned(execution_id: int, prefix: str) -> Effects:
    """The same for all attempts of one process, known to be dead."""
    why = "its worker was restarted"
    return _take_back(execution_id, OF_PROCESS, (len(prefix), prefix), why)


def _take_back(execution_id: int, which: str, params: tuple[object, ...], why: str) -> Effects:
    with transition(execution_id) as t:
        ended: list[Ended] = []
        rows = t.rows(LOST_RUNS.replace("{which}", which), (execution_id, *params))
        for row in rows:
            ended += _lose(t, Run(*row[:7]), row[7], why)
        settle(t, ended)
    return t.effects


def _lose(t: Transition, run: Run, lost_before: int, why: str) -> list[Ended]:
    if not may_go_on(t, run.position, run.frame):
        return [_cancel_lost(t, run, why)]
    if lost_before + 1 >= config().engine.max_lost:
        return [_quarantine(t, run, lost_before + 1, why)]
    _record_lost(t, run, why)
    data = {"code": "lost", "message": why, "lost": lost_before + 1}
    t.emit("task:retrying", _subject(t, run), data, EventSeverity.WARNING)
    if lost_before:
        _give_back_alone(t, run, lost_before, why)
    else:
        t.execute(GIVE_BACK, (why, run.id))
        t.effects.ready += 1
    return []


def _give_back_alone(t: Transition, run: Run, lost_before: int, why: str) -> None:
    """
    Give a task run that lost its worker twice back at a moment of its own.

    One of those that died together may have killed the others; coming back one by one they show
    which. Multiples of the golden ratio spread any set of neighbouring ids evenly.
    """
    delay_s = config().engine.lease_s * lost_before * (run.id * GOLDEN % 1)
    t.execute(GIVE_BACK_LATER, (why, delay_s, run.id))
    due = t.effects.due_in_s
    t.effects.due_in_s = delay_s if due is None else min(due, delay_s)


def _record_lost(t: Transition, run: Run, why: str) -> None:
    record_attempt(t, run, AttemptState.LOST, NOTHING_USED, NO_PAYLOAD, ("lost", why))


def _cancel_lost(t: Transition, run: Run, why: str) -> Ended:
    _record_lost(t, run, why)
    t.execute(CANCEL, (why, run.id))
    t.emit("task:cancelled", _subject(t, run), {"reason": why}, EventSeverity.WARNING)
    return Ended(run.position, run.index_path, run.frame, End(Ending.CANCELLED))


def _quarantine(t: Transition, run: Run, lost: int, why: str) -> Ended:
    """A task that kills its workers must not go on killing them."""
    message = f"It lost its worker {lost} times and is not tried again."
    payload = with_fallback(t.plan.tasks[run.position], NO_PAYLOAD)
    record_attempt(t, run, AttemptState.LOST, NOTHING_USED, payload, ("lost", why))
    t.execute(COUNT_LOST, (run.id,))
    data = {"code": "quarantined", "message": message}
    t.emit("alert", _subject(t, run), data, EventSeverity.ERROR)
    return give_up(t, run, Failed("quarantined", message))


def _subject(t: Transition, run: Run) -> str:
    return subject_of(t.plan.tasks[run.position].id, run.index_path)


def give_back(work: Work) -> Effects:
    """
    Return an attempt that a stopping process did not finish; it does not count as lost.

    Where nobody wants another attempt, the task run is cancelled.

    Raises:
        StaleTransition: it is no longer the caller's.
    """
    with transition(work.execution.id) as t:
        run = Run.of(work)
        why = "its worker was shut down"
        if may_go_on(t, run.position, run.frame):
            _give_back_whole(t, run, why)
        else:
            settle(t, [_cancel_lost(t, run, why)])
    return t.effects


def _give_back_whole(t: Transition, run: Run, why: str) -> None:
    record_attempt(t, run, AttemptState.LOST, NOTHING_USED, NO_PAYLOAD, ("stopped", why))
    t.execute(GIVE_BACK_WHOLE, (run.id,))
    data = {"code": "stopped", "message": why}
    t.emit("task:retrying", _subject(t, run), data, EventSeverity.WARNING)
    t.effects.ready += 1
