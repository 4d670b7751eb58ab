"""Makes up the smallest value that fits a JSON Schema; pure and always the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from workflows.definition.json_types import JsonObject, JsonValue

DEEPEST = 32
# A schema of three lines can ask for billions of parts, or for a text that fills the memory.
MOST_PARTS = 5_000
LONGEST_TEXT = 1_000_000
FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "json-pointer": "",
    "regex": "a",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def make_up(schema: JsonObject | bool, text: str = "scripted") -> JsonValue:
    """
    A value for a schema: what is required and nothing more.

    Args:
        text: stands wherever any string will do.

    Best effort for patterns, `not`, `if` and contradictions; the caller validates.

    Raises:
        ValueError: even the smallest value would be too large.
    """
    return _Maker(schema, text).value(schema, 0)


class _Maker:
    def __init__(self, root: JsonObject | bool, text: str) -> None:
        self._root = root
        self._text = text
        self._parts = 0

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise ValueError(f"The schema asks for more than {MOST_PARTS:,} parts.")

    def value(self, schema: Any, depth: int) -> JsonValue:
        self._count()
        if not isinstance(schema, dict) or depth > DEEPEST:
            return self._text
        schema = self._flatten(schema, depth)
        for keyword in ("const", "default"):
            if keyword in schema:
                return schema[keyword]
        for keyword in ("enum", "examples"):
            if schema.get(keyword):
                return schema[keyword][0]
        return self._of_type(schema, depth)

    def _of_type(self, schema: JsonObject, depth: int) -> JsonValue:
        makers: dict[str, Callable[[JsonObject, int], JsonValue]] = {
            "object": self._object,
            "array": self._array,
            "string": lambda s, _: self._string(s),
            "integer": lambda s, _: _number(s, whole=True),
            "number": lambda s, _: _number(s, whole=False),
            "boolean": lambda *_: True,
            "null": lambda *_: None,
        }
        make = makers.get(_type_of(schema))
        return make(schema, depth) if make else self._text

    def _flatten(self, schema: JsonObject, depth: int) -> JsonObject:
        """The schema with its reference, `allOf` and first alternatives laid over it."""
        flat = dict(schema)
        layers = [self._resolve(flat.pop("$ref"))] if "$ref" in flat else []
        layers += flat.pop("allOf", [])
        for keyword in ("anyOf", "oneOf"):
            if flat.get(keyword):
                layers.append(flat.pop(keyword)[0])
        if depth > DEEPEST or not layers:
            return flat
        for layer in layers:
            self._count()
            if isinstance(layer, dict):
                flat = _lay_over(flat, self._flatten(layer, depth + 1))
        return flat

    def _resolve(self, reference: str) -> Any:
        found: Any = self._root
        for part in reference.removeprefix("#").strip("/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if key:
                found = found.get(key) if isinstance(found, dict) else None
        return found

    def _object(self, schema: JsonObject, depth: int) -> JsonValue:
        properties = schema.get("properties", {})
        extra = schema.get("additionalProperties", True)
        made = {
            name: self.value(properties.get(name, extra), depth + 1)
            for name in schema.get("required", ())
        }
        spare = [name for name in properties if name not in made]
        while len(made) < schema.get("minProperties", 0):
            name = spare.pop(0) if spare else f"key_{len(made) + 1}"
            made[name] = self.value(properties.get(name, extra), depth + 1)
        return made

    def _array(self, schema: JsonObject, depth: int) -> JsonValue:
        firsts = schema.get("prefixItems", [])
        wanted = max(int(schema.get("minItems", 0)), 1 if "contains" in schema else 0)
        rest = schema.get("items", schema.get("contains", {}))
        items = [self.value(item, depth + 1) for item in firsts[:wanted]]
        while len(items) < wanted:
            items.append(self.value(rest, depth + 1))
        return _told_apart(items) if schema.get("uniqueItems") else items

    def _string(self, schema: JsonObject) -> str:
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        shortest = int(schema.get("minLength", 0))
        if shortest > LONGEST_TEXT:
            raise ValueError(f"The schema asks for a text of {shortest:,} characters.")
        longest = int(schema.get("maxLength", max(shortest, 10_000)))
        return self._text.ljust(shortest, ".")[:longest]


def _type_of(schema: JsonObject) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        return str(next((one for one in kind if one != "null"), "null"))
    if kind:
        return str(kind)
    hints = {"properties": "object", "required": "object", "items": "array", "minimum": "number"}
    return next((kind for keyword, kind in hints.items() if keyword in schema), "string")


def _lay_over(under: JsonObject, over: JsonObject) -> JsonObject:
    both = under | over
    if "properties" in under and "properties" in over:
        both["properties"] = under["properties"] | over["properties"]
    if "required" in under and "required" in over:
        both["required"] = list(dict.fromkeys([*under["required"], *over["required"]]))
    return both


def _number(schema: JsonObject, *, whole: bool) -> int | float:
    """The first of the likely numbers that keeps all bounds; zero if none does."""
    step = schema.get("multipleOf") or (1 if whole else 0)
    low = max(schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf))
    high = min(schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf))
    likely = [0.0, low, high, (low + high) / 2, low + 1, high - 1]
    if step:
        likely = [near for number in likely for near in _multiples_near(number, step)]
    number = next((one for one in likely if _keeps_bounds(one, schema)), 0)
    return int(number) if whole or number == int(number) else number


def _multiples_near(number: float, step: float) -> list[float]:
    if not math.isfinite(number):
        return []
    return [(math.floor(number / step) + more) * step for more in (0, 1, -1, 2)]


def _keeps_bounds(number: float, schema: JsonObject) -> bool:
    return (
        math.isfinite(number)
        and schema.get("minimum", -math.inf) <= number <= schema.get("maximum", math.inf)
        and schema.get("exclusiveMinimum", -math.inf) < number
        and number < schema.get("exclusiveMaximum", math.inf)
    )


def _told_apart(items: list[JsonValue]) -> list[JsonValue]:
    """Equal strings and numbers get their place added, so that none is twice."""
    told: list[JsonValue] = []
    for place, item in enumerate(items):
        if item in told and isinstance(item, str):
            item = f"{item} {place + 1}"
        elif item in told and isinstance(item, int | float):
            item = item + place
        told.append(item)
    return told
