"""What comes of two people editing at the same time; docs/shared-document.md has the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from collaboration.sync.edges import Edge
from collaboration.sync.edits import (
    AddEdge,
    AddEntry,
    Edit,
    RemoveEdge,
    RemoveEntry,
    RemoveKey,
    SetValue,
    SpliceText,
)
from collaboration.sync.projection import dangling_edges
from collaboration.sync.roots import SharedDoc
from collaboration.sync.writing import apply_edits
from tests.collaboration.sync.documents import Raw, agent, doc_of, merge, raw_of, replica_of
from workflows.conf import DocumentLimits
from workflows.definition.graph import find_cycles, graph_of
from workflows.definition.parse import load_document

PAGE = Path(__file__).parents[3] / "docs" / "shared-document.md"
Check = Callable[[Raw, SharedDoc], bool]


def _start() -> Raw:
    return raw_of(
        {
            "a": agent("one two three", timeout_s=1),
            "b": agent(depends_on=["a"]),
            "c": agent(),
            "box": {"kind": "map", "over": []},
            "check": {"kind": "branch", "cases": [{"name": "x", "when": "true"}]},
        },
        settings={"timeout_s": 5},
        notes={"n": {"text": "memo"}},
        groups={"g": {"name": "Frame"}},
    )


def _set(task: str, key: str, value: Any) -> SetValue:
    return SetValue("tasks", task, key, value)


def _type(index: int, deleted: int, inserted: str) -> SpliceText:
    return SpliceText("tasks", "a", "input.prompt", index, deleted, inserted)


def _prompt(document: Raw) -> str:
    return str(document["tasks"]["a"]["input"]["prompt"])


A_IS_GONE: Check = lambda after, _: "a" not in after["tasks"]  # noqa: E731
DELETE_A = RemoveEntry("tasks", "a")

# What one does, what the other does, and what must hold for both afterwards.
MERGES: dict[str, tuple[Sequence[Edit], Sequence[Edit], Check]] = {
    "two fields of one task": (
        [_set("a", "agent", "x")],
        [_set("a", "timeout_s", 9)],
        lambda after, _: (
            (after["tasks"]["a"]["agent"], after["tasks"]["a"]["timeout_s"]) == ("x", 9)
        ),
    ),
    "the same field of one task": (
        [_set("a", "agent", "x")],
        [_set("a", "agent", "y")],
        lambda after, _: after["tasks"]["a"]["agent"] in ("x", "y"),
    ),
    "two values of one flattened object": (
        [_set("a", "retry.max_attempts", 2)],
        [_set("a", "retry.jitter", False)],
        lambda after, _: after["tasks"]["a"]["retry"] == {"max_attempts": 2, "jitter": False},
    ),
    "a field set and the same field removed": (
        [_set("a", "timeout_s", 9)],
        [RemoveKey("tasks", "a", "timeout_s")],
        lambda after, _: after["tasks"]["a"]["timeout_s"] == 9,
    ),
    "a list or object changed in two places": (
        [_set("check", "cases", [{"name": "y", "when": "true"}])],
        [_set("check", "cases", [{"name": "z", "when": "true"}])],
        lambda after, _: after["tasks"]["check"]["cases"][0]["name"] in ("y", "z"),
    ),
    "two settings of the workflow": (
        [SetValue("workflow", None, "settings", {"timeout_s": 6})],
        [SetValue("workflow", None, "settings", {"timeout_s": 5, "max_parallel": 2})],
        lambda after, _: (
            after["settings"] in ({"timeout_s": 6}, {"timeout_s": 5, "max_parallel": 2})
        ),
    ),
    "typing in two places of one text": (
        [_type(0, 3, "1")],
        [_type(8, 5, "3")],
        lambda after, _: _prompt(after) == "1 two 3",
    ),
    "typing in one place of one text": (
        [_type(13, 0, " four")],
        [_type(13, 0, " five")],
        lambda after, _: _prompt(after) in ("one two three four five", "one two three five four"),
    ),
    "a text emptied and typed in": (
        [_type(0, 13, "")],
        [_type(4, 0, "new ")],
        lambda after, _: _prompt(after) == "new ",
    ),
    "a kind changed and a field edited": (
        [_set("a", "kind", "approval")],
        [_type(0, 0, "zero ")],
        lambda after, _: (
            after["tasks"]["a"]["kind"] == "approval" and _prompt(after).startswith("zero ")
        ),
    ),
    "a task deleted and its field set": ([DELETE_A], [_set("a", "agent", "x")], A_IS_GONE),
    "a task deleted and moved": ([DELETE_A], [_set("a", "pos", [9, 9])], A_IS_GONE),
    "a task deleted and typed in": ([DELETE_A], [_type(0, 0, "zero ")], A_IS_GONE),
    "a task deleted and connected": (
        [DELETE_A],
        [AddEdge(Edge("a", None, "c"))],
        lambda after, doc: (
            "depends_on" not in after["tasks"]["c"]
            and dangling_edges(doc) == (Edge("a", None, "c"),)
        ),
    ),
    "a task deleted by both": ([DELETE_A], [DELETE_A], A_IS_GONE),
    "a container deleted and a task put inside": (
        [RemoveEntry("tasks", "box")],
        [AddEntry("tasks", "d", {"kind": "wait", "duration_s": 1, "parent": "box"})],
        lambda after, _: after["tasks"]["d"]["parent"] == "box" and "box" not in after["tasks"],
    ),
    "a task put into two containers": (
        [_set("c", "parent", "box")],
        [_set("c", "parent", "check")],
        lambda after, _: after["tasks"]["c"]["parent"] in ("box", "check"),
    ),
    "two tasks under one new id": (
        [AddEntry("tasks", "d", {"kind": "wait", "duration_s": 1})],
        [AddEntry("tasks", "d", {"kind": "transform", "value": 2})],
        lambda after, _: (
            after["tasks"]["d"]
            in ({"kind": "wait", "duration_s": 1}, {"kind": "transform", "value": 2})
        ),
    ),
    "the same edge drawn twice": (
        [AddEdge(Edge("a", None, "c"))],
        [AddEdge(Edge("a", None, "c"))],
        lambda after, _: after["tasks"]["c"]["depends_on"] == ["a"],
    ),
    "an edge removed by both": (
        [RemoveEdge(Edge("a", None, "b"))],
        [RemoveEdge(Edge("a", None, "b"))],
        lambda after, _: "depends_on" not in after["tasks"]["b"],
    ),
    "two edges that close a cycle": (
        [AddEdge(Edge("b", None, "c"))],
        [AddEdge(Edge("c", None, "a"))],
        lambda after, _: _cycles(after) == [["a", "b", "c", "a"]],
    ),
    "a task put into two groups": (
        [_set("c", "group", "g")],
        [_set("c", "group", "h")],
        lambda after, _: after["tasks"]["c"]["group"] in ("g", "h"),
    ),
    "two tasks put into one group": (
        [_set("a", "group", "g")],
        [_set("c", "group", "g")],
        lambda after, _: [after["tasks"][each]["group"] for each in "ac"] == ["g", "g"],
    ),
    "a group deleted and a task put into it": (
        [RemoveEntry("groups", "g")],
        [_set("c", "group", "g")],
        lambda after, _: "groups" not in after and after["tasks"]["c"]["group"] == "g",
    ),
    "a group deleted and renamed": (
        [RemoveEntry("groups", "g")],
        [SetValue("groups", "g", "name", "Other")],
        lambda after, _: "groups" not in after,
    ),
    "two people write one note": (
        [SpliceText("notes", "n", "text", 0, 0, "old ")],
        [SpliceText("notes", "n", "text", 4, 0, "ry")],
        lambda after, _: after["notes"]["n"]["text"] == "old memory",
    ),
    "a note deleted and typed in": (
        [RemoveEntry("notes", "n")],
        [SpliceText("notes", "n", "text", 0, 0, "x")],
        lambda after, _: "notes" not in after,
    ),
}


def _cycles(document: Raw) -> list[list[str]]:
    return find_cycles(graph_of(load_document(document, limits=DocumentLimits())))


@pytest.mark.parametrize("row", MERGES)
@pytest.mark.parametrize("first", [2, 9])
def test_two_people_who_do_not_see_each_other_agree_afterwards(row: str, first: int) -> None:
    """Whichever of them has the greater client id, and so wins where only one can."""
    one_does, other_does, holds = MERGES[row]
    one = doc_of(_start(), client_id=first)
    other = replica_of(one, client_id=5)
    apply_edits(one, one_does)
    apply_edits(other, other_does)

    after = merge(one, other)

    assert holds(after, one)
    assert holds(after, other)


def test_the_page_has_a_row_for_every_merge() -> None:
    section = PAGE.read_text("utf-8").partition("## Merging")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]

    assert rows[2:] == list(MERGES)
