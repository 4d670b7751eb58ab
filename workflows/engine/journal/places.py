"""Places under a workflow's concurrency rule, counted under the workflow's lock."""

from __future__ import annotations

from workflows.engine.dialect import Statements
from workflows.models import ExecutionState

DEADLOCK = "concurrency_deadlock"
LOCK = "SELECT id FROM workflows_workflow WHERE id = %s {lock}"
COUNTS = f"""
SELECT SUM(CASE WHEN state = {ExecutionState.QUEUED:d} THEN 0 ELSE 1 END),
       SUM(CASE WHEN state = {ExecutionState.QUEUED:d} THEN 1 ELSE 0 END)
FROM workflows_execution WHERE workflow_id = %s AND state < {ExecutionState.SUCCEEDED:d}
AND shares_place = %s
"""
# Whether an execution of this workflow is among those that a task run belongs to, directly or
# through the executions between.
IS_ABOVE = """
WITH RECURSIVE above (workflow_id, parent_run) AS (
    SELECT e.workflow_id, e.parent_run FROM workflows_taskrun r
    JOIN workflows_execution e ON e.id = r.execution_id WHERE r.id = %s
    UNION ALL
    SELECT e.workflow_id, e.parent_run FROM above a
    JOIN workflows_taskrun r ON r.id = a.parent_run
    JOIN workflows_execution e ON e.id = r.execution_id)
SELECT 1 FROM above WHERE workflow_id = %s LIMIT 1
"""
SHARE = "UPDATE workflows_execution SET shares_place = %s WHERE id = %s"


def count_places(statements: Statements, workflow_id: int) -> tuple[int, int]:
    """
    How many executions of a workflow are under way, and how many queue.

    Holds the workflow's lock until the transaction ends, so that two starts cannot both take the
    last place.
    """
    statements.rows(LOCK, (workflow_id,))
    return look_at_places(statements, workflow_id)


def look_at_places(statements: Statements, workflow_id: int) -> tuple[int, int]:
    """The same without the lock: another start may take the place that this one sees."""
    under_way, queued = statements.rows(COUNTS, (workflow_id, False))[0]
    return int(under_way or 0), int(queued or 0)


def has_place_above(statements: Statements, run: int, workflow_id: int) -> bool:
    """Whether what this task run starts may share the place of an execution above it."""
    return bool(statements.rows(IS_ABOVE, (run, workflow_id)))
