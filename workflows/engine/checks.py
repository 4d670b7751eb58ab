"""
A task's own schemas, checked before and after each attempt.

Messages say where a value does not fit and why, but never quote it: many people read them, and the
value may be a credential.
"""

from __future__ import annotations

import json
from functools import lru_cache

import jsonschema_rs

from workflows.definition.document import Task
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.schema_work import TOO_MUCH_WORK, SchemaWork
from workflows.definition.schemas import compile_schema, find_mistakes, is_large
from workflows.errors import OutputInvalid, PermanentError

MAX_MESSAGES = 5  # in one line of text
MOST_MISTAKES = 100


def check_input(task: Task, value: JsonValue) -> None:
    """
    Check a rendered input against the task's `input_schema`.

    Raises:
        PermanentError: code `input_invalid`.
    """
    if task.input_schema is not None:
        mistakes = _mistakes(task.input_schema, value)
        if mistakes:
            raise PermanentError(f"The input does not fit: {mistakes}.", code="input_invalid")


def check_output(task: Task, value: JsonValue) -> None:
    """
    Check an output against the task's `output_schema`.

    Raises:
        OutputInvalid: it does not fit.
    """
    if task.output_schema is not None:
        mistakes = _mistakes(task.output_schema, value)
        if mistakes:
            raise OutputInvalid(f"The output does not fit: {mistakes}.")


def schema_mistakes(schema: JsonObject, value: JsonValue) -> list[tuple[str, str]]:
    """JSON pointer and message of each mistake; the last says if there are more than are told."""
    validator, work = _checked(json.dumps(schema, sort_keys=True))
    if work.is_too_much(value):
        return [("", TOO_MUCH_WORK)]
    found = find_mistakes(validator, value, most=MOST_MISTAKES + 1)
    told = [_tell(error) for error in found[:MOST_MISTAKES]]
    if len(found) > MOST_MISTAKES:
        told.append(("", f"There are more mistakes than these {MOST_MISTAKES}."))
    elif found and is_large(value):
        told.append(("", "There may be more mistakes: so large a value is searched for one."))
    return told


def _tell(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """What is missing has the place where it should stand."""
    place = "".join(f"/{part}" for part in error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        name = error.kind.property
        return f"{place}/{name}"[:300], f"`{name}` is missing"[:300]
    return place, error.message[:300]


def _mistakes(schema: JsonObject, value: JsonValue) -> str:
    found = schema_mistakes(schema, value)[:MAX_MESSAGES]
    return "; ".join(f"{path}: {message}" if path else message for path, message in found)


@lru_cache(maxsize=1_000)
def _checked(schema: str) -> tuple[jsonschema_rs.Draft202012Validator, SchemaWork]:
    parsed = json.loads(schema)
    return compile_schema(parsed, quotes_values=False), SchemaWork(parsed)
