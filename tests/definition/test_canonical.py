from __future__ import annotations

import json
import random
from time import process_time
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.definition.documents import LIMITS, Raw, raw_of, transform
from tests.definition.strategies import json_values, raw_documents, shuffled
from workflows.definition.canonical import canonical_text, content_hash, normalise
from workflows.definition.parse import load_document, read_text
from workflows.definition.writing import write_yaml
from workflows.errors import DocumentInvalid

# Numbers that Python writes in another way, texts that look like them, keys that sort elsewhere.
LOOKALIKES = (":1.0,", "[1e5", "😀", "\uffee", '"😀":', '😀\\"', "\x7f", "\u2028")


@given(raw_documents())
def test_a_document_goes_through_yaml_without_loss(raw: Raw) -> None:
    again = read_text(write_yaml(raw), limits=LIMITS)

    assert again == raw
    assert canonical_text(again) == canonical_text(raw)
    assert list(again["tasks"]) == list(raw["tasks"])


@given(raw_documents())
def test_a_document_goes_through_json_without_loss(raw: Raw) -> None:
    again = read_text(json.dumps(raw), limits=LIMITS)

    assert canonical_text(again) == canonical_text(raw)


@given(raw_documents())
def test_the_canonical_text_means_the_same_document(raw: Raw) -> None:
    again = read_text(canonical_text(raw), limits=LIMITS)

    written, read = load_document(raw, limits=LIMITS), load_document(again, limits=LIMITS)

    assert read.tasks.keys() == written.tasks.keys()
    for task_id, task in written.tasks.items():
        other = read.tasks[task_id]
        assert (other.depends_on, other.retry, other.on_error, other.priority) == (
            task.depends_on, task.retry, task.on_error, task.priority,
        )  # fmt: skip


@given(raw_documents())
def test_canonical_is_idempotent(raw: Raw) -> None:
    once = canonical_text(raw)

    twice = canonical_text(read_text(once, limits=LIMITS))

    assert twice == once


@given(raw_documents())
def test_normalising_changes_neither_its_input_nor_its_result(raw: Raw) -> None:
    before = json.dumps(raw)

    normal = normalise(raw)

    assert normalise(normal) == normal
    assert json.dumps(raw) == before


@given(raw_documents(), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_the_hash(raw: Raw, chance: random.Random) -> None:
    other = shuffled(raw, chance)

    assert content_hash(other) == content_hash(raw)


@given(raw_documents())
def test_unknown_keys_survive(raw: Raw) -> None:
    again = json.loads(canonical_text(raw))

    for task_id, task in raw["tasks"].items():
        unknown = {key for key in task if key.startswith("x_")}
        assert unknown <= again["tasks"][task_id].keys()


@given(json_values)
def test_any_json_can_be_normalised(value: Any) -> None:
    raw = {"tasks": {"x": value}, "notes": value}

    assert isinstance(normalise(raw), dict)


@pytest.mark.parametrize(
    ("task", "normal"),
    [
        ({"depends_on": ["b", "a", "b"]}, {"depends_on": ["a", "b"]}),
        ({"depends_on": []}, {}),
        ({"input": {}}, {}),
        ({"input": {"prompt": ""}}, {}),
        ({"input": {"prompt": "", "data": {}}}, {"input": {"data": {}}}),
        ({"retry": {}, "cache": {}, "arguments": {}}, {}),
        ({"message": ""}, {}),
        ({"value": {}}, {"value": {}}),
        ({"arguments": {"text": ""}}, {"arguments": {"text": ""}}),
        ({"output_schema": {}}, {"output_schema": {}}),
        ({"depends_on": ["b", 1]}, {"depends_on": ["b", 1]}),
    ],
)
def test_what_says_nothing_is_left_out(task: Raw, normal: Raw) -> None:
    assert normalise({"tasks": {"x": task}}) == {"tasks": {"x": normal}}


def test_empty_texts_and_maps_around_tasks_are_left_out() -> None:
    raw = raw_of(description="", notes={}, groups={}, outputs={})

    assert normalise(raw) == raw_of(outputs={})


def test_empty_texts_of_notes_are_left_out() -> None:
    raw = raw_of(notes={"n": {"text": "", "position": [1, 2]}})

    assert normalise(raw) == raw_of(notes={"n": {"position": [1, 2]}})


def test_the_text_is_as_rfc_8785_has_it() -> None:
    raw = {"b": [1.0, 1e-7, 0.1], "a": "é\n\u20ac", "\U0001f600": 1, "\ufb33": -0.0}

    text = canonical_text(raw)

    # Keys are sorted by UTF-16 code units, in which the emoji comes before U+FB33.
    assert text == '{"a":"é\\n€","b":[1,1e-7,0.1],"\U0001f600":1,"\ufb33":0}'


def test_the_hash_of_a_document_never_changes() -> None:
    assert content_hash(raw_of({"x": transform(depends_on=["b", "a"])})) == content_hash(
        {"name": "Orders", "schema": 1.0, "tasks": {"x": transform(depends_on=["a", "b", "a"])}}
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**53, "json.number"),
        (-(2**53), "json.number"),
        (1e300, "json.number"),
        (10**400, "json.number"),
        (float("nan"), "json.number"),
        (float("inf"), "json.number"),
        ("\0", "json.text"),
        ("\ud83d", "json.text"),
        ({"\0": 1}, "json.text"),
        ({1: 1}, "json.type"),
        ({1, 2}, "json.type"),
    ],
)
def test_what_readers_would_change_is_refused(value: Any, code: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        canonical_text({"a": value})

    assert [each.code for each in caught.value.problems] == [code]


def test_numbers_at_the_bound_are_kept() -> None:
    assert canonical_text({"a": [2**53 - 1, 1 - 2**53]}) == (
        '{"a":[9007199254740991,-9007199254740991]}'
    )


def test_absurd_depth_is_refused_without_exhausting_the_stack() -> None:
    value: Any = []
    for _ in range(50_000):
        value = [value]

    with pytest.raises(DocumentInvalid):
        canonical_text({"a": value})


numbers_of_all_sizes = st.floats(-(2.0**53) + 1, 2.0**53 - 1) | st.integers(-(2**53) + 1, 2**53 - 1)
any_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
any_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers_of_all_sizes | any_texts | st.sampled_from(LOOKALIKES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_texts, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=400)
@given(st.dictionaries(any_texts | st.sampled_from(LOOKALIKES), any_json, max_size=4))
def test_the_text_is_what_rfc_8785_says(raw: Raw) -> None:
    assert canonical_text(raw) == rfc8785.dumps(normalise(raw)).decode()


@pytest.mark.parametrize("text", ["😀", "😀\\", "😀 a"])
def test_texts_beyond_the_basic_plane_cost_no_more_than_their_length(text: str) -> None:
    def cost(times: int) -> float:
        raw = {"name": text * times}
        began = process_time()
        canonical_text(raw)
        return process_time() - began

    few = max(cost(5_000), cost(5_000), 0.001)
    assert cost(50_000) < 40 * few
