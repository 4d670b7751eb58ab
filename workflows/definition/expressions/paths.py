"""
Looking things up: keys of objects and indexes of lists, nothing else.

A key that an object does not have gives `Missing`, an error that waits: `default` and
`is defined` may still answer it; whoever needs the value raises it. A path into null is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definition.expressions.failures import (
    failure,
    list_names,
    shorten,
    suggest_name,
)
from workflows.definition.expressions.tree import Key, Path
from workflows.definition.expressions.values import SAFE_INTEGER, describe_kind
from workflows.definition.json_types import JsonValue
from workflows.errors import ExpressionError


@dataclass(frozen=True, slots=True)
class Missing:
    """What a lookup found nothing for: the place that was asked, and the key it does not have."""

    trail: str
    holder: Any
    key: Any

    def as_error(self) -> ExpressionError:
        return _describe_missing(self)


NOTHING = object()


def follow_path(path: Path, names: Mapping[str, JsonValue]) -> JsonValue | Missing:
    """The value a path leads to; this is the hot path of every execution."""
    if path.root not in names:
        return Missing("", names, path.root)
    value = names[path.root]
    for depth, key in enumerate(path.keys):
        if value is None:
            return None
        found = pick(value, key)
        if found is NOTHING:
            return Missing(format_path(path.root, path.keys[:depth]), value, key)
        value = found
    return value


def pick(value: JsonValue, key: JsonValue) -> JsonValue:
    """The value at a key or index, or NOTHING."""
    if type(value) is dict:
        return value.get(key, NOTHING) if type(key) is str else NOTHING
    if type(key) is int and (type(value) is list or type(value) is str):
        return value[key] if -len(value) <= key < len(value) else NOTHING
    return NOTHING


def pick_or_missing(value: JsonValue | Missing, key: JsonValue) -> JsonValue | Missing:
    if value is None or type(value) is Missing:
        return value
    found = pick(value, key)
    return Missing("This value", value, key) if found is NOTHING else found


def pick_attribute(item: JsonValue, attribute: JsonValue) -> JsonValue:
    """
    The value below an item at a dotted path like `author.name` or `tags.0`.

    Null if a part of the path is null, NOTHING if it is missing.
    """
    value = item
    for key in split_attribute(attribute):
        if value is None:
            return None
        value = pick(value, int(key) if key.isdecimal() and type(value) is list else key)
        if value is NOTHING:
            return NOTHING
    return value


def split_attribute(attribute: JsonValue) -> list[str]:
    if type(attribute) is int and attribute >= 0:
        return [str(attribute)]
    if type(attribute) is not str or not 0 < len(attribute) <= 200:
        raise failure("expression.type", "An attribute is a short text like 'name' or 'a.b'.")
    return attribute.split(".")


def format_path(root: str, keys: tuple[Key, ...]) -> str:
    """The path in backticks, as one would write it."""
    plain = root
    for key in keys:
        plain += f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]"
    return f"`{shorten(plain)}`"


def _describe_missing(missing: Missing) -> ExpressionError:
    wrong = _describe_key(missing.key)
    if not isinstance(missing.holder, Mapping):
        return failure("expression.unknown_name", _describe_holder(missing, wrong), fix=ADVICE)
    known = missing.holder
    where = f"{missing.trail} has no `{wrong}`" if missing.trail else _no_name(wrong)
    listed = f"; it has {list_names(known)}" if missing.trail else f"; known: {list_names(known)}"
    near = suggest_name(wrong, known)
    return failure(
        "expression.unknown_name",
        f"{where}{listed if known else ', it is empty'}.",
        fix=f"Did you mean `{near}`?" if near else ADVICE,
    )


def _no_name(wrong: str) -> str:
    return f"There is no `{wrong}` here"


def _describe_holder(missing: Missing, wrong: str) -> str:
    if type(missing.holder) in (list, str) and type(missing.key) is int:
        size = len(missing.holder)
        return f"{missing.trail} has no index {wrong}; its length is {size}."
    kind = describe_kind(missing.holder)
    return f"{missing.trail} is {kind}, so it has no `{wrong}`."


def _describe_key(key: JsonValue) -> str:
    small = type(key) is int and abs(key) < SAFE_INTEGER
    return shorten(str(key)) if type(key) is str or small else describe_kind(key)


ADVICE = "Write `| default(…)` after it if it may be missing."
