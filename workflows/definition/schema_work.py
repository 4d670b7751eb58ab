"""
How much work a JSON Schema may make of a value.

Without references a schema is a tree, and each part of it looks at each part of a value once. With
them a page of text can ask for centuries: parts that refer twice to parts that refer twice, or that
refer twice to themselves a level deeper. The validator would hold the whole process meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from urllib.parse import unquote

from workflows.definition.json_types import JsonValue

# About ten seconds of looking, at most; what is written by hand stays below a thousandth of it.
MOST_STEPS = 100_000_000
TOO_MUCH_WORK = "The schema refers to itself so often that checking this would take too long."
REFERENCES = ("$ref", "$dynamicRef")
ANCHORS = ("$anchor", "$dynamicAnchor")
HERE_LISTS = ("allOf", "anyOf", "oneOf")
HERE_MAPS = ("dependentSchemas", "dependencies")
HERE = ("not", "if", "then", "else")
# Of these one at most looks at a part of a value, of the others each.
BELOW_BY_NAME, BELOW_BY_PLACE = "properties", "prefixItems"
BELOW_REST = ("additionalProperties", "items", "additionalItems")
BELOW_TOO = ("unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames")

Part = Mapping[str, JsonValue]
Steps = dict[int, int]


class SchemaWork:
    """Of one schema, whose parts are told apart by identity: it must not change."""

    def __init__(self, schema: JsonValue) -> None:
        self._root = schema
        self._anchors = {
            name: part
            for part in _objects_in(schema)
            for key in ANCHORS
            if isinstance(name := part.get(key), str)
        }
        self.has_references = any(key in part for part in _objects_in(schema) for key in REFERENCES)
        self._known: Steps = {}

    def is_too_much(self, value: JsonValue) -> bool:
        """Whether looking at this value could take more than `MOST_STEPS`."""
        if not self.has_references:
            return False
        size, depth = _measure(value)
        try:
            return self.steps(depth) * size > MOST_STEPS
        except RecursionError:  # references in a row, far beyond what anybody writes
            return True

    def steps(self, depth: int) -> int:
        """Looks at a value of that depth, if each level of it had one part only."""
        if depth not in self._known:
            below: Steps = {}
            for _ in range(depth + 1):
                here: Steps = {}
                for part in _objects_in(self._root):
                    self._steps(part, here, below)
                below = here
            self._known[depth] = self._steps(self._root, below, {})
        return self._known[depth]

    def _steps(self, part: JsonValue, here: Steps, below: Steps) -> int:
        if not isinstance(part, dict):
            return 1
        known = here.get(id(part))
        if known is not None:
            return known
        here[id(part)] = 0  # a reference that leads back here without going deeper ends
        steps = 1 + sum(self._steps(each, here, below) for each in self._parts_here(part))
        here[id(part)] = steps = steps + _steps_below(part, below)
        return steps

    def _parts_here(self, part: Part) -> Iterator[JsonValue]:
        """What looks at the same value as this part does."""
        for key in HERE_LISTS:
            listed = part.get(key)
            yield from listed if isinstance(listed, list) else ()
        for key in HERE_MAPS:
            named = part.get(key)
            yield from named.values() if isinstance(named, dict) else ()
        yield from (part[key] for key in HERE if key in part)
        yield from (self._target(part[key]) for key in REFERENCES if key in part)

    def _target(self, reference: JsonValue) -> JsonValue:
        """Where a reference leads; one to another document is taken for one to the whole."""
        _, _, place = str(reference).partition("#")
        if place in self._anchors:
            return self._anchors[place]
        try:
            return reduce(_step_into, unquote(place).split("/")[1:], self._root)
        except (KeyError, IndexError, ValueError, TypeError):
            return self._root


def _step_into(value: JsonValue, token: str) -> JsonValue:
    name = token.replace("~1", "/").replace("~0", "~")
    return value[int(name)] if isinstance(value, list) else value[name]


def _steps_below(part: Part, below: Steps) -> int:
    """What looks at one part of the value: the costliest of those that exclude each other."""

    def known(each: JsonValue) -> int:
        return below.get(id(each), 1) if below else 0

    named, placed = part.get(BELOW_BY_NAME), part.get(BELOW_BY_PLACE)
    exclusive = [*(named.values() if isinstance(named, dict) else ())]
    exclusive += placed if isinstance(placed, list) else []
    exclusive += [part[key] for key in BELOW_REST if key in part]
    patterns = part.get("patternProperties")
    each = [*(patterns.values() if isinstance(patterns, dict) else ())]
    each += [part[key] for key in BELOW_TOO if key in part]
    return max(map(known, exclusive), default=0) + sum(map(known, each))


def _objects_in(value: JsonValue) -> Iterator[Part]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _measure(value: JsonValue) -> tuple[int, int]:
    """Entries at all depths, itself included, and how deep they lie."""
    size, depth, level = 1, 0, [value]
    while True:
        level = [
            part
            for each in level
            if isinstance(each, dict | list)
            for part in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return size, depth
        size, depth = size + len(level), depth + 1
