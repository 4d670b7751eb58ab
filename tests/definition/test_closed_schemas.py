"""Keys that a declared output cannot have are told of, and only those."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.definition.rules.closed_schemas import outside_schema


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


ITEMS = {"type": "array", "items": closed(title={"type": "string"})}


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (closed(n={}), ("m",)),
        (closed(inner=closed(n={})), ("inner", "m")),
        (ITEMS, (0, "name")),
        (closed(rows=ITEMS), ("rows", 3, "name", "x")),
        (closed(), ("m",)),
    ],
)
def test_a_key_that_a_closed_schema_lacks(schema: Any, path: tuple[str | int, ...]) -> None:
    found = outside_schema("tasks.a.output", path, schema)

    assert found is not None
    assert (found.code, found.severity) == ("reference.outside_schema", "hint")


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (closed(n={}), ("n",)),
        (closed(n={}), ()),
        (closed(n={}), ("n", "anything")),
        ({"type": "object", "properties": {"n": {}}}, ("m",)),
        ({"type": "object"}, ("m",)),
        ({**closed(n={}), "patternProperties": {"^x": {}}}, ("x1",)),
        ({**closed(n={}), "anyOf": [{}]}, ("m",)),
        ({"type": "array", "prefixItems": [{}], "items": closed()}, (0, "m")),
        (ITEMS, (0, "title")),
        ({"type": "string"}, ("m",)),
    ],
)
def test_nothing_is_said_of_what_may_be(schema: Any, path: tuple[str | int, ...]) -> None:
    assert outside_schema("tasks.a.output", path, schema) is None


def test_a_name_that_is_nearly_right_is_offered() -> None:
    found = outside_schema("tasks.a.output", ("titel",), closed(title={}, text={}))

    assert found is not None
    assert "title" in str(found.fix)
