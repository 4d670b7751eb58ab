"""Workflows of a given size, as people lay them out: columns of tasks with edges between them."""

from __future__ import annotations

from typing import Any

ROWS = 25
COLUMN, ROW = 290, 110


def grid(count: int, kind: str = "transform") -> dict[str, Any]:
    """1.25 edges a task, as the graphs that the canvas library was measured with."""
    tasks = {f"t{at}": _task(at, kind) for at in range(count)}
    return {"schema": 1, "name": f"Grid of {count}", "tasks": tasks}


def _task(at: int, kind: str) -> dict[str, Any]:
    sources = [at - ROWS] if at >= ROWS else []
    if at >= ROWS and at % 4 == 0 and at % ROWS != ROWS - 1:
        sources.append(at - ROWS + 1)
    return {
        "kind": kind,
        "name": f"Task {at}",
        "value": at,
        "position": [(at // ROWS) * COLUMN, (at % ROWS) * ROW],
        **({"depends_on": [f"t{source}" for source in sources]} if sources else {}),
    }
