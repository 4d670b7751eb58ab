"""JSON as RFC 8259 has it: doubled keys, NaN and over-long numbers are refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.problem_codes import problem
from workflows.errors import DocumentInvalid

# Far more than 2^53 has; converting millions of digits takes quadratic time.
MOST_DIGITS = 400


def read_json(text: str) -> JsonValue:
    """
    Raises:
        DocumentInvalid: with one problem, which names line and column where it can.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_refuse_doubles,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        _refuse("text.syntax", f"This is not JSON: {error.msg} ({place}).")
    except RecursionError:
        _refuse("json.depth", "The text is nested far too deeply.")


def _refuse_doubles(pairs: Sequence[tuple[str, JsonValue]]) -> JsonObject:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                _refuse("text.duplicate_key", f"The key `{key[:80]}` stands twice in one object.")
            seen.add(key)
    return value


def _refuse_constant(name: str) -> NoReturn:
    _refuse("json.number", f"{name} is not a number that JSON knows.")


def _read_int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        _refuse("json.number", f"A number has {len(digits):,} digits.")
    return int(digits)


def _refuse(code: str, message: str) -> NoReturn:
    raise DocumentInvalid(problems=[problem(code, message)]) from None
