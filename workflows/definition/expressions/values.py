"""Plain JSON values: their names, text forms, equality, size."""

from __future__ import annotations

import json
import math

from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.json_types import JsonValue
from workflows.errors import ExpressionError

SAFE_INTEGER = 2**53

KIND_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def describe_kind(value: JsonValue) -> str:
    return KIND_NAMES.get(type(value), "something that is not JSON")


def is_number(value: JsonValue) -> bool:
    """Whether it is a JSON number; true and false are none."""
    return type(value) is int or type(value) is float


def refuse_infinite(value: JsonValue) -> JsonValue:
    if type(value) is float and not math.isfinite(value):
        raise failure("expression.number", "The result is not a finite number.")
    return value


def format_text(value: JsonValue, meter: Meter) -> str:
    """The value inside a text: text as it is, null as nothing, all else as JSON."""
    if type(value) is str:
        return value
    return "" if value is None else format_json(value, meter)


def format_json(value: JsonValue, meter: Meter, indent: int | None = None) -> str:
    """
    Raises:
        ExpressionError: too large, or holds what JSON cannot.
    """
    measure(value, meter)
    if indent:
        meter.spend_text(_indentation_of(value, indent))
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except (ValueError, TypeError):
        raise failure("expression.type", "This value cannot be written as JSON.") from None
    meter.spend_text(len(text))
    return text


def measure(value: JsonValue, meter: Meter) -> None:
    """Pay for everything a value holds, counted as often as it is written out."""
    rest, seen = [value], 0
    while rest:
        each = rest.pop()
        seen += 1
        if type(each) is dict:
            meter.spend_nodes(len(each))
            rest.extend(each.values())
        elif type(each) is list:
            meter.spend_nodes(len(each))
            rest.extend(each)
        elif type(each) is str:
            meter.spend(len(each) // 100)
        else:
            refuse_infinite(each)


def is_deeper_than(value: JsonValue, depth: int) -> bool:
    """Whether lists and objects are nested in more than `depth` levels."""
    level = [value]
    for _ in range(depth):
        level = [part for each in level for part in _parts_of(each)]
    return any(type(each) is list or type(each) is dict for each in level)


def _parts_of(value: JsonValue) -> list[JsonValue]:
    if type(value) is dict:
        return list(value.values())
    return value if type(value) is list else []


def _indentation_of(value: JsonValue, indent: int) -> int:
    """How many spaces stand at the beginnings of the lines of indented JSON, about."""
    spaces, depth, level = 0, 0, [value]
    while level:
        depth += 1
        level = [part for each in level for part in _parts_of(each)]
        spaces += len(level) * depth * indent
    return spaces


def are_equal(left: JsonValue, right: JsonValue, meter: Meter) -> bool:
    """JSON's equality: 1 equals 1.0, but true is not 1."""
    meter.spend()
    if type(left) is bool or type(right) is bool:
        return left is right
    if type(left) is list and type(right) is list:
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(are_equal(a, b, meter) for a, b in pairs)
    if type(left) is dict and type(right) is dict:
        meter.spend_nodes(len(left))
        return left.keys() == right.keys() and all(
            are_equal(each, right[key], meter) for key, each in left.items()
        )
    if type(left) is str and type(right) is str:
        meter.spend_scan(min(len(left), len(right)))
    return bool(left == right)


def wrong_kind(who: str, wanted: str, value: JsonValue, fallback: str = "…") -> ExpressionError:
    fix = (
        f"Write `| default({fallback})` before it if it may be missing." if value is None else None
    )
    return failure(
        "expression.type", f"{who} needs {wanted}, but this is {describe_kind(value)}.", fix=fix
    )


def require_text(who: str, value: JsonValue) -> str:
    if type(value) is not str:
        raise wrong_kind(who, "text", value, "''")
    return value


def require_list(who: str, value: JsonValue) -> list[JsonValue]:
    if type(value) is not list:
        raise wrong_kind(who, "a list", value, "[]")
    return value


def require_object(who: str, value: JsonValue) -> dict[str, JsonValue]:
    if type(value) is not dict:
        raise wrong_kind(who, "an object", value, "{}")
    return value


def require_number(who: str, value: JsonValue) -> int | float:
    if type(value) is int or type(value) is float:
        return value
    raise wrong_kind(who, "a number", value, "0")


def require_whole(who: str, value: JsonValue, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise failure("expression.type", f"{who} needs a whole number from {low} to {high}.")
    return value
