"""Merging the tail changes nothing that anybody can read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collaboration.errors import DocumentDamaged, LogCompacted
from collaboration.models import (
    ChangeSummary,
    DocumentSnapshot,
    DocumentUpdate,
    SharedDocument,
)
from collaboration.persistence import compaction
from collaboration.persistence.documents import encode_verified, is_same_document
from collaboration.persistence.log import (
    compact,
    find_document,
    load_state,
    open_document,
    read_since,
)
from collaboration.persistence.paths import read_paths
from collaboration.persistence.reading import find_documents_over
from collaboration.persistence.summaries import PAUSE, fold
from tests.collaboration.store import Writer, a_workflow, an_empty_log, append_one, entry
from tests.rest.world import person
from workflows.drafts import drafts, read_operations
from workflows.models import Role, User, Workflow

pytestmark = pytest.mark.django_db
World = tuple[SharedDocument, User]


@pytest.fixture
def world() -> World:
    workflow, ada = a_workflow()
    return an_empty_log(workflow), ada


edits = st.tuples(st.sampled_from(["name", "description", "x"]), st.sampled_from(["a", "b", ""]))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(edits, st.none()), max_size=12))
def test_merging_at_any_point_changes_nothing(world: World, steps: list[Any]) -> None:
    """None: merge here."""
    document, writer = an_empty_log(world[0].workflow), Writer()
    appended = 0

    for step in steps:
        if step is None:
            compact(document.pk)
        else:
            append_one(document, entry(writer.set(*step), None, step[0]), known=1)
            appended += 1

    state = load_state(document.pk)
    assert is_same_document(open_document(state), writer.doc)
    assert state.number == 1 + appended
    document.refresh_from_db()
    assert document.tail_count == len(state.tail) == document.updates.count()
    assert document.tail_bytes == sum(map(len, state.tail))
    folded = [*document.changes.all(), *fold(document.updates.order_by("number"))]
    assert sum(each.count for each in folded) == appended


def test_what_is_merged_is_gone_from_the_tail_and_told_in_summaries(world: World) -> None:
    document, ada = world
    ben, writer = person("ben", document.workflow.team, Role.EDITOR), Writer()
    for author, key in ((ada, "a"), (ben, "b"), (ada, "c")):
        append_one(document, entry(writer.set(key, 1), author, key), known=1)

    assert compact(document.pk)

    assert not document.updates.exists()
    found = ChangeSummary.objects.filter(document=document).order_by("to_number")
    assert [
        (each.author, each.from_number, each.to_number, each.count, read_paths(each.touched))
        for each in found
    ] == [(ben, 3, 3, 1, ["b"]), (ada, 2, 4, 2, ["a", "c"])]
    with pytest.raises(LogCompacted):
        read_since(document.pk, 1)


def test_a_pause_ends_a_stretch_of_work(world: World) -> None:
    document, ada = world
    now = timezone.now()
    updates = [
        DocumentUpdate(document=document, number=number, author=ada, origin="edit", at=now + after)
        for number, after in ((2, timedelta()), (3, PAUSE), (4, 3 * PAUSE))
    ]

    assert [(each.from_number, each.to_number) for each in fold(updates)] == [(2, 3), (4, 4)]


def test_a_short_tail_may_stay(world: World) -> None:
    document, _ = world
    append_one(document, entry(Writer().set("a", 1)))

    assert not compact(document.pk, least=2)
    assert compact(document.pk, least=1)
    assert not compact(document.pk)


def test_long_tails_are_found_by_their_number_and_by_their_size(world: World) -> None:
    document, _ = world
    writer = Writer()
    append_one(document, entry(writer.set("a", "x" * 100)), entry(writer.set("a", 1)))

    def over(updates: int, tail_bytes: int) -> list[int]:
        return find_documents_over(updates=updates, tail_bytes=tail_bytes, most=5)

    assert over(2, 10_000) == []
    assert over(1, 10_000) == over(2, 100) == [document.pk]


def test_what_was_appended_meanwhile_stays_in_the_tail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _ = world
    writer, encode = Writer(), encode_verified
    append_one(document, entry(writer.set("a", 1)))

    def append_first(key: int, doc: Any) -> bytes:
        append_one(document, entry(writer.set("b", 2)), known=1)
        return encode(key, doc)

    monkeypatch.setattr(compaction, "encode_verified", append_first)
    assert compact(document.pk)

    state = load_state(document.pk)
    assert (state.snapshot_number, state.number) == (2, 3)
    assert is_same_document(open_document(state), writer.doc)


def test_of_two_that_merge_at_once_one_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    document, _ = world
    encode = encode_verified
    append_one(document, entry(Writer().set("a", 1)))
    inner: list[bool] = []

    def merge_first(key: int, doc: Any) -> bytes:
        monkeypatch.setattr(compaction, "encode_verified", encode)
        inner.append(compact(document.pk))
        return encode(key, doc)

    monkeypatch.setattr(compaction, "encode_verified", merge_first)
    outer = compact(document.pk)

    assert (inner, outer) == ([True], False)
    document.refresh_from_db()
    assert (document.tail_count, document.tail_bytes, document.compactions) == (0, 0, 1)


def test_an_encoding_that_says_something_else_is_never_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _ = world
    append_one(document, entry(Writer().set("a", 1)))
    other = Writer().doc
    monkeypatch.setattr(compaction, "open_document", lambda state: Lying(other))

    with pytest.raises(DocumentDamaged):
        compact(document.pk)

    assert load_state(document.pk).snapshot_number == 1


class Lying:
    """Encodes another document than it holds."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc

    def get_update(self, state: bytes | None = None) -> bytes:
        return Writer(9).set("b", 2) if state is None else bytes(self.doc.get_update(state))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.doc, name)


def test_an_update_that_cannot_be_read_is_named_and_keeps_the_log_as_it_is(world: World) -> None:
    document, _ = world
    append_one(document, entry(Writer().set("a", 1)), entry(b"\xff\xfe\xfd"))

    with pytest.raises(DocumentDamaged) as raised:
        compact(document.pk)

    assert raised.value.document == document.pk
    assert document.updates.count() == 2


def test_edits_of_a_server_leave_no_trace_in_the_state_vector() -> None:
    workflow, ada = a_workflow()
    sizes = set()

    for value in range(30):
        patch = [{"op": "add", "path": "/tasks/gather/x", "value": value}]
        drafts().apply(workflow, read_operations(patch, most=1), by=ada, expected=None)
        sizes.add(len(_doc_of(workflow).get_state()))
        if value % 10 == 9:
            compact(find_document(workflow).pk)

    assert max(sizes) <= 5  # one client, its clock
    # Nor does the document grow: values that were replaced leave next to nothing behind.
    assert len(bytes(DocumentSnapshot.objects.get().state)) < 1_500


def _doc_of(workflow: Workflow) -> Any:
    return open_document(load_state(find_document(workflow).pk))
