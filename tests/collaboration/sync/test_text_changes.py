"""Splices turn one text into the other, and leave alone what did not change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.sync.text_changes import (
    MOST_DIFFERENCES,
    MOST_STEPS,
    Budget,
    Splice,
    changed_spans,
    splices,
)
from tests.collaboration.random_documents import LETTERS, unhurried

texts = st.text(st.sampled_from(LETTERS), max_size=80)


def _applied(old: str, changes: tuple[Splice, ...]) -> str:
    for each in changes:
        old = old[: each.index] + each.inserted + old[each.index + each.deleted :]
    return old


@unhurried
@given(texts, texts)
def test_splices_turn_one_text_into_the_other(old: str, new: str) -> None:
    changes = splices(old, new)

    assert _applied(old, changes) == new
    assert [each.index for each in changes] == sorted((e.index for e in changes), reverse=True)
    assert all(each.deleted or each.inserted for each in changes)


@unhurried
@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.integers(0, 3), max_size=30))
def test_spans_are_as_few_parts_as_can_be(old: list[int], new: list[int]) -> None:
    """Against the textbook's table: no shorter script exists."""
    spans = changed_spans([str(n) for n in old], [str(n) for n in new])

    assert spans is not None
    changed = sum(s.end - s.start + s.new_end - s.new_start for s in spans)
    assert changed == _distance(old, new)


def _distance(old: list[int], new: list[int]) -> int:
    row = list(range(len(new) + 1))
    for i, one in enumerate(old, 1):
        before, row = row, [i]
        for j, other in enumerate(new, 1):
            row.append(before[j - 1] if one == other else 1 + min(before[j], row[j - 1]))
    return row[-1]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("same", "same", ()),
        ("", "new", (Splice(0, 0, "new"),)),
        ("old", "", (Splice(0, 3, ""),)),
        ("a cat sat", "a cart sat", (Splice(4, 0, "r"),)),
        ("one two three", "1 two 3", (Splice(8, 5, "3"), Splice(0, 3, "1"))),
        ("a\nb\nc\n", "a\nc\n", (Splice(2, 2, ""),)),
        ("😀 a", "😀 b", (Splice(2, 1, "b"),)),
    ],
)
def test_only_what_differs_is_replaced(old: str, new: str, changes: tuple[Splice, ...]) -> None:
    assert splices(old, new) == changes


def test_many_changed_words_are_compared_by_lines() -> None:
    lines = MOST_DIFFERENCES // 4
    old = "".join(f"a{i} b{i} c{i}\nsame line\n" for i in range(lines))
    new = "".join(f"x{i} y{i} z{i}\nsame line\n" for i in range(lines))

    changes = splices(old, new)

    assert _applied(old, changes) == new
    assert len(changes) == lines


@pytest.mark.parametrize(("length", "is_compared"), [(1_000, True), (MOST_STEPS, False)])
def test_very_long_texts_are_not_compared_part_by_part(length: int, is_compared: bool) -> None:
    same = ["x"] * length

    spans = changed_spans(["a", *same, "b"], ["c", *same, "d"])

    assert (spans is not None) == is_compared


@unhurried
@given(texts, texts, st.integers(0, 30))
def test_within_any_budget_splices_turn_one_text_into_the_other(
    old: str, new: str, left: int
) -> None:
    budget = Budget(left)

    assert _applied(old, splices(old, new, budget)) == new
    assert 0 <= budget.left <= left


def test_what_is_found_and_what_is_not_comes_out_of_the_budget() -> None:
    budget = Budget(10)

    assert len(splices("a b c d e", "x b y d z", budget)) == 3
    assert budget.left == 4
    assert len(splices("a b c d e", "x b y d z", budget)) == 1
    assert budget.left == 0
    assert splices("a b c d e", "x b y d z", budget) == (Splice(0, 9, "x b y d z"),)
