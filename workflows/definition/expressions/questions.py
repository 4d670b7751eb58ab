"""The tests that may stand after `is`, and be named in `select` and its relatives."""

from __future__ import annotations

from workflows.definition.expressions.arithmetic import compare
from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.paths import Missing
from workflows.definition.expressions.rules import TESTS
from workflows.definition.expressions.values import describe_kind, is_number, wrong_kind
from workflows.definition.json_types import JsonValue

HOLDERS = ("null", "text", "a list", "an object")


@TESTS.add("defined", summary="exists, even if it is null", accepts_missing=True)
def is_defined(value: JsonValue | Missing, meter: Meter, /) -> bool:
    return type(value) is not Missing


@TESTS.add("undefined", summary="does not exist", accepts_missing=True)
def is_undefined(value: JsonValue | Missing, meter: Meter, /) -> bool:
    return type(value) is Missing


@TESTS.add("none", "null", summary="is null")
def is_null(value: JsonValue, meter: Meter, /) -> bool:
    return value is None


@TESTS.add("true", summary="is exactly true")
def is_true(value: JsonValue, meter: Meter, /) -> bool:
    return value is True


@TESTS.add("false", summary="is exactly false")
def is_false(value: JsonValue, meter: Meter, /) -> bool:
    return value is False


@TESTS.add("boolean", summary="is true or false")
def is_boolean(value: JsonValue, meter: Meter, /) -> bool:
    return type(value) is bool


@TESTS.add("number", summary="is a number")
def is_any_number(value: JsonValue, meter: Meter, /) -> bool:
    return is_number(value)


@TESTS.add("integer", summary="is a whole number")
def is_integer(value: JsonValue, meter: Meter, /) -> bool:
    return type(value) is int


@TESTS.add("string", summary="is text")
def is_text(value: JsonValue, meter: Meter, /) -> bool:
    return type(value) is str


@TESTS.add("mapping", summary="is an object")
def is_object(value: JsonValue, meter: Meter, /) -> bool:
    return type(value) is dict


@TESTS.add("sequence", summary="is a list")
def is_list(value: JsonValue, meter: Meter, /) -> bool:
    return type(value) is list


@TESTS.add("empty", summary="is null, '', [] or {}")
def is_empty(value: JsonValue, meter: Meter, /) -> bool:
    return bool(not value and describe_kind(value) in HOLDERS)


@TESTS.add("even", summary="is a whole number that 2 divides")
def is_even(value: JsonValue, meter: Meter, /) -> bool:
    return divides(value, meter, 2)


@TESTS.add("odd", summary="is a whole number that 2 does not divide")
def is_odd(value: JsonValue, meter: Meter, /) -> bool:
    return not divides(value, meter, 2)


@TESTS.add("divisibleby", summary="is a whole number that `number` divides")
def divides(value: JsonValue, meter: Meter, /, number: JsonValue) -> bool:
    if type(value) is not int:
        raise wrong_kind("This test", "a whole number", value, "0")
    if type(number) is not int or number == 0:
        raise failure("expression.type", "`divisibleby` needs a whole number that is not 0.")
    return bool(value % number == 0)


def _add_comparison(symbol: str, names: tuple[str, ...], summary: str) -> None:
    def holds(value: JsonValue, meter: Meter, /, other: JsonValue) -> bool:
        return compare(symbol, value, other, meter)

    TESTS.add(*names, summary=summary)(holds)


_add_comparison("eq", ("eq", "==", "equalto"), "equals `other`")
_add_comparison("ne", ("ne", "!="), "does not equal `other`")
_add_comparison("lt", ("lt", "<", "lessthan"), "is less than `other`")
_add_comparison("lteq", ("le", "<="), "is at most `other`")
_add_comparison("gt", ("gt", ">", "greaterthan"), "is greater than `other`")
_add_comparison("gteq", ("ge", ">="), "is at least `other`")
_add_comparison("in", ("in",), "is an item, key or part of `other`")
