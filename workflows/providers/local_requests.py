"""What the local engine is asked; pure."""

from __future__ import annotations

import json
from typing import Any

from workflows.definition.json_types import JsonObject
from workflows.providers.calls import ModelCall

# A small model rarely ends a long string or list by itself and would be cut off inside it.
LONGEST_STRING = 80
LONGEST_LIST = 5
SHOWN_SCHEMA_CHARACTERS = 2_000
# Making a grammar takes the cube of an object's properties: seconds for hundreds, minutes for
# thousands, in which nobody else is answered. Without one the answer is JSON, checked as always.
GRAMMAR_CHARACTERS = 16_000
PLAIN_SETTINGS = (
    *("temperature", "top_p", "top_k", "seed", "stop"),
    *("presence_penalty", "frequency_penalty"),
)


def request_of_call(call: ModelCall, *, default_max_tokens: int) -> JsonObject:
    """The engine's request for a call, with its schema as a grammar."""
    request: JsonObject = {
        "messages": _messages_of(call),
        "max_tokens": int(call.settings.get("max_tokens") or default_max_tokens),
    }
    request |= {
        name: call.settings[name] for name in PLAIN_SETTINGS if call.settings.get(name) is not None
    }
    if call.output_schema is not None:
        request["response_format"] = json_format(_grammar_of(call.output_schema))
    return request


def _grammar_of(schema: JsonObject) -> JsonObject | None:
    """What the grammar is made from; None: any JSON."""
    is_small = len(json.dumps(schema)) <= GRAMMAR_CHARACTERS
    return narrowed(schema) if is_small else None


def _messages_of(call: ModelCall) -> list[JsonObject]:
    told = [call.instructions] if call.instructions else []
    if call.output_schema is not None:
        schema = json.dumps(call.output_schema)
        # The grammar forces the form; a small model also needs to see what is meant by it.
        if len(schema) <= SHOWN_SCHEMA_CHARACTERS:
            told.append(f"Answer with JSON for this schema, with short values: {schema}")
    system = [{"role": "system", "content": "\n".join(told)}] if told else []
    return [*system, {"role": "user", "content": call.prompt}]


def json_format(schema: JsonObject | None) -> JsonObject:
    """The engine's word for JSON of a schema, or of any shape."""
    if schema is None:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "output", "schema": schema}}


def narrowed(schema: Any) -> Any:
    """
    A schema that asks for less: bounded strings and lists, no unnamed properties, and a text for
    what is only named.

    Whatever fits it fits the original, except where the original forbids what it requires.
    """
    if not isinstance(schema, dict):
        return schema
    small = {key: _narrow_inside(key, value) for key, value in schema.items() if key != "$schema"}
    kinds = schema.get("type")
    if kinds == "string" and not {"pattern", "format", "enum", "const"} & set(schema):
        small["maxLength"] = _bound(small.get("maxLength"), small.get("minLength"), LONGEST_STRING)
    if kinds == "array":
        small["maxItems"] = _bound(small.get("maxItems"), small.get("minItems"), LONGEST_LIST)
    if kinds == "object":
        _describe_required(small)
    return small


def _narrow_inside(key: str, value: Any) -> Any:
    match key:
        case "properties" | "$defs" | "definitions" if isinstance(value, dict):
            return {name: narrowed(inner) for name, inner in value.items()}
        case "anyOf" | "oneOf" | "allOf" | "prefixItems" if isinstance(value, list):
            return [narrowed(inner) for inner in value]
        case "items" | "additionalProperties":
            return narrowed(value)
        case _:
            return value


def _bound(longest: int | None, shortest: int | None, usual: int) -> int:
    limit = max(usual, shortest or 0)
    return limit if longest is None else min(longest, limit)


def _describe_required(schema: JsonObject) -> None:
    # The grammar only knows listed properties; a required one without a schema may be anything.
    properties = dict(schema.get("properties") or {})
    for name in schema.get("required", ()):
        extra = schema.get("additionalProperties")
        plain = {"type": "string", "maxLength": LONGEST_STRING}
        properties.setdefault(name, extra if isinstance(extra, dict) and extra else plain)
    if properties:
        schema["properties"] = properties
        if not isinstance(schema.get("additionalProperties"), dict):
            schema["additionalProperties"] = False
