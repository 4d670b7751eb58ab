"""Filters that change the kind of a value, and `default`."""

from __future__ import annotations

import json

from workflows.definition.expressions.arithmetic import bound_number
from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.paths import Missing
from workflows.definition.expressions.rules import FILTERS
from workflows.definition.expressions.values import (
    format_json,
    format_text,
    is_deeper_than,
    measure,
    require_text,
    require_whole,
)
from workflows.definition.json_types import JsonValue

LONGEST_INTEGER = 20


@FILTERS.add(
    "default",
    "d",
    summary="`value` instead of what is missing or null; with `empty` true also of 0, '', [] …",
    accepts_missing=True,
)
def default(
    asked: JsonValue | Missing, meter: Meter, /, value: JsonValue = "", empty: JsonValue = False
) -> JsonValue:
    absent = asked is None or type(asked) is Missing
    return value if absent or (empty and not asked) else asked


@FILTERS.add("string", summary="The value as it looks inside a text.")
def to_string(value: JsonValue, meter: Meter, /) -> str:
    return format_text(value, meter)


@FILTERS.add("tojson", summary="The value as JSON text, `indent` spaces a level.")
def tojson(value: JsonValue, meter: Meter, /, indent: JsonValue = None) -> str:
    spaces = None if indent is None else require_whole("`tojson`", indent, 0, 8)
    return format_json(value, meter, spaces)


@FILTERS.add("fromjson", summary="The value that a JSON text describes.")
def fromjson(value: JsonValue, meter: Meter, /) -> JsonValue:
    text = require_text("`fromjson`", value)
    meter.spend_text(len(text))
    try:
        parsed = json.loads(text, parse_int=_read_int, parse_constant=_refuse_constant)
        json.dumps(parsed, ensure_ascii=False).encode()  # half a character is no text anywhere
    except (ValueError, RecursionError):
        raise failure("expression.type", "`fromjson` was given a text that is not JSON.") from None
    if is_deeper_than(parsed, meter.limits.json_depth):
        raise failure("expression.too_deep", "`fromjson` was given JSON that is nested too deeply.")
    measure(parsed, meter)
    return parsed


def _read_int(digits: str) -> int | float:
    if len(digits) > LONGEST_INTEGER:
        raise ValueError(digits[:LONGEST_INTEGER])
    return bound_number(int(digits))


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and the infinities, which Python reads and JSON does not know
