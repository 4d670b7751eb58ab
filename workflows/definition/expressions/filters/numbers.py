"""Filters that take a number, or make one."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from workflows.definition.expressions.arithmetic import bound_number
from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure, shorten
from workflows.definition.expressions.rules import FILTERS
from workflows.definition.expressions.values import SAFE_INTEGER, require_number, require_whole
from workflows.definition.json_types import JsonValue

WHOLE = re.compile(r"\s*[+-]?[0-9]{1,20}\s*")
DECIMAL = re.compile(
    r"\s*[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?\s*"
)
ROUNDINGS = {"common": ROUND_HALF_UP, "ceil": ROUND_CEILING, "floor": ROUND_FLOOR}
LONGEST_NUMBER = 80
WIDE = Context(prec=60)


@FILTERS.add("int", summary="A whole number from a number or text; cut, not rounded.")
def to_int(value: JsonValue, meter: Meter, /, default: JsonValue = None) -> JsonValue:
    if type(value) is int or type(value) is float or type(value) is bool:
        return bound_number(int(value))
    if _matches(WHOLE, value):
        return bound_number(int(value))
    if _matches(DECIMAL, value):
        return bound_number(int(bound_number(float(value))))
    return _fall_back("int", value, default)


@FILTERS.add("float", summary="A number from a number or text.")
def to_float(value: JsonValue, meter: Meter, /, default: JsonValue = None) -> JsonValue:
    if type(value) is int:
        return float(bound_number(value))
    if type(value) is float or type(value) is bool or _matches(DECIMAL, value):
        return bound_number(float(value))
    return _fall_back("float", value, default)


def _matches(pattern: re.Pattern[str], value: JsonValue) -> bool:
    short = type(value) is str and len(value) <= LONGEST_NUMBER
    return short and pattern.fullmatch(value) is not None


def _fall_back(who: str, value: JsonValue, default: JsonValue) -> JsonValue:
    if default is not None:
        return default
    shown = f"`{shorten(value)}`" if type(value) is str else "this value"
    raise failure(
        "expression.type",
        f"`{who}` cannot read a number from {shown}.",
        fix=f"Write `{who}(default=0)` if that may happen.",
    )


@FILTERS.add("round", summary="Rounded to `precision` places; `method` common, ceil or floor.")
def round_number(
    value: JsonValue, meter: Meter, /, precision: JsonValue = 0, method: JsonValue = "common"
) -> JsonValue:
    number = require_number("`round`", value)
    places = require_whole("`round`", precision, 0, 15)
    rounding = ROUNDINGS.get(method) if type(method) is str else None
    if rounding is None:
        raise failure("expression.type", "The method of `round` is common, ceil or floor.")
    if abs(bound_number(number)) >= SAFE_INTEGER:
        return number
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), rounding, context=WIDE)
    return float(exact) if places else int(exact)


@FILTERS.add("abs", summary="The number without its sign.")
def absolute(value: JsonValue, meter: Meter, /) -> JsonValue:
    return bound_number(abs(require_number("`abs`", value)))
