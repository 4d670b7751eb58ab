"""
JSON as strict as the canonical form: what is accepted here can be stored and shown again.

Refused: other encodings than UTF-8, a byte order mark, nesting beyond the bound (looked for before
anything is parsed), doubled keys, NaN and infinities, integers beyond 2^53, floats that overflow,
NUL characters and lone surrogates.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from workflows.rest.refusals import Malformed

LARGEST_INTEGER = 2**53 - 1
_LONGEST_INTEGER = len(str(-LARGEST_INTEGER))

# Possessive, and open strings count as strings: linear in any input.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def read_json(body: bytes, *, max_depth: int) -> Any:
    """
    Raises:
        Malformed: says what is wrong, never echoes the input.
    """
    check_depth(body, max_depth)
    try:
        text = body.decode("utf-8", errors="strict")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise Malformed("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"This is not JSON ({where}): {error.msg}.") from None
    if "\\u" in text:
        check_characters(value)
    return value


def check_depth(body: bytes, max_depth: int) -> None:
    """
    Raises:
        Malformed: brackets outside strings nest deeper than `max_depth`.
    """
    depth = 0
    for bracket in _STRING.sub(b"", body).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > max_depth:
            raise Malformed(f"Nested deeper than {max_depth} levels.")


def check_characters(value: Any) -> None:
    """
    Raises:
        Malformed: a string or key holds NUL or half of a surrogate pair.
    """
    if isinstance(value, str):
        if not is_storable(value):
            raise Malformed("A text holds NUL or half of a surrogate pair.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_characters(key)
            check_characters(inner)
    elif isinstance(value, list):
        for inner in value:
            check_characters(inner)


def is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("An object names the same key twice.")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER or abs(int(digits)) > LARGEST_INTEGER:
        raise Malformed("An integer is beyond 2^53; send it as a string.")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Malformed("A number is too large.")
    return value


def _constant(name: str) -> float:
    raise Malformed(f"{name} is not JSON.")
