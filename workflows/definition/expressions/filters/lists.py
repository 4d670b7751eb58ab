"""Filters that take a list, an object, or either."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from workflows.definition.expressions.arithmetic import bound_number, calculate
from workflows.definition.expressions.arithmetic import contains as holds
from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.filters.selection import take_attribute, take_list
from workflows.definition.expressions.rules import FILTERS
from workflows.definition.expressions.values import (
    format_text,
    is_number,
    require_number,
    require_object,
    require_text,
    wrong_kind,
)
from workflows.definition.json_types import JsonValue


@FILTERS.add("length", "count", summary="How many characters, items or keys.")
def length(value: JsonValue, meter: Meter, /) -> int:
    if type(value) is not str and type(value) is not list and type(value) is not dict:
        raise wrong_kind("`length`", "text, a list or an object", value, "[]")
    return len(value)


@FILTERS.add("first", summary="The first item or character; null if there is none.")
def first(value: JsonValue, meter: Meter, /) -> JsonValue:
    return _end_of("first", value, 0)


@FILTERS.add("last", summary="The last item or character; null if there is none.")
def last(value: JsonValue, meter: Meter, /) -> JsonValue:
    return _end_of("last", value, -1)


def _end_of(who: str, value: JsonValue, index: int) -> JsonValue:
    if type(value) is not str and type(value) is not list:
        raise wrong_kind(f"`{who}`", "a list or text", value, "[]")
    return value[index] if value else None


@FILTERS.add("join", summary="The items as one text, `separator` between them.")
def join(
    value: JsonValue, meter: Meter, /, separator: JsonValue = "", attribute: JsonValue = None
) -> str:
    between = require_text("`join`", separator)
    items = take_attribute("join", value, attribute, meter)
    parts = [format_text(item, meter) for item in items]
    meter.spend_text(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@FILTERS.add("reverse", summary="The items or characters in the other order.")
def reverse(value: JsonValue, meter: Meter, /) -> JsonValue:
    if type(value) is not str and type(value) is not list:
        raise wrong_kind("`reverse`", "a list or text", value, "[]")
    meter.spend_nodes(len(value))
    return value[::-1]


@FILTERS.add("sort", summary="The numbers or texts in order, or the objects by `attribute`.")
def sort(
    value: JsonValue, meter: Meter, /, reverse: JsonValue = False, attribute: JsonValue = None
) -> list[JsonValue]:
    items = take_list("sort", value, meter)
    keys = _take_ordered("sort", value, attribute, meter)
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=bool(reverse))
    return [items[index] for index in order]


@FILTERS.add("min", summary="The least number or text; null if there is none.")
def smallest(value: JsonValue, meter: Meter, /, attribute: JsonValue = None) -> JsonValue:
    return _extreme("min", min, value, attribute, meter)


@FILTERS.add("max", summary="The greatest number or text; null if there is none.")
def largest(value: JsonValue, meter: Meter, /, attribute: JsonValue = None) -> JsonValue:
    return _extreme("max", max, value, attribute, meter)


def _extreme(
    who: str, choose: Callable[..., Any], value: JsonValue, attribute: JsonValue, meter: Meter
) -> JsonValue:
    items = take_list(who, value, meter)
    keys = _take_ordered(who, value, attribute, meter)
    return items[choose(range(len(items)), key=keys.__getitem__)] if items else None


def _take_ordered(
    who: str, value: JsonValue, attribute: JsonValue, meter: Meter
) -> list[JsonValue]:
    """All numbers or all texts, paid for as often as sorting reads them."""
    keys = take_attribute(who, value, attribute, meter)
    if all(type(key) is str for key in keys):
        meter.spend(sum(len(key) // 100 for key in keys))
    elif not all(is_number(key) for key in keys):
        odd = next((key for key in keys if not is_number(key)), None)
        raise wrong_kind(f"`{who}`", "only numbers or only texts", odd)
    return keys


@FILTERS.add("unique", summary="Each item once, in the order they came.")
def unique(value: JsonValue, meter: Meter, /, attribute: JsonValue = None) -> list[JsonValue]:
    items = take_list("unique", value, meter)
    keys = take_attribute("unique", value, attribute, meter)
    kept: dict[JsonValue, JsonValue] = {}
    for key, item in zip(keys, items, strict=True):
        kept.setdefault(_identity(key, meter), item)
    return list(kept.values())


def _identity(value: JsonValue, meter: Meter) -> JsonValue:
    """Equal for equal values, and hashable: 1 and 1.0 are one, 1 and true are not."""
    if type(value) is list:
        return ("list", *[_identity(item, meter) for item in value])
    if type(value) is dict:
        meter.spend_nodes(len(value))
        pairs = [(key, _identity(each, meter)) for key, each in sorted(value.items())]
        return ("object", *pairs)
    meter.spend(1 + (len(value) // 100 if type(value) is str else 0))
    # Whole numbers beyond 2^53 could be chosen to collide as dictionary keys.
    return (type(value) is bool, bound_number(value) if is_number(value) else value)


@FILTERS.add("sum", summary="The sum of the numbers, or of each item's `attribute`.")
def total(
    value: JsonValue, meter: Meter, /, attribute: JsonValue = None, start: JsonValue = 0
) -> JsonValue:
    numbers = [
        require_number("`sum`", item) for item in take_attribute("sum", value, attribute, meter)
    ]
    return reduce(lambda a, b: calculate("+", a, b), numbers, require_number("`sum`", start))


@FILTERS.add("keys", summary="The keys of an object, as a list.")
def object_keys(value: JsonValue, meter: Meter, /) -> list[str]:
    return list(_take_object("keys", value, meter))


@FILTERS.add("values", summary="The values of an object, as a list.")
def object_values(value: JsonValue, meter: Meter, /) -> list[JsonValue]:
    return list(_take_object("values", value, meter).values())


@FILTERS.add("items", summary="The `[key, value]` pairs of an object, as a list.")
def object_items(value: JsonValue, meter: Meter, /) -> list[JsonValue]:
    return [[key, each] for key, each in _take_object("items", value, meter).items()]


def _take_object(who: str, value: JsonValue, meter: Meter) -> dict[str, JsonValue]:
    taken = require_object(f"`{who}`", value)
    meter.spend(len(taken))
    return taken


@FILTERS.add("contains", summary="Whether a list has the item, an object the key, a text the part.")
def contains(value: JsonValue, meter: Meter, /, wanted: JsonValue) -> bool:
    return holds(value, wanted, meter)
