"""Schemas whose references would make a validator look for years, and those that would not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.definition.documents import Raw, codes_of, raw_of, transform
from workflows.definition.schema_work import SchemaWork


def twice(parts: int) -> Raw:
    """Each definition refers twice to the one before it."""
    definitions: Raw = {"d0": {"type": "integer"}}
    for n in range(1, parts + 1):
        reference = {"$ref": f"#/$defs/d{n - 1}"}
        definitions[f"d{n}"] = {"allOf": [reference, reference]}
    return {"$defs": definitions, "$ref": f"#/$defs/d{parts}"}


def nested(levels: int, key: str = "a") -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {key: value}
    return value


def lists(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


def chain(parts: int) -> Raw:
    """Each definition refers to the next."""
    return {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(parts)}


def in_both(reference: Raw) -> Raw:
    """Looks at `a` twice, each time as at the whole."""
    return {"allOf": [{"properties": {"a": reference}}, {"properties": {"a": reference}}]}


TREE: Raw = {"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}, "type": "object"}
FORMULA: Raw = {
    "anyOf": [
        {"type": "number"},
        {"properties": {"sum": {"type": "array", "items": {"$ref": "#"}}}},
        {"properties": {"product": {"type": "array", "items": {"$ref": "#"}}}},
    ]
}
PERCENT = in_both({"$ref": "#/$defs/a%20b"})


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (twice(40), 1),
        (in_both({"$ref": "#"}), nested(60)),
        (
            in_both({"$ref": "https://example.org/s#"}) | {"$id": "https://example.org/s"},
            nested(60),
        ),
        (in_both({"$dynamicRef": "#node"}) | {"$dynamicAnchor": "node"}, nested(60)),
        ({"$defs": {"a b": PERCENT}, "$ref": "#/$defs/a%20b"}, nested(60)),
        ({"items": {"$ref": "#"}, "contains": {"$ref": "#"}}, lists(50)),
        ({"$ref": "#/$defs/d0", "$defs": chain(3_000)}, 1),
    ],
)
def test_a_schema_that_would_look_for_years_is_found_out(schema: Raw, value: Any) -> None:
    assert SchemaWork(schema).is_too_much(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (twice(10), 1),
        (in_both({"$ref": "#"}), nested(6)),
        (TREE, nested(60, "left")),
        (FORMULA, {"sum": [1, {"product": [2, {"sum": [3, 4]}]}]}),
        ({"$ref": "#"}, 1),
        ({"anyOf": [{"$ref": "#"}, {"type": "string"}]}, nested(60)),
        ({"items": {"$ref": "#/$defs/x"}, "$defs": {"x": {"type": "integer"}}}, [1] * 100_000),
        (in_both({"type": "object"}), nested(60)),
    ],
)
def test_schemas_that_people_write_are_let_through(schema: Raw, value: Any) -> None:
    assert not SchemaWork(schema).is_too_much(value)


def test_a_document_with_such_a_schema_has_a_problem() -> None:
    assert "schema.invalid" in codes_of(raw_of(inputs={"type": "object", **twice(40)}))
    assert "schema.invalid" in codes_of(raw_of({"x": transform(output_schema=twice(40))}))
