"""
Operators between plain values.

`*` and `%` take numbers only (in Python they also repeat and format texts), and no result leaves
what a JSON number holds exactly, so nothing can be made to grow by computing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.values import (
    SAFE_INTEGER,
    are_equal,
    describe_kind,
    is_number,
    refuse_infinite,
    wrong_kind,
)
from workflows.definition.json_types import JsonValue
from workflows.errors import ExpressionError

CALCULATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}


def compute(symbol: str, left: JsonValue, right: JsonValue, meter: Meter) -> JsonValue:
    if is_number(left) and is_number(right):
        return calculate(symbol, left, right)
    if symbol == "+" and type(left) is str and type(right) is str:
        meter.spend_text(len(left) + len(right))
        return left + right
    if symbol == "+" and type(left) is list and type(right) is list:
        meter.spend_nodes(len(left) + len(right))
        return left + right
    raise failure(
        "expression.type",
        f"`{symbol}` cannot take {describe_kind(left)} and {describe_kind(right)}.",
        fix="Join texts with `~`." if symbol == "+" else None,
    )


def calculate(symbol: str, left: float, right: float) -> int | float:
    """
    Raises:
        ExpressionError: division by zero, or more than a JSON number holds.
    """
    if symbol == "/" and type(left) is int and type(right) is int and right and left % right == 0:
        symbol = "//"  # 6 / 2 is 3, not 3.0: an index or a count stays one
    try:
        return bound_number(CALCULATIONS[symbol](left, right))
    except ZeroDivisionError:
        raise failure("expression.number", "This divides by zero.") from None
    except OverflowError:
        raise too_large_number() from None


def bound_number(number: Any) -> int | float:
    """
    Raises:
        ExpressionError: not finite, or a whole number that JSON cannot hold exactly.
    """
    if type(number) is int and abs(number) > SAFE_INTEGER:
        raise too_large_number()
    bounded: int | float = refuse_infinite(number)
    return bounded


def too_large_number() -> ExpressionError:
    return failure("expression.number", "The result is larger than 2^53, more than JSON holds.")


def negate(symbol: str, value: JsonValue) -> JsonValue:
    if not is_number(value):
        raise wrong_kind(f"`{symbol}`", "a number", value, "0")
    return bound_number(-value) if symbol == "-" else value


def compare(symbol: str, left: JsonValue, right: JsonValue, meter: Meter) -> bool:
    if symbol == "eq":
        return are_equal(left, right, meter)
    if symbol == "ne":
        return not are_equal(left, right, meter)
    if symbol == "in":
        return contains(right, left, meter)
    if symbol == "notin":
        return not contains(right, left, meter)
    return is_ordered(symbol, left, right, meter)


def is_ordered(symbol: str, left: JsonValue, right: JsonValue, meter: Meter) -> bool:
    """
    Raises:
        ExpressionError: not two numbers and not two texts.
    """
    both_text = type(left) is str and type(right) is str
    if not both_text and not (is_number(left) and is_number(right)):
        raise failure(
            "expression.type",
            f"Only numbers or texts have an order, not {describe_kind(left)} "
            f"and {describe_kind(right)}.",
            fix="Write `| default(…)` after what may be null."
            if left is None or right is None
            else None,
        )
    if both_text:
        meter.spend_scan(min(len(left), len(right)))
    return ORDERINGS[symbol](left, right)


def contains(holder: JsonValue, wanted: JsonValue, meter: Meter) -> bool:
    """Whether a list has the item, an object the key, a text the part."""
    if type(holder) is list:
        return any(are_equal(each, wanted, meter) for each in holder)
    if type(holder) is dict:
        return type(wanted) is str and wanted in holder
    if type(holder) is str and type(wanted) is str:
        meter.spend_scan(len(holder) + len(wanted))
        return wanted in holder
    wanted_kind = "a text to search" if type(holder) is str else "a list, an object or a text"
    raise wrong_kind("`in`", wanted_kind, wanted if type(holder) is str else holder, "[]")
