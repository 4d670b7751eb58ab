"""Finding who must give way among executions that queue for each other's places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

from workflows.engine.admission import rule_of
from workflows.engine.dialect import say
from workflows.models import ExecutionState
from workflows.planning.deadlocks import QueuedChild, deadlock_victim

# One statement, so that all of it is seen at one moment: whom each queueing child serves, and who
# holds the places that they queue for.
SITUATION = f"""
WITH RECURSIVE above (child, workflow_id, version_id, execution_id, parent_run) AS (
    SELECT c.id, c.workflow_id, c.version_id, e.id, e.parent_run FROM workflows_execution c
    JOIN workflows_taskrun r ON r.id = c.parent_run
    JOIN workflows_execution e ON e.id = r.execution_id
    WHERE c.state = {ExecutionState.QUEUED:d} AND c.workflow_id IS NOT NULL
    UNION ALL
    SELECT a.child, a.workflow_id, a.version_id, e.id, e.parent_run FROM above a
    JOIN workflows_taskrun r ON r.id = a.parent_run
    JOIN workflows_execution e ON e.id = r.execution_id)
SELECT child, workflow_id, version_id, execution_id FROM above
UNION ALL
SELECT NULL, h.workflow_id, NULL, h.id FROM workflows_execution h
WHERE h.state > {ExecutionState.QUEUED:d} AND h.state < {ExecutionState.SUCCEEDED:d}
AND h.shares_place = %s AND h.workflow_id IN (SELECT workflow_id FROM above)
"""


def find_deadlocked() -> Iterator[int]:
    """The one child, if any, whose giving way is the only way on."""
    with connection.cursor() as cursor:
        cursor.execute(say(SITUATION), (False,))
        rows = cursor.fetchall()
    above: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    holders: dict[int, set[int]] = defaultdict(set)
    for child, workflow, version, execution in rows:
        if child is None:
            holders[workflow].add(execution)
        else:
            above[child, workflow, version].add(execution)
    queued = [QueuedChild(c, w, frozenset(found)) for (c, w, _), found in above.items()]
    free = {w for _, w, version in above if _has_place(version, len(holders[w]))}
    victim = deadlock_victim(queued, holders, free)
    if victim is not None:
        yield victim


def _has_place(version_id: int, under_way: int) -> bool:
    rule = rule_of(version_id)
    return rule is None or under_way < rule.limit
