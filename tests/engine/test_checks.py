"""What values of people's own schemas are told, and that telling it is bounded."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.engine.checks import MOST_MISTAKES, schema_mistakes
from workflows.engine.inputs import fill_inputs
from workflows.errors import InputsInvalid

TEXTS: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "array", "items": {"type": "string"}}},
}
LARGE = 200_000


def test_every_mistake_of_a_small_value_is_told() -> None:
    found = schema_mistakes(TEXTS, {"a": [1, "two", 3]})

    assert [path for path, _ in found] == ["/a/0", "/a/2"]


def test_of_many_mistakes_the_first_are_told_and_that_there_are_more() -> None:
    exact = schema_mistakes(TEXTS, {"a": list(range(MOST_MISTAKES))})
    more = schema_mistakes(TEXTS, {"a": list(range(MOST_MISTAKES + 1))})

    assert exact[-1][0] == "/a/99"
    assert more == [*exact, ("", "There are more mistakes than these 100.")]


def test_of_a_large_value_one_mistake_is_told() -> None:
    with pytest.raises(InputsInvalid) as refused:
        fill_inputs(TEXTS, {"a": list(range(LARGE))})

    assert [each.path for each in refused.value.problems] == ["/inputs/a/0", "/inputs"]
    assert "may be more" in refused.value.problems[-1].message


def test_a_large_value_that_fits_is_taken() -> None:
    assert schema_mistakes(TEXTS, {"a": ["text"] * LARGE}) == []


def test_what_is_missing_is_told_at_the_place_where_it_should_stand() -> None:
    schema = {"type": "object", "properties": {"who": {"required": ["name"]}}, "required": ["to"]}

    found = schema_mistakes(schema, {"who": {}})

    assert sorted(found) == [("/to", "`to` is missing"), ("/who/name", "`name` is missing")]


def test_a_value_that_would_be_looked_at_for_years_is_refused_at_once() -> None:
    look = {"properties": {"a": {"$ref": "#"}}}
    value: Any = 1
    for _ in range(60):
        value = {"a": value}

    [(place, message)] = schema_mistakes({"allOf": [look, look]}, value)

    assert place == ""
    assert "too long" in message
