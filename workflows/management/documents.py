"""Reading documents and inputs from files and arguments."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from workflows.management.exits import usage_error


def read_file(name: str) -> str:
    """
    The file's text; `-` is the standard input.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise usage_error(f"{name} cannot be read: {error}") from None


def read_inputs(
    pairs: Iterable[str], file: str | None, schema: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Inputs of the file, overwritten by `key=value` pairs.

    A value is JSON where it reads as such and the schema does not ask for a text.

    Raises:
        CommandError: a pair has no `=`, or the file holds no object.
    """
    inputs = _read_object(file) if file else {}
    properties = schema.get("properties") or {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key:
            raise usage_error(f"--input wants key=value, not {pair!r}.")
        inputs[key] = _read_value(text, properties.get(key))
    return inputs


def _read_object(file: str) -> dict[str, Any]:
    try:
        value = json.loads(read_file(file))
    except ValueError as error:
        raise usage_error(f"{file} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise usage_error(f"{file} holds no JSON object.")
    return value


def _read_value(text: str, rule: Any) -> Any:
    if isinstance(rule, Mapping) and rule.get("type") == "string":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
