"""Reading documents and inputs from files and arguments."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workflows.errors import Problem
from workflows.management.exits import usage_error


def problem_lines(problem: Problem) -> Iterator[str]:
    """How a terminal tells of it: severity, place and code, which docs/problems.md explains."""
    yield f"{problem.severity} {problem.path or '/'}: {problem.message} [{problem.code}]"
    if problem.fix:
        yield f"  {problem.fix}"


def read_file(name: str) -> str:
    """
    The file's text; `-` is the standard input.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise usage_error(f"{name} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise usage_error(f"{name} cannot be read: it is not UTF-8 text.") from None


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


def undeclared_inputs(inputs: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """Most often a name that was mistyped: the schema lets it pass, and the default is taken."""
    declared = ", ".join(schema.get("properties") or {}) or "none"
    for name in inputs:
        if name not in (schema.get("properties") or {}):
            yield f"The document declares no input `{name}`; it has: {declared}."


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
