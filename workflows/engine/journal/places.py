"""Places under a workflow's concurrency rule, counted under the workflow's lock."""

from __future__ import annotations

from workflows.engine.dialect import Statements
from workflows.models import ExecutionState

LOCK = "SELECT id FROM workflows_workflow WHERE id = %s {lock}"
COUNTS = f"""
SELECT SUM(CASE WHEN state = {ExecutionState.QUEUED:d} THEN 0 ELSE 1 END),
       SUM(CASE WHEN state = {ExecutionState.QUEUED:d} THEN 1 ELSE 0 END)
FROM workflows_execution WHERE workflow_id = %s AND state < {ExecutionState.SUCCEEDED:d}
"""


def count_places(statements: Statements, workflow_id: int) -> tuple[int, int]:
    """
    How many executions of a workflow are under way, and how many queue.

    Holds the workflow's lock until the transaction ends, so that two starts cannot both take the
    last place.
    """
    statements.rows(LOCK, (workflow_id,))
    under_way, queued = statements.rows(COUNTS, (workflow_id,))[0]
    return int(under_way or 0), int(queued or 0)
