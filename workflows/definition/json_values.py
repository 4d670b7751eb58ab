"""
What a document may hold: JSON that every reader reads alike.

Numbers are doubles for most readers, so those beyond 2^53 - 1 would change on the way; databases
and sockets refuse NUL and half surrogate pairs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice

from workflows.definition.json_types import JsonValue
from workflows.definition.problem_codes import MOST_OF_ONE_SORT, problem
from workflows.errors import Problem

LARGEST_NUMBER = 2**53 - 1
UNSAFE_TEXT = re.compile("[\0\ud800-\udfff]")
Pointer = tuple[str | int, ...]


def json_pointer(*parts: str | int) -> str:
    """RFC 6901; no parts: the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def find_json_problems(value: JsonValue, *, max_depth: int) -> list[Problem]:
    """
    Everything that keeps a value from being portable JSON; deeper values are not looked into.

    Args:
        max_depth: how many objects and lists may stand inside each other.
    """
    if _is_portable(value, max_depth):
        return []
    return list(islice(_problems_in(value, max_depth), MOST_OF_ONE_SORT))


def _is_portable(value: JsonValue, max_depth: int) -> bool:
    """Whether there is no problem, without places; several times quicker, and mostly true."""
    level, depth = [value], 0
    while level:
        inner: list[JsonValue] = []
        for each in level:
            kind = type(each)
            if kind is str:
                if UNSAFE_TEXT.search(each):
                    return False
            elif kind is dict:
                if depth >= max_depth or not all(map(_is_portable_text, each)):
                    return False
                inner.extend(each.values())
            elif kind is list:
                if depth >= max_depth:
                    return False
                inner.extend(each)
            elif not _is_portable_scalar(each, kind):
                return False
        level, depth = inner, depth + 1
    return True


def _is_portable_text(text: object) -> bool:
    return type(text) is str and not UNSAFE_TEXT.search(text)


def _is_portable_scalar(value: JsonValue, kind: type) -> bool:
    if kind is str:
        return _is_portable_text(value)
    if kind is int or kind is float:
        return bool(-LARGEST_NUMBER <= value <= LARGEST_NUMBER)  # NaN is not
    return value is None or kind is bool


def _problems_in(value: JsonValue, max_depth: int) -> Iterator[Problem]:
    waiting: list[tuple[Pointer, JsonValue]] = [((), value)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict | list):
            if len(at) >= max_depth:
                yield _at(at, "json.depth", f"This is nested more than {max_depth} levels deep.")
                continue
            if isinstance(value, dict):
                yield from _bad_keys(at, value)
                waiting.extend(((*at, key), each) for key, each in value.items())
            else:
                waiting.extend(((*at, i), each) for i, each in enumerate(value))
        elif (found := _scalar_problem(value)) is not None:
            yield _at(at, *found)


def _bad_keys(at: Pointer, value: dict[object, JsonValue]) -> Iterator[Problem]:
    for key in value:
        if not isinstance(key, str):
            yield _at(at, "json.type", f"The key {key!r} is not a text.")
        elif UNSAFE_TEXT.search(key):
            yield _at(at, "json.text", f"The key {key!r} holds a character that cannot be stored.")


def _scalar_problem(value: JsonValue) -> tuple[str, str] | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        unsafe = UNSAFE_TEXT.search(value)
        return unsafe and ("json.text", f"The text holds {unsafe[0]!r}, which cannot be stored.")
    if not isinstance(value, int | float):
        return "json.type", f"A {type(value).__name__} is not JSON."
    # An integer of over 308 digits would not even become a float.
    if isinstance(value, float) and not math.isfinite(value):
        return "json.number", "The number is not finite."
    if abs(value) > LARGEST_NUMBER:
        return "json.number", "The number is beyond 2^53 - 1 and would be changed by other readers."
    return None


def _at(at: Pointer, code: str, message: str) -> Problem:
    task = at[1] if len(at) > 1 and at[0] == "tasks" and isinstance(at[1], str) else None
    return problem(code, message, json_pointer(*at).encode("utf-8", "replace").decode(), task=task)
