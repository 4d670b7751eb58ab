"""Each change of a transaction is told once, with the update that repeats it elsewhere."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from pycrdt import Map, Text

from collaboration.sync.differences import difference
from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc, root
from collaboration.sync.watching import Change, Watcher
from collaboration.sync.writing import apply_edits
from tests.collaboration.random_documents import documents, random_change, seeds, unhurried
from tests.collaboration.sync.documents import Raw, agent, canonical, doc_of, raw_of, replica_of


def _document() -> Raw:
    return raw_of(
        {"a": agent("Hello"), "b": agent(depends_on=["a"])},
        notes={"n": {"text": "x"}},
        groups={"g": {"title": "G"}},
    )


EDITS: list[tuple[Callable[[SharedDoc], object], Change]] = [
    (lambda d: _set(d, "workflow", None, "name", "X"), Change("workflow", None, "name", "set")),
    (lambda d: _set(d, "meta", None, "schema", 2), Change("meta", None, "schema", "set")),
    (lambda d: _set(d, "tasks", "a", "agent", "x"), Change("tasks", "a", "agent", "set")),
    (lambda d: root(d, "tasks")["a"].pop("agent"), Change("tasks", "a", "agent", "removed")),
    (lambda d: root(d, "tasks").pop("a"), Change("tasks", "a", None, "removed")),
    (lambda d: _set(d, "tasks", None, "c", Map({})), Change("tasks", "c", None, "set")),
    (lambda d: root(d, "edges").pop("a>b"), Change("edges", "a>b", None, "removed")),
    (lambda d: _set(d, "edges", None, "b>a", {}), Change("edges", "b>a", None, "set")),
    (lambda d: _set(d, "groups", "g", "title", "H"), Change("groups", "g", "title", "set")),
    (
        lambda d: root(d, "tasks")["a"]["input.prompt"].insert(0, "x"),
        Change("tasks", "a", "input.prompt", "text"),
    ),
    (lambda d: root(d, "notes")["n"]["text"].insert(0, "x"), Change("notes", "n", "text", "text")),
    (
        lambda d: root(d, "workflow")["description"].insert(0, "x"),
        Change("workflow", None, "description", "text"),
    ),
]  # fmt: skip


def _set(doc: SharedDoc, name: str, entry: str | None, key: str, value: object) -> None:
    place = root(doc, name) if entry is None else root(doc, name)[entry]
    place[key] = value


@pytest.mark.parametrize(("edit", "change"), EDITS)
def test_a_change_is_told_where_it_happened(
    edit: Callable[[SharedDoc], object], change: Change
) -> None:
    doc = doc_of(_document())
    watcher = Watcher(doc)

    edit(doc)

    update, changes = watcher.take()
    watcher.close()
    assert changes == (change,)
    assert update


@pytest.mark.parametrize(("edit", "change"), EDITS)
def test_what_others_did_is_told_as_if_done_here(
    edit: Callable[[SharedDoc], object], change: Change
) -> None:
    doc = doc_of(_document())
    other = replica_of(doc)
    edit(other)
    watcher = Watcher(doc)

    doc.apply_update(other.get_update(doc.get_state()))

    update, changes = watcher.take()
    watcher.close()
    assert changes == (change,)
    assert update


def test_maps_inside_values_are_told_at_their_key() -> None:
    doc = doc_of(_document())
    root(doc, "tasks")["a"]["x"] = Map({"y": Map({"z": Text("t")})})
    watcher = Watcher(doc)

    root(doc, "tasks")["a"]["x"]["y"]["w"] = 1
    root(doc, "tasks")["a"]["x"]["y"]["z"].insert(0, "u")

    assert watcher.take()[1] == (
        Change("tasks", "a", "x", "set"),
        Change("tasks", "a", "x", "text"),
    )
    watcher.close()


def test_an_update_that_is_known_already_tells_nothing() -> None:
    doc = doc_of(_document())
    watcher = Watcher(doc)

    doc.apply_update(doc.get_update())
    project(doc)

    assert watcher.take() == (b"", ())
    watcher.close()


def test_what_came_and_went_at_once_is_an_update_without_changes() -> None:
    doc = doc_of(_document())
    watcher = Watcher(doc)

    with doc.transaction():
        root(doc, "tasks")["c"] = Map({"kind": "map"})
        del root(doc, "tasks")["c"]

    update, changes = watcher.take()
    watcher.close()
    assert update
    assert changes == ()


@unhurried
@given(documents(), seeds)
def test_updates_of_several_transactions_come_as_one(old: Raw, seed: int) -> None:
    """What a replica gets by the update taken is what the document holds."""
    doc = doc_of(old)
    replica = replica_of(doc)
    random = Random(seed)
    watcher = Watcher(doc)
    for _ in range(3):
        before = project(doc)
        apply_edits(doc, difference(before, random_change(before, random)))

    update, changes = watcher.take()
    watcher.close()

    if update:
        replica.apply_update(update)
    assert canonical(project(replica)) == canonical(project(doc))
    assert len(set(changes)) == len(changes)
    assert bool(update) or not changes


def test_a_closed_watcher_hears_nothing_and_lets_the_document_go() -> None:
    doc = doc_of(_document())
    watcher = Watcher(doc)
    watcher.close()
    watcher.close()

    root(doc, "workflow")["name"] = "X"

    assert watcher.take() == (b"", ())
    gone = weakref.ref(doc)
    del doc, watcher
    gc.collect()
    assert gone() is None
