"""Filters that take a text."""

from __future__ import annotations

import re
import unicodedata

from workflows.definition.expressions.budget import Meter
from workflows.definition.expressions.failures import failure
from workflows.definition.expressions.rules import FILTERS
from workflows.definition.expressions.values import require_text, require_whole
from workflows.definition.json_types import JsonValue
from workflows.definition.linear_texts import strip

NOT_SLUG = re.compile(r"[^a-z0-9]+")


def _take_text(who: str, value: JsonValue, meter: Meter) -> str:
    text = require_text(f"`{who}`", value)
    meter.spend_text(len(text))
    return text


@FILTERS.add("upper", summary="The text in capitals.")
def upper(value: JsonValue, meter: Meter, /) -> str:
    return _take_text("upper", value, meter).upper()


@FILTERS.add("lower", summary="The text in small letters.")
def lower(value: JsonValue, meter: Meter, /) -> str:
    return _take_text("lower", value, meter).lower()


@FILTERS.add("capitalize", summary="The first letter a capital, the rest small.")
def capitalize(value: JsonValue, meter: Meter, /) -> str:
    return _take_text("capitalize", value, meter).capitalize()


@FILTERS.add("title", summary="The first letter of every word a capital.")
def title(value: JsonValue, meter: Meter, /) -> str:
    return _take_text("title", value, meter).title()


@FILTERS.add("trim", summary="The text without white space, or `characters`, at both ends.")
def trim(value: JsonValue, meter: Meter, /, characters: JsonValue = None) -> str:
    text = _take_text("trim", value, meter)
    return text.strip() if characters is None else strip(text, _characters_of(characters, meter))


def _characters_of(value: JsonValue, meter: Meter) -> frozenset[str]:
    text = require_text("`trim`", value)
    meter.spend_scan(len(text))
    return frozenset(text)


@FILTERS.add("replace", summary="Every `old` replaced by `new`.")
def replace(value: JsonValue, meter: Meter, /, old: JsonValue, new: JsonValue) -> str:
    text = _take_text("replace", value, meter)
    old, new = require_text("`replace`", old), require_text("`replace`", new)
    if not old:
        raise failure("expression.type", "`replace` needs something to replace.")
    meter.spend_text(len(text) + text.count(old) * max(0, len(new) - len(old)))
    return text.replace(old, new)


@FILTERS.add("split", summary="The parts between white space or `separator`, as a list.")
def split(value: JsonValue, meter: Meter, /, separator: JsonValue = None) -> list[str]:
    text = _take_text("split", value, meter)
    if separator is None:
        meter.spend_nodes(len(text) // 2)
        return text.split()
    separator = require_text("`split`", separator)
    if not separator:
        raise failure("expression.type", "`split` needs a separator that is not empty.")
    meter.spend_nodes(text.count(separator))
    return text.split(separator)


@FILTERS.add("truncate", summary="At most `length` characters, ending with `end` if cut.")
def truncate(
    value: JsonValue, meter: Meter, /, length: JsonValue = 255, end: JsonValue = "…"
) -> str:
    text, tail = require_text("`truncate`", value), require_text("`truncate`", end)
    longest = require_whole("`truncate`", length, len(tail), meter.limits.rendered_bytes)
    if len(text) <= longest:
        return text
    meter.spend_text(longest)
    return text[: longest - len(tail)] + tail


@FILTERS.add("slug", summary="Small letters, digits and `separator`, for ids and file names.")
def slug(value: JsonValue, meter: Meter, /, separator: JsonValue = "-") -> str:
    separator = require_text("`slug`", separator)
    if separator not in ("-", "_"):
        raise failure("expression.type", "The separator of `slug` is '-' or '_'.")
    text = _take_text("slug", value, meter)
    return NOT_SLUG.sub(separator, text.translate(_plain_forms(text))).strip(separator)


def _plain_forms(text: str) -> dict[int, str]:
    """
    What each character of a text becomes: small letters, its marks dropped.

    One by one: Python orders the marks of a whole text in quadratic time, so that a long run of
    them would hold the process up for minutes.
    """
    return {ord(each): _plain_form(each) for each in set(text)}


def _plain_form(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    return plain if plain.isascii() else NOT_SLUG.sub("-", plain)


@FILTERS.add("startswith", summary="Whether the text begins with `start`.")
def startswith(value: JsonValue, meter: Meter, /, start: JsonValue) -> bool:
    text, wanted = require_text("`startswith`", value), require_text("`startswith`", start)
    meter.spend_scan(min(len(text), len(wanted)))
    return text.startswith(wanted)


@FILTERS.add("endswith", summary="Whether the text ends with `end`.")
def endswith(value: JsonValue, meter: Meter, /, end: JsonValue) -> bool:
    text, wanted = require_text("`endswith`", value), require_text("`endswith`", end)
    meter.spend_scan(min(len(text), len(wanted)))
    return text.endswith(wanted)
