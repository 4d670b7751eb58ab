"""What the tests of the language share: limits, a scope, and the code of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.conf import DocumentLimits
from workflows.definition import expressions
from workflows.errors import ExpressionError, Problem

LIMITS = DocumentLimits()

SCOPE: dict[str, Any] = {
    "inputs": {
        "name": "Ada",
        "count": 5,
        "rate": 0.5,
        "nothing": None,
        "tags": ["b", "a", "b"],
        "text": "a,b,c",
        "odd key": 1,
    },
    "tasks": {
        "fetch": {
            "output": {
                "records": [
                    {"id": 1, "score": 3, "author": {"name": "Ada"}, "ok": True},
                    {"id": 2, "score": 1, "author": {"name": "Bob"}, "ok": False},
                    {"id": 3, "score": 2, "author": {"name": "Cy"}, "ok": True},
                ],
                "total": 3,
            },
            "status": "succeeded",
            "cost_usd": 0.25,
        },
        "skipped": {"output": None, "status": "skipped"},
    },
    "item": {"text": "an item"},
    "index": 0,
    "execution": {"id": "e-1"},
}


def render(value: Any, scope: dict[str, Any] | None = None, limits: DocumentLimits = LIMITS) -> Any:
    return expressions.render(value, SCOPE if scope is None else scope, limits=limits)


def holds(condition: str, scope: dict[str, Any] | None = None) -> bool:
    return expressions.evaluate(condition, SCOPE if scope is None else scope, limits=LIMITS)


def refusal(
    value: Any, scope: dict[str, Any] | None = None, limits: DocumentLimits = LIMITS
) -> Problem:
    """The problem that rendering raises."""
    with pytest.raises(ExpressionError) as raised:
        render(value, scope, limits)
    return raised.value.problems[0]


def condition_refusal(condition: str, scope: dict[str, Any] | None = None) -> Problem:
    with pytest.raises(ExpressionError) as raised:
        holds(condition, scope)
    return raised.value.problems[0]
