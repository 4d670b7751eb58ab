"""Values made up for a schema fit it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.providers.made_up_values import make_up
from workflows.providers.outputs import fits

names = st.text("abc", min_size=1, max_size=3)
numbers = st.integers(-50, 50)


@st.composite
def bounded_numbers(draw: st.DrawFn) -> dict[str, Any]:
    low, span = draw(numbers), draw(st.integers(3, 40))
    bounds = {
        draw(st.sampled_from(["minimum", "exclusiveMinimum"])): low,
        draw(st.sampled_from(["maximum", "exclusiveMaximum"])): low + span,
    }
    kept = draw(st.sets(st.sampled_from(sorted(bounds))))
    return {"type": draw(st.sampled_from(["integer", "number"]))} | {k: bounds[k] for k in kept}


@st.composite
def strings(draw: st.DrawFn) -> dict[str, Any]:
    low = draw(st.integers(0, 20))
    return {"type": "string"} | draw(
        st.sampled_from(
            [{}, {"minLength": low}, {"maxLength": low}, {"minLength": low, "maxLength": low + 2}]
        )
    )


leaves = st.one_of(
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {}, {"enum": [3, "x"]}, {"const": 0}]),
    bounded_numbers(),
    strings(),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(
            lambda properties, required: {
                "type": "object",
                "properties": properties,
                "required": sorted(required & set(properties)),
                "additionalProperties": False,
            },
            st.dictionaries(names, inner, max_size=3),
            st.sets(names),
        ),
        st.builds(
            lambda item, least: {"type": "array", "items": item, "minItems": least},
            inner,
            st.integers(0, 3),
        ),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=3)),
    )


schemas = st.recursive(leaves, containers, max_leaves=8)


@settings(max_examples=300)
@given(schemas)
def test_what_is_made_up_always_fits(schema: dict[str, Any]) -> None:
    assert fits(make_up(schema), schema)


@given(schemas)
def test_what_is_made_up_is_always_the_same(schema: dict[str, Any]) -> None:
    assert make_up(schema) == make_up(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "email"},
        {"type": "string", "format": "uuid"},
        {"type": ["null", "integer"]},
        {"type": "integer", "multipleOf": 7, "minimum": 10},
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "number", "maximum": -3},
        {"required": ["a"]},
        {"type": "object", "minProperties": 2, "properties": {"a": {"type": "integer"}}},
        {"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}},
        {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"type": "string"}},
        {"type": "array", "prefixItems": [{"type": "null"}], "minItems": 2},
        {"type": "array", "contains": {"const": 4}},
        {"allOf": [{"type": "object", "required": ["a"]}, {"required": ["b"]}]},
        {"$ref": "#/$defs/leaf", "$defs": {"leaf": {"type": "boolean"}}},
        {"type": "string", "examples": ["told"]},
        {"type": "string", "default": "told"},
    ],
)
def test_usual_schemas_are_fitted(schema: dict[str, Any]) -> None:
    assert fits(make_up(schema), schema)


def test_a_schema_that_holds_itself_ends() -> None:
    endless = {"$defs": {"n": {"type": "object", "required": ["n"]}}, "$ref": "#/$defs/n"}
    endless["$defs"]["n"]["properties"] = {"n": {"$ref": "#/$defs/n"}}  # type: ignore[index]

    assert isinstance(make_up(endless), dict)


@pytest.mark.parametrize("schema", [True, False, {}, {"$ref": "#/nowhere"}])
def test_a_schema_that_says_nothing_gets_a_text(schema: Any) -> None:
    assert make_up(schema) == "scripted"


BOTH = {"left": {"$ref": "#"}, "right": {"$ref": "#"}}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": BOTH, "required": ["left", "right"]},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"type": "array", "minItems": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "minLength": 10**12},
    ],
)
def test_what_would_never_be_made_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="asks for"):
        make_up(schema)
