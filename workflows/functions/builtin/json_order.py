"""A total order of JSON values, so that sorting never meets things it cannot compare."""

from __future__ import annotations

from typing import Any

from workflows.definition.json_types import JsonValue


def order_key(value: JsonValue) -> tuple[Any, ...]:
    """
    A key to sort and to compare by: null, false, true, numbers, texts, lists, objects.

    Equal for equal JSON values: 1 and 1.0 are one number, true is not 1, key order is nothing.
    """
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, int | float):
        return (2, value)
    if isinstance(value, str):
        return (3, value)
    if isinstance(value, dict):
        return (5, tuple((key, order_key(value[key])) for key in sorted(value)))
    return (4, tuple(order_key(item) for item in value))
