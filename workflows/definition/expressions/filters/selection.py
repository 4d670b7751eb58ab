"""Filters that pick from lists: one attribute of every item, or the items that pass a test."""

from __future__ import annotations

from collections.abc import Callable

from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure, shorten
from workflows.definition.expressions.paths import NOTHING, pick_attribute
from workflows.definition.expressions.rules import FILTERS, TESTS
from workflows.definition.expressions.values import require_list, require_text
from workflows.definition.json_types import JsonValue


def take_list(who: str, value: JsonValue, meter: Meter) -> list[JsonValue]:
    """The list, paid for one step an item."""
    taken = require_list(f"`{who}`", value)
    meter.spend(len(taken))
    return taken


def take_attribute(
    who: str, value: JsonValue, attribute: JsonValue, meter: Meter
) -> list[JsonValue]:
    """The items, or that attribute of each; a missing one is an error."""
    taken = take_list(who, value, meter)
    if attribute is None:
        return taken
    found = [pick_attribute(item, attribute) for item in taken]
    lacking = next((index for index, each in enumerate(found) if each is NOTHING), None)
    if lacking is not None:
        raise failure(
            "expression.unknown_name",
            f"`{who}`: the item at index {lacking} has no `{shorten(str(attribute))}`.",
        )
    return found


@FILTERS.add("map", summary="The `attribute` of every item; `default` where it is missing or null.")
def map_attribute(
    value: JsonValue, meter: Meter, /, *, attribute: JsonValue, default: JsonValue = None
) -> list[JsonValue]:
    if default is None:
        return take_attribute("map", value, attribute, meter)
    found = [pick_attribute(item, attribute) for item in take_list("map", value, meter)]
    return [default if each is NOTHING or each is None else each for each in found]


@FILTERS.add("select", summary="The items that pass `test`, or that count as true.")
def select(
    value: JsonValue, meter: Meter, /, test: JsonValue = None, *arguments: JsonValue
) -> list[JsonValue]:
    passes = _take_test(test, arguments, meter)
    return [item for item in take_list("select", value, meter) if passes(item)]


@FILTERS.add("reject", summary="The items that do not pass `test`, or that count as false.")
def reject(
    value: JsonValue, meter: Meter, /, test: JsonValue = None, *arguments: JsonValue
) -> list[JsonValue]:
    passes = _take_test(test, arguments, meter)
    return [item for item in take_list("reject", value, meter) if not passes(item)]


@FILTERS.add("selectattr", summary="The items whose `attribute` passes `test`, or counts as true.")
def select_attribute(
    value: JsonValue,
    meter: Meter,
    /,
    attribute: JsonValue,
    test: JsonValue = None,
    *arguments: JsonValue,
) -> list[JsonValue]:
    passes = _take_test(test, arguments, meter)
    taken = take_list("selectattr", value, meter)
    return [item for item in taken if passes(_pick_or_null(item, attribute))]


@FILTERS.add("rejectattr", summary="The items whose `attribute` does not pass `test`.")
def reject_attribute(
    value: JsonValue,
    meter: Meter,
    /,
    attribute: JsonValue,
    test: JsonValue = None,
    *arguments: JsonValue,
) -> list[JsonValue]:
    passes = _take_test(test, arguments, meter)
    taken = take_list("rejectattr", value, meter)
    return [item for item in taken if not passes(_pick_or_null(item, attribute))]


def _pick_or_null(item: JsonValue, attribute: JsonValue) -> JsonValue:
    found = pick_attribute(item, attribute)
    return None if found is NOTHING else found


def _take_test(
    test: JsonValue, arguments: tuple[JsonValue, ...], meter: Meter
) -> Callable[[JsonValue], bool]:
    if test is None:
        return bool
    name = require_text("The name of a test", test)
    TESTS.check_arguments(name, arguments, ())
    call = TESTS.find(name).call
    return lambda value: bool(call(value, meter, *arguments))
