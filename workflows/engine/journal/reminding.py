"""Reminders of approvals: written with their event in one transaction, so each exactly once."""

from __future__ import annotations

from uuid import UUID

from workflows.engine.journal.transition import Effects, transition
from workflows.engine.work import subject_of

DUE_REMINDERS = """
SELECT DISTINCT execution_id AS id FROM workflows_approval
WHERE remind_at <= {now} AND state = 'open'
"""
DUE = """
SELECT a.id, a.remind_every_s, a.public_id, r.position, r.index_path
FROM workflows_approval a JOIN workflows_taskrun r ON r.id = a.task_run
WHERE a.execution_id = %s AND a.state = 'open' AND a.remind_at <= {now} ORDER BY a.id
"""
# The next one is due that long after this one: what nobody was there to send is sent once.
REMIND = """
UPDATE workflows_approval
SET reminders = reminders + 1, reminded_at = {now}, remind_at = {after}
WHERE id = %s AND state = 'open' AND remind_at <= {now} RETURNING reminders
"""


def remind_due(execution_id: int) -> Effects:
    """Remind of every open approval of an execution whose time has come."""
    with transition(execution_id) as t:
        for approval, every_s, public_id, position, path in t.rows(DUE, (execution_id,)):
            for (number,) in t.rows(REMIND, (every_s, approval)):
                data = {"approval": _uuid_text(public_id), "reminder": number}
                t.emit("task:reminded", subject_of(t.plan.tasks[position].id, path), data)
    return t.effects


def _uuid_text(value: object) -> str:
    """SQLite keeps ids as 32 hexadecimal digits."""
    return str(UUID(str(value)))
