"""What a function returned, as plain JSON."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import math
import uuid
from typing import Any

from workflows.definition.json_types import JsonValue
from workflows.errors import OutputInvalid

MAX_DEPTH = 100
MAX_INTEGER_BITS = 1_024  # what a JSON number, a double, can still tell the size of


def to_json(value: Any) -> JsonValue:
    """
    A copy of the value that holds nothing but JSON.

    Tuples and sets become lists (sets sorted by their text), times ISO 8601, UUIDs and paths text,
    dataclasses and pydantic models objects; numpy's numbers and arrays become numbers and lists.

    Raises:
        OutputInvalid: NaN or infinity, bytes, a key that is no text, nesting over 100, or a type
            that JSON does not know; says where.
    """
    return _convert(value, "output", 0)


def _convert(value: Any, path: str, depth: int) -> JsonValue:
    if value is None or isinstance(value, bool):
        return value
    if type(value) is str:
        return _encodable(value, path)
    if type(value) is int:
        return _writable(value, path)
    if depth > MAX_DEPTH:
        raise OutputInvalid(f"The output is nested deeper than {MAX_DEPTH} at {path[:80]}….")
    if isinstance(value, dict):
        return _convert_mapping(value, path, depth)
    if isinstance(value, list | tuple):
        return [_convert(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(value)]
    if isinstance(value, float):
        return _finite(value, path)
    return _convert(_simplify(value, path), path, depth + 1)


def _convert_mapping(value: dict[Any, Any], path: str, depth: int) -> JsonValue:
    for key in value:
        if not isinstance(key, str):
            raise OutputInvalid(f"{path} has the key {key!r}; keys must be text.")
    return {str(k): _convert(item, f"{path}.{k}", depth + 1) for k, item in value.items()}


def _encodable(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise OutputInvalid(f"{path} holds half a character (a lone surrogate).") from None
    return value


def _writable(value: int, path: str) -> int:
    if value.bit_length() > MAX_INTEGER_BITS:
        raise OutputInvalid(f"{path} is an integer of {value.bit_length()} bits.")
    return value


def _finite(value: float, path: str) -> float:
    if not math.isfinite(value):
        raise OutputInvalid(f"{path} is {value}; JSON has finite numbers only.")
    return float(value)


def _simplify(value: Any, path: str) -> Any:
    """One step closer to JSON; what comes out is converted again."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return _simplify_foreign(value, path)


def _simplify_foreign(value: Any, path: str) -> Any:
    # By what they can do, not by type: a child should not import pydantic or numpy to ask.
    if isinstance(value, str | int):  # subclasses of text and numbers
        return str(value) if isinstance(value, str) else int(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "__fspath__"):
        return str(value)
    raise OutputInvalid(f"{path} is a {type(value).__name__}, which JSON cannot carry.")
