"""JSON Schemas that people write: compiled without reaching out, and without patterns that hang."""

from __future__ import annotations

import jsonschema_rs

from workflows.definition.json_types import JsonObject
from workflows.definition.json_values import Pointer

# Patterns run in a linear-time engine: no text can make them hang; what it lacks is refused.
PATTERNS = jsonschema_rs.RegexOptions()


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


def explain_schema(schema: JsonObject) -> tuple[Pointer, str] | None:
    """Where and why a value is no usable JSON Schema 2020-12; None: it is one."""
    try:
        compile_schema(schema)
    except jsonschema_rs.ValidationError as error:
        return tuple(error.instance_path), f"This is no JSON Schema: {error.message.rstrip('.')}."
    return None
