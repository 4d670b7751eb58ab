"""Edits that part a character of two UTF-16 units are refused; all others keep replicas equal."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.errors import ShapeRefused
from collaboration.sync.text_changes import splices
from collaboration.sync.updates import Pairs
from tests.collaboration.random_documents import unhurried
from tests.collaboration.sync.replicas import Document, new_document, root, scan, state_of
from tests.collaboration.sync.written import (
    MAP,
    TEXT,
    Row,
    a_type,
    beside,
    in_root,
    inside,
    string,
    update,
)

AUTHOR, OTHER = 10, 11
FIRST = 2  # clock of the text's first unit
LETTERS = ("a", "é", "中", "😀", "🦀", "👩‍👩‍👧")
texts = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=8).map("".join)


def units(text: str) -> list[bytes]:
    written = text.encode("utf-16-le")
    return [written[at : at + 2] for at in range(0, len(written), 2)]


def text_of(written: Sequence[bytes]) -> str:
    return b"".join(written).decode("utf-16-le", "surrogatepass")


def written_by_author(*runs: str) -> bytes:
    """A text whose parts were typed one after the other."""
    structs = [in_root("tasks", "t", a_type(MAP)), inside((AUTHOR, 0), "code", a_type(TEXT))]
    at = FIRST
    for run in runs:
        is_first = at == FIRST
        content = string(run)
        structs.append(
            inside((AUTHOR, 1), None, content)
            if is_first
            else beside((AUTHOR, at - 1), None, content)
        )
        at += len(units(run))
    return update(Row(AUTHOR, 0, structs))


def typed_at(place: int, length: int, text: str) -> bytes:
    """As Yjs writes what somebody types behind so many units."""
    left = (AUTHOR, FIRST + place - 1) if place else None
    right = (AUTHOR, FIRST + place) if place < length else None
    return update(Row(OTHER, 0, [beside(left, right, string(text))]))


def erased(start: int, end: int) -> bytes:
    return update(deletes={AUTHOR: [(FIRST + start, end - start)]})


class Replica:
    """A document and what is known of its characters, as a room holds them."""

    def __init__(self, *updates: bytes) -> None:
        self.doc: Document = new_document()
        self.pairs = Pairs()
        for each in updates:
            self.doc.apply_update(each)
        self.pairs.read(updates)

    def take(self, given: bytes) -> None:
        scanned = scan(given)
        self.pairs.refuse_parting(given, scanned, state_of(self.doc))
        self.doc.apply_update(given)
        self.pairs.add(scanned.halves)

    def refuses(self, given: bytes) -> bool:
        try:
            self.take(given)
        except ShapeRefused as refused:
            return refused.close_code == 4422
        return False

    @property
    def text(self) -> str:
        return str(root(self.doc, "tasks")["t"]["code"])


def parts_a_character(written: Sequence[bytes], place: int) -> bool:
    return place < len(written) and 0xDC <= written[place][1] < 0xE0


@unhurried
@given(st.lists(texts, min_size=1, max_size=3), texts, st.data())
def test_what_is_typed_inside_a_character_is_refused_and_elsewhere_stands_where_yjs_puts_it(
    runs: list[str], typed: str, data: st.DataObject
) -> None:
    written = units("".join(runs))
    place = data.draw(st.integers(0, len(written)))
    replica = Replica(written_by_author(*runs))

    is_refused = replica.refuses(typed_at(place, len(written), typed))

    assert is_refused == parts_a_character(written, place)
    if not is_refused:
        assert replica.text == text_of([*written[:place], *units(typed), *written[place:]])


@unhurried
@given(st.lists(texts, min_size=1, max_size=3), st.data())
def test_what_is_erased_is_whole_characters(runs: list[str], data: st.DataObject) -> None:
    written = units("".join(runs))
    start = data.draw(st.integers(0, len(written) - 1))
    end = data.draw(st.integers(start + 1, len(written)))
    replica = Replica(written_by_author(*runs))

    is_refused = replica.refuses(erased(start, end))

    assert is_refused == (parts_a_character(written, start) or parts_a_character(written, end))
    if not is_refused:
        assert replica.text == text_of([*written[:start], *written[end:]])


@unhurried
@given(texts, texts)
def test_what_the_server_itself_changes_parts_nothing(old: str, new: str) -> None:
    replica = Replica(written_by_author(old))
    server = new_document(1)
    server.apply_update(replica.doc.get_update())
    text = root(server, "tasks")["t"]["code"]
    before = server.get_state()

    for each in splices(old, new):
        at = len(str(text)[: each.index].encode())
        if each.deleted:
            end = len(str(text)[: each.index + each.deleted].encode())
            del text[at:end]
        if each.inserted:
            text.insert(at, each.inserted)

    replica.take(server.get_update(before))
    assert replica.text == new


def test_a_character_that_was_typed_since_is_known_too() -> None:
    replica = Replica(written_by_author("plain"))
    replica.take(typed_at(5, 5, "😀"))

    inside_it = update(Row(12, 0, [beside((OTHER, 0), (OTHER, 1), string("x"))]))

    assert replica.refuses(inside_it)


def test_an_update_that_parts_a_character_of_its_own_is_refused() -> None:
    replica = Replica(written_by_author("plain"))
    both = update(
        Row(12, 0, [beside((OTHER, 0), (OTHER, 1), string("x"))]),
        Row(OTHER, 0, [beside((AUTHOR, 6), None, string("😀"))]),
    )

    assert replica.refuses(both)


def test_who_says_now_that_half_of_it_was_something_else_is_refused() -> None:
    replica = Replica(written_by_author("plain"))
    replica.take(typed_at(5, 5, "a"))

    assert replica.refuses(typed_at(5, 5, "😀"))


def test_after_a_step_back_what_was_undone_parts_nothing() -> None:
    replica = Replica(written_by_author("plain"))
    before = state_of(replica.doc)
    replica.take(typed_at(5, 5, "😀"))

    replica.pairs.cut(before)

    follows = update(Row(12, 0, [beside((OTHER, 0), (OTHER, 1), string("x"))]))
    replica.pairs.refuse_parting(follows, scan(follows), before)


def test_a_document_in_which_a_character_was_parted_is_read_as_far_as_it_can_be() -> None:
    doc = new_document()
    doc.apply_update(written_by_author("😀😀b"))
    doc.apply_update(erased(3, 4))
    stored = doc.get_update()

    pairs = Pairs()
    pairs.read([stored])

    given = typed_at(1, 5, "x")
    with pytest.raises(ShapeRefused):
        pairs.refuse_parting(given, scan(given), state_of(doc))
