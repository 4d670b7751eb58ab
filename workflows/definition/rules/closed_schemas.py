"""Whether a path leads out of what a schema allows; only what is certain is said."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.problem_codes import problem
from workflows.definition.suggestions import suggest
from workflows.errors import Problem

# Keywords that may allow what we do not look for.
MAY_ALLOW_MORE = frozenset(
    (
        *("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"),
        *("patternProperties", "prefixItems"),
    )
)
MOST_NAMED = 20


def outside_schema(
    start: str, path: Sequence[str | int], output_schema: JsonObject
) -> Problem | None:
    """Advice about the first key that no output which fits the schema can have."""
    schema: JsonValue = output_schema
    for key in path:
        if not isinstance(schema, dict) or schema.keys() & MAY_ALLOW_MORE:
            return None
        if isinstance(key, int):
            schema = schema.get("items")
            continue
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return None
        if key not in properties:
            is_closed = schema.get("additionalProperties") is False
            return _advice(start, key, list(properties)) if is_closed else None
        schema = properties[key]
    return None


def _advice(start: str, key: str, known: list[str]) -> Problem:
    names = ", ".join(f"`{name[:80]}`" for name in known[:MOST_NAMED]) or "nothing"
    return problem(
        "reference.outside_schema",
        f"By its output schema `{start}` has no `{key[:80]}`; there is {names}.",
        fix=suggest(key, known),
    )
