"""Leases: kept by heartbeats, taken back by the sweep, given back by a process that stops."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from workflows.conf import config
from workflows.engine.dialect import marks, say
from workflows.engine.journal.conclude import NO_PAYLOAD, Run, record_attempt
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.settle import settle
from workflows.engine.journal.transition import Effects, Transition, transition, write_transaction
from workflows.engine.work import NOTHING_USED, Work, subject_of
from workflows.models import AttemptState, EventSeverity, ExecutionState, TaskRunState
from workflows.planning.joins import End, Ending

KEEP = f"""
UPDATE workflows_taskrun SET lease_until = {{after}}
WHERE id IN ({{runs}}) AND owner = %s AND state = {TaskRunState.RUNNING:d}
RETURNING id, epoch
"""
STOPPING = f"""
SELECT r.id FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.id IN ({{runs}}) AND (e.stopping = %s OR e.state = {ExecutionState.CANCELLING:d})
"""
EXPIRED = f"""
SELECT DISTINCT execution_id FROM workflows_taskrun
WHERE state = {TaskRunState.RUNNING:d} AND lease_until < {{now}} LIMIT 1000
"""
OWNED_BY = f"""
SELECT DISTINCT execution_id FROM workflows_taskrun
WHERE state = {TaskRunState.RUNNING:d} AND owner LIKE %s
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
QUARANTINE = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.FAILED:d}, lost = lost + 1, epoch = epoch + 1,
       lease_until = NULL, ended_at = {{now}}, reason = %s WHERE id = %s
"""
CANCEL = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.CANCELLED:d}, lost = lost + 1,
       epoch = epoch + 1, lease_until = NULL, ended_at = {{now}}, reason = %s WHERE id = %s
"""


def keep_leases(owner: str, held: Sequence[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """
    Prolong all leases of one process in one statement.

    Returns:
        Task runs that are no longer this process's, and those whose execution is being stopped.
    """
    if not held:
        return set(), set()
    runs = [run for run, _ in held]
    with write_transaction("heartbeat") as statements:
        sql = KEEP.replace("{runs}", marks(len(runs)))
        kept = dict(statements.rows(sql, [config().engine.lease_s, *runs, owner]))
        sql = STOPPING.replace("{runs}", marks(len(runs)))
        stopping = {row[0] for row in statements.rows(sql, [*runs, True])}
    return {run for run, epoch in held if kept.get(run) != epoch}, stopping


def executions_with_expired_leases() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(say(EXPIRED))
        return [row[0] for row in cursor.fetchall()]


def executions_owned_by(prefix: str) -> list[int]:
    """Executions in which a process of this name was at work."""
    with connection.cursor() as cursor:
        cursor.execute(say(OWNED_BY), (f"{prefix}%",))
        return [row[0] for row in cursor.fetchall()]


def take_back_expired(execution_id: int) -> Effects:
    """Fence off the attempts whose lease is over and let others have them."""
    return _take_back(execution_id, "lease_until < {now}", (), "its worker vanished")


def take_back_owned(execution_id: int, prefix: str) -> Effects:
    """The same for all attempts of one process, known to be dead."""
    return _take_back(execution_id, "owner LIKE %s", (f"{prefix}%",), "its worker was restarted")


def _take_back(execution_id: int, which: str, params: tuple[object, ...], why: str) -> Effects:
    with transition(execution_id) as t:
        ended: list[Ended] = []
        rows = t.rows(LOST_RUNS.replace("{which}", which), (execution_id, *params))
        for row in rows:
            ended += _lose(t, Run(*row[:7]), row[7], why)
        settle(t, ended)
    return t.effects


def _lose(t: Transition, run: Run, lost_before: int, why: str) -> list[Ended]:
    record_attempt(t, run, AttemptState.LOST, NOTHING_USED, NO_PAYLOAD, ("lost", why))
    planned = t.plan.tasks[run.position]
    subject = subject_of(planned.id, run.index_path)
    if t.stopping:
        t.execute(CANCEL, (why, run.id))
        t.emit("task:cancelled", subject, {"reason": why}, EventSeverity.WARNING)
        return [Ended(run.position, run.index_path, run.frame, End(Ending.CANCELLED))]
    if lost_before + 1 < config().engine.max_lost:
        t.execute(GIVE_BACK, (why, run.id))
        data = {"code": "lost", "message": why, "lost": lost_before + 1}
        t.emit("task:retrying", subject, data, EventSeverity.WARNING)
        t.effects.ready += 1
        return []
    return [_quarantine(t, run, subject, lost_before + 1)]


def _quarantine(t: Transition, run: Run, subject: str, lost: int) -> Ended:
    """A task that kills its workers must not go on killing them."""
    message = f"It lost its worker {lost} times and is not tried again."
    t.execute(QUARANTINE, (f"quarantined: {message}", run.id))
    data = {"code": "quarantined", "message": message}
    t.emit("task:failed", subject, data, EventSeverity.ERROR)
    t.emit("alert", subject, data, EventSeverity.ERROR)
    continued = t.plan.tasks[run.position].task.on_error.policy == "continue"
    end = End(Ending.CONTINUED if continued else Ending.FAILED)
    return Ended(run.position, run.index_path, run.frame, end)


def give_back(work: Work) -> Effects:
    """
    Return an attempt that a stopping process did not finish; it does not count as lost.

    Raises:
        StaleTransition: it is no longer the caller's.
    """
    with transition(work.execution.id) as t:
        run = Run.of(work)
        error = ("stopped", "its worker was shut down")
        record_attempt(t, run, AttemptState.LOST, NOTHING_USED, NO_PAYLOAD, error)
        t.execute(
            "UPDATE workflows_taskrun SET state = 1, epoch = epoch + 1, attempt = attempt - 1, "
            "lease_until = NULL, ready_at = {now} WHERE id = %s",
            (work.run,),
        )
        data = {"code": "stopped", "message": error[1]}
        t.emit("task:retrying", work.subject, data, EventSeverity.WARNING)
        t.effects.ready += 1
    return t.effects
