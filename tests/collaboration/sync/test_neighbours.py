"""Items that stand beside what is of another kind are refused; Yjs writes none of them."""

from __future__ import annotations

import pytest

from collaboration.errors import ShapeRefused, UpdateRefused
from collaboration.sync.updates import Neighbours
from collaboration.sync.updates.places import ANYTHING, KEYED, LISTED, NOT_KNOWN, Places
from tests.collaboration.sync.replicas import Document, new_document, root, scan, state_of
from tests.collaboration.sync.written import (
    MAP,
    TEXT,
    Id,
    Row,
    a_type,
    alone,
    any_of,
    beside,
    deleted,
    gc,
    in_root,
    inside,
    keyed,
    string,
    update,
    value,
    values,
)

AUTHOR, OTHER = 7, 8
NAME = in_root("workflow", "name", value("x"))
TASK = in_root("tasks", "t", a_type(MAP))
# Clocks 0 and 1 have keys, 2 to 4 are text, 5 has a key.
TEXTS = [
    TASK,
    inside((AUTHOR, 0), "prompt", a_type(TEXT)),
    inside((AUTHOR, 1), None, string("abc")),
]
BASE = alone(*TEXTS, inside((AUTHOR, 0), "kind", value("agent")))


class Replica:
    """A document and what is known of its items, as a room holds them."""

    def __init__(self, given: bytes = BASE) -> None:
        self.doc: Document = new_document()
        self.doc.apply_update(given)
        self.asked = 0
        self.neighbours = Neighbours(self._encode, lambda client, clock: clock)

    def _encode(self, state: bytes) -> bytes:
        self.asked += 1
        return self.doc.get_update(state)

    def take(self, given: bytes) -> None:
        scanned, state = scan(given), state_of(self.doc)
        self.neighbours.refuse_misplaced(scanned, state)
        self.doc.apply_update(given)
        self.neighbours.learn(scanned, state)


def refuse_alone(*structs: bytes) -> str:
    with pytest.raises(UpdateRefused) as refused:
        scan(alone(*structs))
    assert refused.value.close_code == 4400
    return refused.value.reason


def by_other(item: bytes, clock: int = 0) -> bytes:
    return update(Row(OTHER, clock, [item]))


def test_a_run_of_text_beside_an_entry_of_a_map_is_refused() -> None:
    """It would stand under the entry's key; half deleted, native code encodes another document."""
    assert "beside" in refuse_alone(NAME, beside((7, 0), None, string("xy")))
    assert "beside" in refuse_alone(NAME, gc(), beside((7, 0), None, string("xy")))
    assert "beside" in refuse_alone(NAME, beside(None, (7, 0), string("xy")))


def test_text_beside_what_was_deleted_beside_an_entry_is_refused_however_long_the_chain() -> None:
    """Merging drops whether a deleted item has a key: it stands where its neighbour does."""
    chain = [deleted(2), deleted(1)]

    assert "beside" in refuse_alone(
        NAME, beside((7, 0), None, chain[0]), beside((7, 2), None, string("xy"))
    )
    assert "beside" in refuse_alone(
        NAME,
        beside((7, 0), None, chain[0]),
        beside((7, 2), None, chain[1]),
        beside((7, 3), None, string("xy")),
    )
    scan(alone(NAME, beside((7, 0), None, deleted(1)), beside((7, 1), None, value(2))))


def test_what_was_deleted_beside_an_entry_of_the_document_makes_no_place_for_text() -> None:
    replica = Replica()
    replica.take(by_other(beside((AUTHOR, 5), None, deleted(1))))

    with pytest.raises(ShapeRefused):
        replica.take(update(Row(9, 0, [beside((OTHER, 0), None, string("y"))])))
    with pytest.raises(ShapeRefused):
        replica.take(
            update(
                Row(
                    9, 0, [beside((AUTHOR, 5), None, deleted(1)), beside((9, 0), None, string("y"))]
                )
            )
        )


@pytest.mark.parametrize("content", [value(1), keyed(deleted(1))])
def test_an_entry_beside_a_text_is_refused(content: bytes) -> None:
    assert "beside" in refuse_alone(*TEXTS, beside((7, 3), None, content))
    assert "beside" in refuse_alone(*TEXTS, beside((7, 4), None, content))


def test_text_between_a_text_and_an_entry_is_refused() -> None:
    assert "beside" in refuse_alone(*TEXTS, beside((7, 4), (7, 1), string("x")))


def test_an_entry_has_no_right_neighbour() -> None:
    assert "left of" in refuse_alone(NAME, beside(None, (7, 0), value(1)))
    assert "left of" in refuse_alone(NAME, NAME, beside((7, 1), (7, 0), value(1)))


def test_several_values_under_one_key_are_old_ones() -> None:
    run = [NAME, beside((7, 0), None, values(any_of(1), any_of(2)))]

    assert "several values" in refuse_alone(*run)
    with pytest.raises(UpdateRefused):
        scan(update(Row(7, 0, run), deletes={7: [(1, 1)]}))
    assert scan(update(Row(7, 0, run), deletes={7: [(0, 3)]}))


def test_what_fits_is_let_through() -> None:
    assert scan(alone(NAME, beside((7, 0), None, value(1)), beside((7, 1), None, a_type(TEXT))))
    assert scan(alone(*TEXTS, beside((7, 2), (7, 3), string("x")), beside((7, 5), None, deleted())))
    assert scan(alone(gc(), beside((7, 0), None, value(1)), beside((7, 0), None, string("x"))))


@pytest.mark.parametrize(
    ("left", "content"),
    [
        pytest.param((AUTHOR, 5), string("xy"), id="text beside a value"),
        pytest.param((AUTHOR, 1), string("xy"), id="text beside a shared text"),
        pytest.param((AUTHOR, 2), value(1), id="value beside a text"),
        pytest.param((AUTHOR, 4), value(1), id="value beside the end of a text"),
    ],
)
def test_what_stands_beside_an_item_of_the_document_has_to_fit(left: Id, content: bytes) -> None:
    with pytest.raises(ShapeRefused) as refused:
        Replica().take(by_other(beside(left, None, content)))

    assert refused.value.close_code == 4422


def test_what_was_deleted_is_still_no_place_for_the_other_kind() -> None:
    replica = Replica()
    root(replica.doc, "tasks")["t"]["kind"] = "function"

    with pytest.raises(ShapeRefused):
        replica.take(by_other(beside((AUTHOR, 5), None, string("x"))))


def test_what_an_update_says_of_a_known_item_counts_for_nothing() -> None:
    lie = inside((OTHER, 0), None, string("x"))
    behind = [gc(5), lie, beside((AUTHOR, 5), None, string("xy"))]
    longer = [gc(5), inside((OTHER, 0), None, string("xyz"))]

    for structs in (behind, longer):
        with pytest.raises(ShapeRefused):
            Replica().take(update(Row(OTHER, 0, [gc()]), Row(AUTHOR, 0, structs)))


def test_a_document_is_asked_once_for_each_place_of_typing() -> None:
    replica = Replica()

    replica.take(by_other(beside((AUTHOR, 2), (AUTHOR, 3), string("x"))))
    asked = replica.asked
    for clock in range(1, 9):
        replica.take(by_other(beside((OTHER, clock - 1), (AUTHOR, 3), string("x")), clock))

    assert asked == 1
    assert replica.asked == 1
    assert str(root(replica.doc, "tasks")["t"]["prompt"]) == "axxxxxxxxxbc"


def test_many_places_at_once_are_asked_for_at_once() -> None:
    writer = new_document(AUTHOR)
    for number in range(50):
        root(writer, "workflow")[f"key{number}"] = number
    replica = Replica(writer.get_update())
    new = [beside((AUTHOR, clock), None, value("new")) for clock in range(50)]

    replica.take(update(Row(OTHER, 0, new)))
    with pytest.raises(ShapeRefused):
        replica.take(by_other(beside((AUTHOR, 49), None, string("x")), 50))

    assert replica.asked == 1


def test_what_is_forgotten_is_asked_for_again() -> None:
    replica = Replica()
    replica.take(by_other(beside((AUTHOR, 4), None, string("x"))))
    replica.neighbours.forget()

    with pytest.raises(ShapeRefused):
        replica.take(by_other(beside((OTHER, 0), None, value(1)), 1))

    assert replica.asked == 2


def test_places_are_kept_in_runs() -> None:
    places = Places()
    places.put(5, 9, LISTED)
    places.put(9, 12, LISTED)
    places.put(20, 21, KEYED)
    places.put(7, 8, ANYTHING)

    assert [places.at(clock) for clock in (4, 5, 7, 8, 11, 12, 20, 21)] == [
        NOT_KNOWN, LISTED, ANYTHING, LISTED, LISTED, NOT_KNOWN, KEYED, NOT_KNOWN,
    ]  # fmt: skip
    assert places.runs(8, 21) == [(8, 12, LISTED), (12, 20, NOT_KNOWN), (20, 21, KEYED)]
    assert len(places) == 6
