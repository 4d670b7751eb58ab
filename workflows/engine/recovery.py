"""
What makes up for everything that can be lost: the ticker's rounds over the database.

One process at a time ticks, under a lease; what it does may be done twice without harm.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import structlog
from django.db import connection
from django.db.utils import IntegrityError, InterfaceError, OperationalError

from workflows import hooks
from workflows.conf import config
from workflows.crashpoints import crashpoint
from workflows.engine import announce, result_cache
from workflows.engine.admission import admit_next
from workflows.engine.aftermath import (
    cancel_child,
    follow_parent_down,
    follow_up_id,
    tell_and_follow,
)
from workflows.engine.budgets import find_overspent
from workflows.engine.deadlocks import find_deadlocked
from workflows.engine.dialect import say
from workflows.engine.journal.control import end_overspent, expire, refuse
from workflows.engine.journal.leases import (
    EXPIRED,
    executions_owned_by,
    take_back_expired,
    take_back_owned,
)
from workflows.engine.journal.places import DEADLOCK
from workflows.engine.journal.reminding import DUE_REMINDERS, remind_due
from workflows.engine.journal.spared import STOPPED_BY_FAILURE
from workflows.engine.journal.transition import Effects, write_transaction
from workflows.engine.journal.waking import DUE_EXECUTIONS, wake_due
from workflows.engine.slots import Slots
from workflows.errors import OrchestratorError
from workflows.models import ExecutionState, TaskRunState

log = structlog.get_logger(__name__)

TAKE_LEASE = """
UPDATE workflows_lease SET holder = %s, until = {after}
WHERE name = %s AND (holder = %s OR until < {now})
"""
MAKE_LEASE = "INSERT INTO workflows_lease (name, holder, until) VALUES (%s, %s, {after})"
HAS_READY = f"""
SELECT 1 FROM workflows_taskrun r JOIN workflows_execution e ON e.id = r.execution_id
WHERE r.state = {TaskRunState.READY:d} AND e.state = {ExecutionState.RUNNING:d}
AND (e.max_parallel = 0 OR e.running < e.max_parallel) LIMIT 1
"""
OVERDUE = f"""
SELECT id FROM workflows_execution
WHERE deadline_at < {{now}} AND state < {ExecutionState.SUCCEEDED:d}
AND state <> {ExecutionState.CANCELLING:d}
AND (stopping = %s OR error_code = '{STOPPED_BY_FAILURE}')
"""
# Children that ended without their parent hearing of it, and those whose parent left.
UNTOLD = f"""
SELECT c.id FROM workflows_execution c JOIN workflows_taskrun r ON r.id = c.parent_run
WHERE r.state = {TaskRunState.WAITING:d} AND c.state >= {ExecutionState.SUCCEEDED:d}
"""
ORPHANS = f"""
SELECT c.id FROM workflows_execution c JOIN workflows_taskrun r ON r.id = c.parent_run
WHERE r.state >= {TaskRunState.SUCCEEDED:d} AND c.state < {ExecutionState.SUCCEEDED:d}
AND c.state <> {ExecutionState.CANCELLING:d}
"""
# Children that did not hear that their parent was paused, or that it goes on.
MISALIGNED = f"""
SELECT c.id FROM workflows_execution c JOIN workflows_taskrun r ON r.id = c.parent_run
JOIN workflows_execution p ON p.id = r.execution_id
WHERE (c.state = {ExecutionState.RUNNING:d} AND p.state = {ExecutionState.PAUSED:d})
OR (c.state = {ExecutionState.PAUSED:d} AND c.held = %s AND p.state <> {ExecutionState.PAUSED:d})
"""
QUEUES = f"""
SELECT DISTINCT workflow_id AS id FROM workflows_execution
WHERE state = {ExecutionState.QUEUED:d} AND workflow_id IS NOT NULL
"""
# Materialised: in the order of keys a planner might walk the whole table for a few rows.
PAGE_OF = """
WITH found AS MATERIALIZED ({found})
SELECT id FROM found WHERE id > %s ORDER BY id LIMIT %s
"""
PAGE = 1_000
SEEN = """
UPDATE workflows_workerprocess SET seen_at = {now}, slots = %s, busy = %s, async_slots = %s,
       async_busy = %s, deaf = %s, hints_dropped = %s WHERE name = %s
"""
FIRST_SEEN = """
INSERT INTO workflows_workerprocess
       (slots, busy, async_slots, async_busy, deaf, hints_dropped, name, started_at, seen_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, {now}, {now})
"""


def has_ready_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_READY)
        return cursor.fetchone() is not None


def take_back_own(prefix: str) -> list[tuple[int, Effects]]:
    """Take back what a dead process of this name held."""
    return [(e, take_back_owned(e, prefix)) for e in executions_owned_by(prefix)]


def report_process(owner: str, slots: Slots, busy: tuple[int, int]) -> None:
    """Say that this process lives, how busy it is, and which of its threads hang."""
    computing, waiting = busy
    async_slots = config().engine.async_slots
    dropped = announce.hints_dropped()
    values = (slots.usable, computing, async_slots, waiting, slots.deaf, dropped, owner)
    with write_transaction("heartbeat") as statements:
        if not statements.execute(SEEN, values):
            statements.execute(FIRST_SEEN, values)


def forget_process(owner: str) -> None:
    with write_transaction("heartbeat") as statements:
        statements.execute("DELETE FROM workflows_workerprocess WHERE name = %s", (owner,))


def take_lease(name: str, holder: str, seconds: float) -> bool:
    """Take or keep a named right; False when another process has it."""
    try:
        with write_transaction("lease") as statements:
            if statements.execute(TAKE_LEASE, (holder, seconds, name, holder)):
                return True
            if statements.rows("SELECT 1 FROM workflows_lease WHERE name = %s", (name,)):
                return False
            statements.execute(MAKE_LEASE, (name, holder, seconds))
    except IntegrityError:
        return False
    return True


class Ticker:
    """Does what is due, if this process holds the right to."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._swept_at = 0.0

    def tick(self) -> None:
        lease_s = max(config().engine.lease_s, 3 * config().engine.poll_s)
        if not take_lease("ticker", self._holder, lease_s):
            return
        crashpoint("ticker.before_wake")
        _each(_ids(DUE_EXECUTIONS), lambda e: follow_up_id(e, wake_due(e)))
        # After the deadlines: what has expired reminds nobody.
        _each(_ids(DUE_REMINDERS), lambda e: follow_up_id(e, remind_due(e)))
        if time.monotonic() - self._swept_at >= config().engine.sweep_s:
            self._swept_at = time.monotonic()
            sweep()
        hooks.run_periodic()


def sweep() -> None:
    """Put right whatever a crash, a lost message or a silent worker left behind."""
    crashpoint("sweep.before_commit")
    _each(_ids(EXPIRED), lambda e: follow_up_id(e, take_back_expired(e)))
    _each(_ids(OVERDUE, (False,)), lambda e: follow_up_id(e, expire(e)))
    _each(_ids(UNTOLD), tell_and_follow)
    _each(_ids(ORPHANS), cancel_child)
    _each(_ids(MISALIGNED, (True,)), follow_parent_down)
    _each(_ids(QUEUES), _admit)
    below = dict(find_overspent())
    _each(iter(below), lambda e: follow_up_id(e, end_overspent(e, below[e])))
    _each(find_deadlocked(), _give_way)
    result_cache.trim()
    _drop_dead_processes()


def _admit(workflow_id: int) -> None:
    for execution_id, effects in admit_next(workflow_id):
        follow_up_id(execution_id, effects)


def _give_way(execution_id: int) -> None:
    message = "The place that it queues for is held by an execution that waits for it in its turn."
    follow_up_id(execution_id, refuse(execution_id, DEADLOCK, message))


def _drop_dead_processes() -> None:
    dead_s = -20 * config().engine.heartbeat_s
    with write_transaction("heartbeat") as statements:
        sql = "DELETE FROM workflows_workerprocess WHERE seen_at < {after}"
        statements.execute(sql, (dead_s,))


def _ids(sql: str, params: tuple[bool, ...] = ()) -> Iterator[int]:
    """
    Everything that a statement finds, page by page in the order of the keys.

    What cannot be advanced stays where it is, and must not hide what stands behind it.
    """
    sql, after, page = say(PAGE_OF.replace("{found}", sql)), 0, PAGE
    while page == PAGE:
        with connection.cursor() as cursor:
            cursor.execute(sql, (*params, after, PAGE))
            found = [row[0] for row in cursor.fetchall()]
        yield from found
        after, page = found[-1] if found else after, len(found)


def _each(ids: Iterator[int], act: Callable[[int], object]) -> None:
    """One broken execution must not keep the others from being looked after."""
    for each in ids:
        try:
            act(each)
        except OrchestratorError as error:
            log.info("passed over", id=each, reason=error.message)
        except (OperationalError, InterfaceError):
            raise  # the database is away, for all of them
        except Exception:  # rows that a bug or a hand left broken
            log.exception("passed over", id=each)
