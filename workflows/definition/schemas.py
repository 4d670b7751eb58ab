"""JSON Schemas that people write: compiled without reaching out, and without patterns that hang."""

from __future__ import annotations

from itertools import islice

import jsonschema_rs

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import Pointer
from workflows.definition.schema_work import TOO_MUCH_WORK, SchemaWork

# Patterns run in a linear-time engine: no text can make them hang; what it lacks is refused.
PATTERNS = jsonschema_rs.RegexOptions()
MOST_SEARCHED = 10_000


def compile_schema(
    schema: JsonObject, *, quotes_values: bool = True
) -> jsonschema_rs.Draft202012Validator:
    """
    A validator that fetches nothing.

    Args:
        quotes_values: off where values may be secret: messages then say `the value`.

    Raises:
        jsonschema_rs.ValidationError: it is no JSON Schema 2020-12, or a `$ref` leads nowhere.
    """
    mask = None if quotes_values else "the value"
    return jsonschema_rs.Draft202012Validator(
        schema, pattern_options=PATTERNS, offline=True, mask=mask
    )


def find_mistakes(
    validator: jsonschema_rs.Draft202012Validator, value: JsonValue, *, most: int
) -> list[jsonschema_rs.ValidationError]:
    """
    At most this many of the places where a value does not fit; of a large value the first.

    All errors of a value are made at once, each at 30 µs and 1.5 kB: a list of half a million
    wrong entries would take 15 s and most of a gigabyte.
    """
    if not is_large(value):
        return list(islice(validator.iter_errors(value), most))
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def is_large(value: JsonValue) -> bool:
    """Whether it has more entries, at all depths, than are searched for every mistake."""
    seen, open_ = 0, [value]
    while open_:
        each = open_.pop()
        if isinstance(each, dict | list):
            seen += len(each)
            if seen > MOST_SEARCHED:
                return True
            open_.extend(each.values() if isinstance(each, dict) else each)
    return False


def explain_schema(schema: JsonObject) -> tuple[Pointer, str] | None:
    """Where and why a value is no usable JSON Schema 2020-12; None: it is one."""
    try:
        compile_schema(schema)
    except jsonschema_rs.ValidationError as error:
        return tuple(error.instance_path), f"This is no JSON Schema: {error.message.rstrip('.')}."
    # Of a flat value; how deep it may be looked at depends on the value.
    return ((), TOO_MUCH_WORK) if SchemaWork(schema).is_too_much(None) else None
