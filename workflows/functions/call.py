"""Calling a function in this thread, arguments checked first."""

from __future__ import annotations

import json
from functools import lru_cache

import jsonschema_rs

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.schemas import compile_schema, find_mistakes
from workflows.errors import PermanentError
from workflows.functions.context import TaskContext
from workflows.functions.invoke import invoke
from workflows.functions.registry import FunctionSpec

MAX_MESSAGES = 5


def call_function(spec: FunctionSpec, arguments: JsonObject, context: TaskContext) -> JsonValue:
    """
    The function's output as JSON.

    Raises:
        PermanentError: code `arguments`: they do not fit the function's schema.
        TaskFailure: as `invoke`.
    """
    checked = check_arguments(spec, arguments)
    return invoke(spec, {name: _own(value) for name, value in checked.items()}, context)


def _own(value: JsonValue) -> JsonValue:
    """
    The function's own copy: it may sort a list that it is given, which others read as well.

    By way of JSON, which costs a fraction of copying in Python.
    """
    copied: JsonValue = json.loads(json.dumps(value)) if isinstance(value, dict | list) else value
    return copied


def check_arguments(spec: FunctionSpec, arguments: JsonObject) -> JsonObject:
    """
    The arguments, whole floats made integers where the schema asks for integers.

    Raises:
        PermanentError: code `arguments`; the message names the first five mistakes.
    """
    mistakes = [
        _mistake(error) for error in find_mistakes(_validator(spec), arguments, most=MAX_MESSAGES)
    ]
    if mistakes:
        shown = "; ".join(mistakes)
        raise PermanentError(f"{spec.name}: {shown}.", code="arguments")
    properties = spec.arguments_schema["properties"]
    return {name: _as_asked(value, properties.get(name)) for name, value in arguments.items()}


def _as_asked(value: JsonValue, schema: JsonObject | None) -> JsonValue:
    if isinstance(value, float) and schema is not None and schema.get("type") == "integer":
        return int(value)
    return value


def _mistake(error: jsonschema_rs.ValidationError) -> str:
    where = "/".join(str(part) for part in error.instance_path)
    return f"{where}: {error.message[:200]}" if where else error.message[:200]


@lru_cache(maxsize=1_000)
def _validator(spec: FunctionSpec) -> jsonschema_rs.Draft202012Validator:
    # Many people read the messages, and an argument may be a credential.
    return compile_schema(spec.arguments_schema, quotes_values=False)
