"""Names and values are laid out so that every one of them can be read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.sync.layout import (
    ID_PATTERN,
    KEYS,
    gather,
    lay_out,
    read_key,
    texts_of_kind,
    write_key,
)
from tests.collaboration.random_documents import AWKWARD_NAMES
from workflows.definition import canonical
from workflows.definition.json_types import JsonObject
from workflows.definition.kinds import KINDS, patterns, settings_schema

any_names = st.text() | st.sampled_from(AWKWARD_NAMES)


@given(any_names)
def test_every_name_of_a_task_is_read_back(name: str) -> None:
    if name != "depends_on":
        assert read_key("tasks", write_key("tasks", name)) == (name,)


@given(any_names)
def test_every_name_inside_a_flattened_object_is_read_back(name: str) -> None:
    assert read_key("tasks", write_key("tasks", "arguments", name)) == ("arguments", name)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("name",), "name"),
        (("position",), "pos"),
        (("pos",), "~2pos"),
        (("input", "data"), "input.data"),
        (("input.data",), "input~1data"),
        (("arguments", "a.b~c"), "arguments.a~1b~0c"),
        (("input", "pos"), "input.pos"),
        (("input", ""), "input."),
    ],
)
def test_names_stand_under_these_keys(names: tuple[str, ...], key: str) -> None:
    assert write_key("tasks", *names) == key
    assert read_key("tasks", key) == names


@pytest.mark.parametrize(
    "key", ["depends_on", "position", "a.b", "input.a.b", "a~b", "~2name", "retry.~3"]
)
def test_keys_that_nobody_writes_are_not_read(key: str) -> None:
    assert read_key("tasks", key) is None


def test_the_canonical_form_leaves_out_exactly_what_the_layout_cannot_tell_apart() -> None:
    tasks = KEYS["tasks"]
    texts = canonical.LONG_TEXTS | {f"input.{name}" for name in canonical.LONG_INPUT_TEXTS}

    assert tasks.flattened == canonical.FLATTENED_FIELDS
    assert tasks.texts == texts
    assert KEYS["workflow"].texts == {"description"}
    assert KEYS["notes"].texts == {"text"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_begins_with_every_long_text_that_its_kind_has(kind: str) -> None:
    properties = settings_schema(kind)["properties"]
    names = [(key, read_key("tasks", key) or ()) for key in KEYS["tasks"].texts]

    has = {key for key, path in names if _has_field(properties, path)}

    assert set(texts_of_kind(kind)) == has


def _has_field(properties: JsonObject, path: tuple[str, ...]) -> bool:
    first, *rest = path
    if first not in properties:
        return False
    return not rest or rest[0] in properties[first].get("properties", {})


def test_ids_are_those_of_the_definition() -> None:
    assert ID_PATTERN == patterns.ID_PATTERN


def test_an_object_is_laid_out_one_level_deep() -> None:
    task = {"retry": {"max_attempts": 3}, "request": {"headers": {"a": "b"}}, "position": [1, 2]}

    flat = lay_out("tasks", task)

    assert flat == {"retry.max_attempts": 3, "request.headers": {"a": "b"}, "pos": [1, 2]}
    assert gather("tasks", flat) == task


def test_of_a_plain_value_and_a_flattened_object_the_object_is_taken() -> None:
    assert gather("tasks", {"retry": 5, "retry.jitter": True}) == {"retry": {"jitter": True}}


def test_an_untouched_text_does_not_hide_a_plain_value() -> None:
    assert gather("tasks", {"input": 5, "input.prompt": ""}) == {"input": 5}
