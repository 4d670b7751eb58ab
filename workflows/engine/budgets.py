"""Finding executions whose budget those below them have spent, which tell of it at their end."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from workflows.engine.plans import plan_of
from workflows.models import ExecutionState

# What each unended execution has cost so far counts for all above it; few of them cost anything.
SPENT_BELOW = f"""
WITH RECURSIVE below (execution_id, parent_run, cost) AS (
    SELECT e.id, e.parent_run, c.cost_microusd FROM workflows_execution c
    JOIN workflows_taskrun r ON r.id = c.parent_run
    JOIN workflows_execution e ON e.id = r.execution_id
    WHERE c.state < {ExecutionState.SUCCEEDED:d} AND c.cost_microusd > 0
    UNION ALL
    SELECT e.id, e.parent_run, b.cost FROM below b
    JOIN workflows_taskrun r ON r.id = b.parent_run
    JOIN workflows_execution e ON e.id = r.execution_id)
SELECT e.id, e.version_id, e.cost_microusd, SUM(b.cost) FROM below b
JOIN workflows_execution e ON e.id = b.execution_id
WHERE e.state < {ExecutionState.SUCCEEDED:d}
GROUP BY e.id, e.version_id, e.cost_microusd ORDER BY e.id
"""


def find_overspent() -> Iterator[tuple[int, int]]:
    """Executions over their budget, each with what those below it have cost that have not ended."""
    with connection.cursor() as cursor:
        cursor.execute(SPENT_BELOW)
        rows = cursor.fetchall()
    for execution_id, version_id, own, below in rows:
        budget = plan_of(version_id).document.settings.budget_usd
        if budget is not None and own + int(below) >= budget * 1_000_000:
            yield execution_id, int(below)
