"""How structured output is asked for, and read from what a model said."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import OutputInvalid, ProviderRefused
from workflows.providers.calls import ModelAnswer
from workflows.providers.output_shapes import is_closed, shape_of
from workflows.providers.outputs import read_output, validator_of

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def said(text: str, finish_reason: Any = "stop") -> ModelAnswer:
    return ModelAnswer(text, text, "house", "m", 1, 1, None, finish_reason=finish_reason)


def closed_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


@pytest.mark.parametrize(
    "text", ['{"a": 1}', ' {"a": 1}\n', '```json\n{"a": 1}\n```', '```\n{"a": 1}```']
)
def test_json_is_found_with_or_without_a_fence(text: str) -> None:
    assert read_output(said(text), {"type": "object"}) == {"a": 1}


@pytest.mark.parametrize("text", ["", "{", "no", "NaN", "[Infinity]", "```", '{"a": 1} and more'])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(OutputInvalid, match="not JSON"):
        read_output(said(text), {})


def test_nesting_beyond_reason_is_refused() -> None:
    with pytest.raises(OutputInvalid):
        read_output(said("[" * 100_000), {})


def test_the_first_three_places_are_named() -> None:
    schema = {"type": "array", "items": {"type": "integer"}}

    with pytest.raises(OutputInvalid) as caught:
        read_output(said('["a", 1, "b", "c", "d"]'), schema)

    assert "at /0" in caught.value.message
    assert "at /3" in caught.value.message
    assert "at /4" not in caught.value.message


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "http://127.0.0.1:9/schema.json"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "https://example.com/schema.json"},
        {"pattern": "("},
    ],
)
def test_a_wrong_schema_or_one_elsewhere_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused, match="schema"):
        validator_of(schema)


def test_no_pattern_takes_more_than_linear_time() -> None:
    schema = {"type": "string", "pattern": "^(a+)+$"}
    began = time.monotonic()

    with pytest.raises(OutputInvalid):
        read_output(said(json.dumps("a" * 20_000 + "!")), schema)

    assert time.monotonic() - began < 1.0


@given(json_values)
def test_reading_gives_back_any_value(value: Any) -> None:
    assert read_output(said(json.dumps(value)), {}) == value


@given(json_values)
def test_wrapping_and_unwrapping_change_nothing(value: Any) -> None:
    shape = shape_of({"type": "array"}, takes_open_schemas=False)

    assert shape.unwrap({"result": value}) == value


def test_an_object_is_not_wrapped() -> None:
    shape = shape_of(closed_object(result={"type": "string"}), takes_open_schemas=False)

    assert not shape.is_wrapped
    assert shape.unwrap({"result": "x"}) == {"result": "x"}


def test_definitions_stay_at_the_root_when_a_list_is_wrapped() -> None:
    schema = {"$defs": {"a": {"type": "string"}}, "type": "array", "items": {"$ref": "#/$defs/a"}}

    shape = shape_of(schema, takes_open_schemas=True)

    assert validator_of(shape.schema).is_valid({"result": ["x"]})
    assert not validator_of(shape.schema).is_valid({"result": [1]})


@pytest.mark.parametrize(
    ("schema", "closed"),
    [
        (closed_object(a={"type": "string"}), True),
        (closed_object(a=closed_object(b={"type": "integer"})), True),
        (closed_object(a={"type": "array", "items": {"enum": [1]}}), True),
        (closed_object(a={"anyOf": [{"type": "null"}, {"type": "string"}]}), True),
        ({"type": "object"}, False),
        ({"type": "object", "properties": {}}, False),
        (closed_object(a={"type": "object"}), False),
        (closed_object(a={"type": "array"}), False),
        (closed_object(a={}), False),
        (closed_object(a={"type": ["string", "null"]}), False),
        (closed_object(a={"type": "string"}) | {"required": []}, False),
        (closed_object(a={"type": "string"}) | {"additionalProperties": True}, False),
        (closed_object(a={"type": "string"}) | {"minProperties": 1}, False),
        (closed_object(a={"$ref": "#/$defs/x"}), False),
    ],
)
def test_only_closed_schemas_go_to_strict_modes(schema: dict[str, Any], closed: bool) -> None:
    assert is_closed(schema) == closed
    assert shape_of(schema, takes_open_schemas=False).mode == ("native" if closed else "tool")
    assert shape_of(schema, takes_open_schemas=True).mode == "native"
