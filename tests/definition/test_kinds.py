from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from tests.definition.documents import LIMITS, Raw, raw_of, transform
from tests.definition.strategies import SETTINGS, json_values, raw_documents
from workflows.definition.json_schema import document_schema
from workflows.definition.kinds import KINDS, Field, Kind, settings_schema
from workflows.definition.parse import load_document, parse_document
from workflows.errors import DocumentInvalid

PUBLISHED = jsonschema_rs.validator_for(document_schema())


def fields_in(schema: Any) -> Iterator[Raw]:
    """Every property of a schema, at any depth."""
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from properties.values()
        for value in schema.values():
            yield from fields_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from fields_in(value)


def test_there_are_the_ten_kinds() -> None:
    assert list(KINDS) == [
        "agent", "function", "http", "transform", "branch", "map", "loop", "workflow", "approval",
        "wait",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_a_kind_serves_a_form(kind: str) -> None:
    schema = settings_schema(kind)

    jsonschema_rs.meta.validate(schema)
    assert schema["title"]
    assert schema["description"]
    for name, field in schema["properties"].items():
        assert field.get("title"), name


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_have_units_where_they_are_seconds(kind: str) -> None:
    for name, field in settings_schema(kind)["properties"].items():
        assert name.endswith("_s") == (field.get("x-unit") == "s")


def test_defaults_fit_their_own_schemas() -> None:
    for field in fields_in(document_schema()):
        if "default" in field:
            assert jsonschema_rs.validator_for(field).is_valid(field["default"]), field


def test_examples_fit_their_own_schemas() -> None:
    for field in fields_in(document_schema()):
        for example in field.get("examples", ()):
            assert jsonschema_rs.validator_for(field).is_valid(example), field


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_smallest_task(kind: str) -> None:
    assert kind in SETTINGS


@given(raw_documents())
def test_the_published_schema_accepts_what_is_read(raw: Raw) -> None:
    assert PUBLISHED.is_valid(raw)


@given(json_values)
def test_the_published_schema_agrees_with_the_reader(value: Any) -> None:
    for raw in (value, raw_of(value), raw_of({"x": value}), raw_of({"x": transform(retry=value)})):
        document, _ = parse_document(raw, limits=LIMITS)

        assert PUBLISHED.is_valid(raw) == (document is not None)


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "agent"},
        {"kind": "agent", "agent": "a", "requires": ["b"]},
        {"kind": "http", "request": {"url": "u", "json": 1, "text": "t"}},
        {"kind": "http", "request": {"url": "u", "form": {}, "text": "t"}},
        {"kind": "wait"},
        {"kind": "wait", "duration_s": 1, "until": "x"},
        {"kind": "loop", "max_turns": 3},
        {"kind": "map"},
        {"kind": "approval", "assignees": []},
        {"kind": "workflow", "workflow": "w", "version": 0},
        {"kind": "no_such"},
    ],
)
def test_the_published_schema_refuses_what_the_reader_refuses(task: Raw) -> None:
    raw = raw_of({"x": task})

    assert not PUBLISHED.is_valid(raw)
    with pytest.raises(DocumentInvalid):
        load_document(raw, limits=LIMITS)


def test_both_spellings_of_null_items_are_read() -> None:
    for written in ("null", None):
        task: Raw = {"kind": "map", "over": [], "on_item_error": written}

        assert load_document(raw_of({"x": task}), limits=LIMITS).tasks["x"].settings == {
            "over": [], "on_item_error": written,
        }  # fmt: skip


def test_another_kind_can_be_brought_along() -> None:
    sql = Kind(
        "sql", "SQL", "Asks a database.", (Field("query", {"type": "string"}, required=True),)
    )
    kinds = {**KINDS, "sql": sql}
    raw = raw_of({"x": {"kind": "sql", "query": "select 1"}})

    document = load_document(raw, limits=LIMITS, kinds=kinds)

    assert document.tasks["x"].settings == {"query": "select 1"}
    assert jsonschema_rs.validator_for(document_schema(kinds)).is_valid(raw)
