"""Whatever no honest client makes is refused: at its place, and one above its bound."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from pycrdt import Array, Doc, Map, Text

from collaboration.errors import ShapeRefused
from collaboration.sync.differences import difference
from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc, root
from collaboration.sync.shape import ShapeBounds, check_changes
from collaboration.sync.watching import Change, Watcher
from collaboration.sync.writing import apply_edits
from tests.collaboration.random_documents import documents, random_change, seeds, unhurried
from tests.collaboration.sync.documents import Raw, agent, doc_of, raw_of, replica_of

SMALL = ShapeBounds(
    tasks=3,
    edges=2,
    notes=2,
    groups=2,
    keys=8,
    key_chars=20,
    name_chars=5,
    text_chars=6,
    value_bytes=12,
    value_depth=3,
)


def _document() -> Raw:
    return raw_of(
        {"a": agent("Hello"), "b": agent(depends_on=["a"])},
        notes={"n": {"text": "x"}},
        groups={"g": {"title": "G"}},
    )


def _refusal(edit: Callable[[SharedDoc], object], bounds: ShapeBounds = SMALL) -> int | None:
    """The close code of whoever does this; None: it is let through."""
    doc = doc_of(_document())
    watcher = Watcher(doc)
    other = replica_of(doc)
    edit(other)
    doc.apply_update(other.get_update(doc.get_state()))
    _, changes = watcher.take()
    watcher.close()
    project(doc)  # total, whatever it holds
    try:
        check_changes(doc, changes, bounds)
    except ShapeRefused as refused:
        return refused.close_code
    return None


def _task(key: str, value: Any) -> Callable[[SharedDoc], object]:
    return lambda doc: root(doc, "tasks")["a"].__setitem__(key, value)


def _put(name: str, key: str, value: Any) -> Callable[[SharedDoc], object]:
    return lambda doc: root(doc, name).__setitem__(key, value)


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


FITTING = [
    _task("name", "12345"),
    _task("agent", "1234567890"),
    _task("x", _nested(3)),
    _task("y" * 20, 1),
    _task("pos", [1, 2.5]),
    _task("message", Text("123456")),
    _task("retry", None),
    _put("tasks", "c", Map({"kind": "map"})),
    _put("tasks", "a" * 20, Map({"kind": "map"})),
    _put("notes", "m", Map({"text": Text(""), "pos": [0, 0]})),
    _put("groups", "h", Map({})),
    _put("edges", "b>a", {"source": "b", "target": "a"}),
    _put("edges", "b.failed>a", {"source": "b", "outcome": "failed", "target": "a"}),
    _put("workflow", "name", "12345"),
    _put("workflow", "own key", 1),
    lambda doc: root(doc, "tasks").pop("a"),
    lambda doc: root(doc, "edges").pop("a>b"),
    lambda doc: root(doc, "tasks")["a"].pop("agent"),
    lambda doc: root(doc, "tasks")["a"].pop("input.prompt"),  # undoing a change of the kind
    lambda doc: root(doc, "tasks")["a"]["input.prompt"].insert(0, "6"),
]


@pytest.mark.parametrize("edit", FITTING)
def test_what_people_do_is_let_through(edit: Callable[[SharedDoc], object]) -> None:
    assert _refusal(edit) is None


WRONG = [
    # Only the server writes there.
    _put("meta", "generation", 2),
    _put("meta", "own", 1),
    # Keys and ids.
    _task("depends_on", ["b"]),
    _task("position", [1, 2]),
    _task("a.b", 1),
    _task("input.a.b", 1),
    _task("a~", 1),
    _task("y" * 21, 1),
    _task("\0", 1),
    _put("workflow", "tasks", {}),
    _put("workflow", "schema", 1),
    _put("tasks", "A", Map({"kind": "map"})),
    _put("tasks", "a-b", Map({"kind": "map"})),
    _put("tasks", "a\n", Map({"kind": "map"})),
    _put("tasks", "", Map({"kind": "map"})),
    _put("notes", "", Map({})),
    # Types of entries and values.
    _put("tasks", "c", {"kind": "map"}),
    _put("tasks", "c", 1),
    _put("tasks", "c", Array([])),
    _put("tasks", "c", Text("map")),
    _put("notes", "m", {"text": "plain"}),
    _put("groups", "h", None),
    _task("message", "plain"),
    _task("message", 1),
    _task("name", Text("x")),
    _task("x", Map({})),
    _task("x", Array([])),
    _task("x", Doc()),
    _task("x", b"bytes"),
    _task("x", float("inf")),
    _task("x", 2.0**53),
    _task("x", ["a\0b"]),
    _task("message", Text("a\0")),
    _task("input", {"data": 1}),
    _task("x", _nested(4)),
    _put("workflow", "description", "plain"),
    _put("workflow", "x", Map({})),
    # Names and places.
    _task("name", ""),
    _task("name", 1),
    _task("kind", None),
    _task("parent", ["a"]),
    _task("pos", [1]),
    _task("pos", [1, 2, 3]),
    _task("pos", [1, "2"]),
    _task("pos", [1, True]),
    _task("pos", {"x": 1, "y": 2}),
    _put("workflow", "name", 1),
    _put("workflow", "name", ""),
    lambda doc: root(doc, "workflow").pop("name"),
    lambda doc: root(doc, "tasks")["a"].pop("kind"),
    _put("tasks", "c", Map({"name": "x"})),
    # Edges that lie about themselves.
    _put("edges", "b>a", {"source": "a", "target": "b"}),
    _put("edges", "b>a", {"source": "b", "target": "a", "more": 1}),
    _put("edges", "b>a", {"source": "b", "target": "a", "outcome": None}),
    _put("edges", "b.x>a", {"source": "b", "target": "a"}),
    _put("edges", "b.x.y>a", {"source": "b", "outcome": "x.y", "target": "a"}),
    _put("edges", "b>", {"source": "b", "target": ""}),
    _put("edges", "b", "a"),
    _put("edges", "b>a", Map({"source": "b", "target": "a"})),
]


@pytest.mark.parametrize("edit", WRONG)
def test_what_no_honest_client_does_is_refused(edit: Callable[[SharedDoc], object]) -> None:
    assert _refusal(edit) == 4422


TOO_LARGE = [
    _task("name", "123456"),
    _task("agent", "12345678901"),
    _task("x", "€€€€"),  # bytes, not characters
    _task("message", Text("1234567")),
    _put("workflow", "name", "123456"),
    _put("workflow", "description", Text("1234567")),
    _put("tasks", "a" * 21, Map({"kind": "map"})),
    _put("notes", "m" * 21, Map({})),
    lambda doc: root(doc, "tasks")["a"]["input.prompt"].insert(0, "12"),
    lambda doc: [_put("tasks", f"c{i}", Map({"kind": "map"}))(doc) for i in range(2)],
    lambda doc: [_put("notes", f"m{i}", Map({}))(doc) for i in range(2)],
    lambda doc: [_put("groups", f"m{i}", Map({}))(doc) for i in range(2)],
    lambda doc: [
        _put("edges", f"b.o{i}>a", {"source": "b", "outcome": f"o{i}", "target": "a"})(doc)
        for i in range(2)
    ],
    lambda doc: [_task(f"k{i}", 1)(doc) for i in range(6)],
]


@pytest.mark.parametrize("edit", TOO_LARGE)
def test_what_is_one_above_its_bound_is_refused(edit: Callable[[SharedDoc], object]) -> None:
    assert _refusal(edit) == 4413


def test_as_many_keys_as_may_be_are_let_through() -> None:
    assert _refusal(lambda doc: [_task(f"k{i}", 1)(doc) for i in range(5)]) is None


def test_whatever_happened_inside_a_task_that_is_gone_is_no_matter() -> None:
    doc = doc_of(_document())

    check_changes(doc, [Change("tasks", "gone", "pos", "set")], SMALL)


def test_what_a_refused_entry_is_called_stands_in_the_reason() -> None:
    doc = doc_of(_document())
    root(doc, "tasks")["a"]["pos"] = 1

    with pytest.raises(ShapeRefused, match="pos must be two numbers"):
        check_changes(doc, [Change("tasks", "a", "pos", "set")], SMALL)


@unhurried
@given(documents(), seeds)
def test_every_edit_that_a_server_makes_has_the_shape(old: Raw, seed: int) -> None:
    """What writing and differences produce, an honest client could have made."""
    doc = doc_of(_without_odd_entries(old))
    new = _without_odd_entries(random_change(old, Random(seed)))
    watcher = Watcher(doc)

    apply_edits(doc, difference(project(doc), new))

    _, changes = watcher.take()
    watcher.close()
    check_changes(doc, changes, ShapeBounds())


def _without_odd_entries(document: Raw) -> Raw:
    """Files may hold notes that are no objects, texts that are no texts, places that are none."""
    for name in ("notes", "groups"):
        entries = document.get(name, {})
        document[name] = {k: v for k, v in entries.items() if k and isinstance(v, dict)}
        for entry in document[name].values():
            entry.pop("position", None)
    for task in document["tasks"].values():
        if not isinstance(task.get("code", ""), str):
            del task["code"]
        if not isinstance((task.get("input") or {}).get("prompt", ""), str):
            del task["input"]
    return document


def test_where_there_is_too_much_it_is_edited_and_removed_but_nothing_is_put_in() -> None:
    doc = doc_of({**_document(), "notes": {"a": {"text": "A"}, "b": {"text": "B"}}})
    bounds = ShapeBounds(notes=1, keys=1)
    notes = root(doc, "notes")

    def refused_at(change: Callable[[], object]) -> int | None:
        watcher = Watcher(doc)
        with doc.transaction():
            change()
        _, changes = watcher.take()
        watcher.close()
        try:
            check_changes(doc, changes, bounds)
        except ShapeRefused as refusal:
            return refusal.close_code
        return None

    assert refused_at(lambda: notes["a"]["text"].insert(0, "more ")) is None
    assert refused_at(lambda: notes.pop("b")) is None
    assert refused_at(lambda: notes.update({"c": Map({"text": Text("")})})) == 4413
    assert refused_at(lambda: notes["a"].update({"color": "red"})) == 4413
    assert refused_at(lambda: notes["a"].pop("color")) is None


@pytest.mark.parametrize("made", [Array(["x"]), Text("x")])
def test_a_root_of_another_type_is_no_more_than_its_bytes(made: Any) -> None:
    doc = doc_of(_document())
    before = project(doc)
    hostile: Doc[Any] = Doc(client_id=7)
    hostile["tasks"] = made

    doc.apply_update(hostile.get_update())

    assert project(doc) == before
