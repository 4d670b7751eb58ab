"""How a schema is put to a vendor: as its native format, or as a tool's arguments; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from workflows.definition.json_types import JsonObject, JsonValue

WRAPPED_KEY = "result"
DEFINITIONS = ("$defs", "definitions")
# Vendors' strict modes rewrite or refuse a schema with any other keyword.
CLOSED_KEYWORDS = frozenset(
    (
        *("type", "title", "description", "default", "examples", "enum", "const"),
        *("properties", "required", "additionalProperties", "items", "anyOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "pattern", "format", "minItems", "maxItems"),
    )
)


@dataclass(frozen=True, slots=True)
class OutputShape:
    """
    What is asked of the vendor.

    Args:
        schema: always of an object; others are wrapped.
        is_strict: the vendor may be told to hold to it exactly.
    """

    mode: Literal["native", "tool"]
    schema: JsonObject
    is_wrapped: bool
    is_strict: bool

    def unwrap(self, value: JsonValue) -> JsonValue:
        if self.is_wrapped and isinstance(value, dict) and set(value) == {WRAPPED_KEY}:
            return value[WRAPPED_KEY]
        return value


def shape_of(schema: JsonObject, *, takes_open_schemas: bool) -> OutputShape:
    """
    The shape for a schema.

    Args:
        takes_open_schemas: the server's native format takes any schema, as local servers do;
            clouds close objects that list no properties, which loses the answer.
    """
    is_wrapped = schema.get("type") != "object"
    inner = {key: value for key, value in schema.items() if key != "$schema"}
    wanted: JsonObject = _wrap(inner) if is_wrapped else inner
    is_strict = is_closed(wanted)
    return OutputShape(
        mode="native" if is_strict or takes_open_schemas else "tool",
        schema=wanted,
        is_wrapped=is_wrapped,
        is_strict=is_strict,
    )


def is_closed(schema: Any) -> bool:
    """Whether every object lists all it may hold and no keyword is used that strict modes lack."""
    if not isinstance(schema, dict) or not CLOSED_KEYWORDS.issuperset(schema):
        return False
    if not all(is_closed(option) for option in schema.get("anyOf", ())):
        return False
    match schema.get("type"):
        case "object":
            return _is_closed_object(schema)
        case "array":
            return is_closed(schema.get("items"))
        case str():
            return True
        case _:
            return "enum" in schema or "const" in schema or "anyOf" in schema


def _is_closed_object(schema: JsonObject) -> bool:
    properties = schema.get("properties")
    return (
        bool(properties)
        and isinstance(properties, dict)
        and set(schema.get("required", ())) == set(properties)
        and schema.get("additionalProperties", False) is False
        and all(is_closed(value) for value in properties.values())
    )


def _wrap(schema: JsonObject) -> JsonObject:
    # Definitions stay at the root, where `#/$defs/…` looks for them.
    definitions: JsonObject = {
        key: schema[key] for key in ("$defs", "definitions") if key in schema
    }
    inner = {key: value for key, value in schema.items() if key not in definitions}
    return {
        **definitions,
        "type": "object",
        "properties": {WRAPPED_KEY: inner},
        "required": [WRAPPED_KEY],
        "additionalProperties": False,
    }
