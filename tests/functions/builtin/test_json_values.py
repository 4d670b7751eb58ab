from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of
from tests.functions.test_output import json_values
from workflows.functions.builtin.json_order import order_key

records = st.lists(st.dictionaries(st.sampled_from("abc"), json_values, max_size=3), max_size=8)


@given(json_values)
def test_parsing_undoes_dumping(value: Any) -> None:
    text = call("json.dump", value=value)

    assert call("json.parse", text=text) == value


def test_a_code_fence_is_ignored() -> None:
    assert call("json.parse", text='```json\n{"a": 1}\n```') == {"a": 1}


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", "{'a': 1}", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    assert failure_of("json.parse", text=text) == "parse"


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", {"a/b": [{"c~d": 1}], "": 2, "n": None}),
        ("/a~1b/0/c~0d", 1),
        ("/", 2),
        ("/n", None),
        ("/a~1b/1", "nothing"),
        ("/a~1b/-1", "nothing"),
        ("/n/x", "nothing"),
    ],
)
def test_a_pointer_leads_to_a_value_or_the_default(pointer: str, found: Any) -> None:
    value = {"a/b": [{"c~d": 1}], "": 2, "n": None}

    assert call("json.get", value=value, pointer=pointer, default="nothing") == found


def test_a_pointer_begins_with_a_slash() -> None:
    assert failure_of("json.get", value={}, pointer="a") == "arguments"


def test_merging_goes_into_objects_unless_told_not_to() -> None:
    objects = [{"a": {"x": 1}, "b": 1}, {"a": {"y": 2}}, {"b": None}]

    assert call("json.merge", objects=objects) == {"a": {"x": 1, "y": 2}, "b": None}
    assert call("json.merge", objects=objects, deep=False) == {"a": {"y": 2}, "b": None}


@given(records)
def test_merging_keeps_every_key_and_the_last_value(objects: list[dict[str, Any]]) -> None:
    merged = call("json.merge", objects=objects, deep=False)

    assert merged == {key: value for item in objects for key, value in item.items()}


def test_picking_leaves_the_rest() -> None:
    assert call("json.pick", value={"a": 1, "b": 2}, keys=["b", "z"]) == {"b": 2}
    assert call("json.pick", value=[{"a": 1}, {"b": 2}], keys=["b"]) == [{}, {"b": 2}]


@given(records, st.booleans())
def test_sorting_moves_items_and_nothing_else(items: list[Any], descending: bool) -> None:
    ordered = call("json.sort_by", items=items, key="a", descending=descending)

    assert sorted(map(json.dumps, ordered)) == sorted(map(json.dumps, items))
    assert call("json.sort_by", items=ordered, key="a", descending=descending) == ordered


@given(st.lists(json_values, max_size=10))
def test_the_order_of_values_is_total(values: list[Any]) -> None:
    ordered = sorted(values, key=order_key)

    keys = [order_key(value) for value in ordered]
    assert all(a <= b for a, b in pairwise(keys))


def test_sorting_by_a_pointer_keeps_equal_items_in_place() -> None:
    items = [{"n": {"v": 2}, "i": 0}, {"n": {"v": 1}, "i": 1}, {"n": {"v": 2}, "i": 2}, {"i": 3}]

    ordered = call("json.sort_by", items=items, key="/n/v")

    assert [item["i"] for item in ordered] == [3, 1, 0, 2]


@given(records)
def test_groups_hold_every_item_once(items: list[Any]) -> None:
    groups = call("json.group_by", items=items, key="a")

    assert sum(len(group) for group in groups.values()) == len(items)
    assert all(groups.values())


def test_groups_are_named_by_their_value() -> None:
    items = [{"k": "x"}, {"k": 1}, {"k": "x"}, {}]

    assert list(call("json.group_by", items=items, key="k")) == ["x", "1", "null"]


@given(st.lists(json_values, max_size=10))
def test_unique_items_stay_unique(items: list[Any]) -> None:
    unique = call("json.unique", items=items)

    assert call("json.unique", items=unique) == unique
    assert all(order_key(item) in {order_key(kept) for kept in unique} for item in items)


def test_true_is_not_one() -> None:
    assert call("json.unique", items=[1, True, 1.0, "1"]) == [1, True, "1"]
    assert call("json.unique", items=[{"k": 1, "i": 0}, {"k": 1, "i": 1}], key="k") == [
        {"k": 1, "i": 0}
    ]


def test_flattening_goes_as_deep_as_told() -> None:
    nested = [1, [2, [3, [4]]]]

    assert call("json.flatten", items=nested) == [1, 2, [3, [4]]]
    assert call("json.flatten", items=nested, depth=100) == [1, 2, 3, 4]


@given(st.lists(st.integers(), max_size=30), st.integers(1, 10))
def test_chunks_are_full_but_the_last_and_join_to_the_list(items: list[int], size: int) -> None:
    chunks = call("json.chunk", items=items, size=size)

    assert call("json.concat", lists=chunks) == items
    assert all(len(chunk) == size for chunk in chunks[:-1])
    assert all(chunks)


def test_null_is_an_empty_list_to_concat() -> None:
    assert call("json.concat", lists=[None, [1], None, [2]]) == [1, 2]


def test_a_long_list_deep_inside_is_not_written_with_all_its_indentation() -> None:
    value: Any = [0] * 100_000
    for _ in range(90):
        value = [value]

    assert failure_of("json.dump", value=value, indent=8) == "too_large"


def test_merging_many_objects_takes_time_that_grows_with_them() -> None:
    objects = [{"inside": {f"field_{n}": n}} for n in range(20_000)]
    began = time.monotonic()

    merged = call("json.merge", objects=objects)

    assert len(merged["inside"]) == 20_000
    assert time.monotonic() - began < 2.5  # copying all that is merged for each: a minute
