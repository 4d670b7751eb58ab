"""Documents of the engine's tests in a few words."""

from __future__ import annotations

from typing import Any

from tests.planning.builders import branch, raw_of

__all__ = ["approval", "branch", "call", "document", "map_of", "raw_of", "tasks_of", "transform"]

Task = dict[str, Any]


def document(
    *edges: str,
    settings: Task | None = None,
    outputs: Task | None = None,
    inputs: Task | None = None,
    name: str = "test",
    **tasks: Task,
) -> Task:
    """As `raw_of`, with the parts around the tasks."""
    raw = raw_of(*edges, **tasks) | {"name": name}
    if settings:
        raw["settings"] = settings
    if outputs:
        raw["outputs"] = outputs
    if inputs:
        raw["inputs"] = {"type": "object", "properties": inputs}
    return raw


def tasks_of(**tasks: Task) -> Task:
    """A document of just these tasks."""
    return document() | {"tasks": tasks}


def transform(value: Any = 1, **fields: Any) -> Task:
    return {"kind": "transform", "value": value, **fields}


def call(function: str, arguments: Task | None = None, **fields: Any) -> Task:
    return {"kind": "function", "function": function, "arguments": arguments or {}, **fields}


def map_of(over: Any, **fields: Any) -> Task:
    return {"kind": "map", "over": over, **fields}


def approval(*assignees: str, **fields: Any) -> Task:
    return {"kind": "approval", "assignees": list(assignees or ["role:owner"]), **fields}


def retrying(attempts: int, **rule: Any) -> Task:
    """A retry rule that waits no longer than a test likes."""
    return {
        "max_attempts": attempts,
        "initial_delay_s": 0.02,
        "max_delay_s": 0.05,
        "jitter": False,
    } | rule
