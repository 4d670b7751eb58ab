"""A comparison tells people every difference once, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.sync.comparing import (
    Comparison,
    Entries,
    Entry,
    EntryChange,
    FieldChange,
    compare,
)
from collaboration.sync.edges import Edge
from collaboration.sync.text_changes import MOST_DIFFERENCES_TOGETHER
from collaboration.sync.text_hunks import Hunk, Piece, hunks_of
from tests.collaboration.random_documents import (
    LETTERS,
    documents,
    random_change,
    seeds,
    unhurried,
)
from tests.collaboration.sync.documents import Raw, agent, canonical, raw_of


def test_a_changed_field_is_told_with_both_values() -> None:
    old = raw_of({"a": agent(name="A", timeout_s=30, retry={"max_attempts": 2})})
    new = raw_of({"a": agent(name="B", timeout_s=30.0, retry={"max_attempts": 3})})

    comparison = compare(old, new)

    name = FieldChange(("name",), "changed", "A", "B")
    retry = FieldChange(("retry", "max_attempts"), "changed", 2, 3)
    assert comparison.tasks.changed == (EntryChange("a", "B", (name, retry)),)


def test_tasks_come_and_go_with_their_dependencies() -> None:
    old = raw_of({"a": agent(), "b": agent(name="Old", depends_on=["a"])})
    new = raw_of({"a": agent(), "c": agent(depends_on=["a.failed"])})

    comparison = compare(old, new)

    assert comparison == Comparison(
        tasks=Entries(added=(Entry("c", "c"),), removed=(Entry("b", "Old"),)),
        dependencies_added=(Edge("a", "failed", "c"),),
        dependencies_removed=(Edge("a", None, "b"),),
    )


def test_values_that_are_added_and_removed_are_told_apart_from_null() -> None:
    old = raw_of({"a": {"kind": "transform", "value": None}}, outputs={"x": None})
    new = raw_of({"a": {"kind": "transform", "value": None, "when": "true"}}, outputs={})

    comparison = compare(old, new)

    assert comparison.around == (FieldChange(("outputs", "x"), "removed", before=None),)
    assert comparison.tasks.changed[0].fields == (FieldChange(("when",), "added", after="true"),)


def test_a_task_that_only_moved_is_told_as_moved() -> None:
    old, new = raw_of({"a": agent(position=[0, 0])}), raw_of({"a": agent(position=[9, 9])})

    assert compare(old, new).is_empty
    assert compare(old, new, ignore_layout=False).tasks == Entries(moved=(Entry("a", "a"),))


def test_a_task_that_moved_and_changed_is_told_as_changed() -> None:
    old = raw_of({"a": agent(position=[0, 0])})
    new = raw_of({"a": agent(position=[9, 9], join="any")})

    fields = compare(old, new, ignore_layout=False).tasks.changed[0].fields

    assert [each.path for each in fields] == [("join",), ("position",)]


def test_true_is_not_one() -> None:
    old, new = raw_of({"a": agent(x=[1])}), raw_of({"a": agent(x=[True])})

    assert compare(old, new).tasks.changed[0].fields == (
        FieldChange(("x",), "changed", [1], [True]),
    )


def test_notes_and_groups_are_told_as_tasks_are() -> None:
    old = raw_of(notes={"n": {"text": "a"}, "plain": "x"}, groups={"g": {"title": "G"}})
    new = raw_of(notes={"n": {"text": "b"}, "plain": "y"})

    comparison = compare(old, new)

    assert [each.id for each in comparison.notes.changed] == ["n", "plain"]
    assert comparison.groups.removed == (Entry("g", "g"),)


def test_longer_texts_are_told_as_hunks() -> None:
    lines = [f"Line {i}\n" for i in range(1, 21)]
    old = raw_of({"a": agent("".join(lines))})
    lines[9] = "Row 10\n"
    new = raw_of({"a": agent("".join(lines))})

    (change,) = compare(old, new).tasks.changed[0].fields

    assert change.hunks == (
        Hunk(
            8,
            8,
            (
                Piece("same", "Line 8\nLine 9\n"),
                Piece("removed", "Line"),
                Piece("added", "Row"),
                Piece("same", " 10\nLine 11\nLine 12\n"),
            ),
        ),
    )


@pytest.mark.parametrize(("gap", "count"), [(4, 1), (5, 2)])
def test_changes_that_share_their_surroundings_share_a_hunk(gap: int, count: int) -> None:
    same = "same\n" * gap

    assert len(hunks_of(f"a\n{same}b\n", f"x\n{same}y\n")) == count


texts = st.text(st.sampled_from(LETTERS), max_size=80)


@unhurried
@given(texts, texts)
def test_hunks_hold_every_difference(before: str, after: str) -> None:
    """The lines outside all hunks are the same; inside, the pieces are the old and new lines."""
    kept, fresh = before.split("\n"), after.split("\n")
    for hunk in reversed(hunks_of(before, after)):
        old = "".join(piece.text for piece in hunk.pieces if piece.kind != "added")
        new = "".join(piece.text for piece in hunk.pieces if piece.kind != "removed")
        assert "\n".join(kept[hunk.before_line - 1 :]).startswith(old)
        assert "\n".join(fresh[hunk.after_line - 1 :]).startswith(new)
        head = "".join(f"{line}\n" for line in kept[: hunk.before_line - 1])
        kept = (head + new + "\n".join(kept)[len(head) + len(old) :]).split("\n")

    assert "\n".join(kept) == after


def test_rewritten_texts_beyond_the_budget_are_compared_as_wholes() -> None:
    count = MOST_DIFFERENCES_TOGETHER // 10

    def prompts(word: str) -> Raw:
        prompt = " ".join(f"{word}{place}" for place in range(60))
        return raw_of({f"t{i:03}": agent(input={"prompt": prompt}) for i in range(count)})

    changed = compare(prompts("a"), prompts("b")).tasks.changed

    pieces = [hunk.pieces for task in changed for field in task.fields for hunk in field.hunks]
    assert len(pieces) == count
    assert len(pieces[0]) > 60
    assert [piece.kind for piece in pieces[-1]] == ["removed", "added"]
    assert sum(map(len, pieces)) < count * 60


@unhurried
@given(documents(), seeds)
def test_a_comparison_is_empty_only_for_equal_documents(old: Raw, seed: int) -> None:
    new = random_change(old, Random(seed))

    comparison = compare(old, new, ignore_layout=False)

    assert comparison.is_empty == (canonical(old) == canonical(new))
    assert json.dumps(dataclasses.asdict(comparison))
    assert compare(old, old).is_empty
