from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collaboration.errors import DocumentDamaged, DocumentGone, DocumentRenewed, LogCompacted
from collaboration.models import DocumentSnapshot, DocumentUpdate, SharedDocument
from collaboration.persistence import hints
from collaboration.persistence.log import (
    SNAPSHOT,
    append,
    load_state,
    newest_numbers,
    read_since,
)
from tests.collaboration.store import (
    Writer,
    a_workflow,
    an_empty_log,
    append_one,
    appending,
    entry,
    in_threads,
    values_of,
)
from tests.rest.world import person
from workflows.models import Membership, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> tuple[SharedDocument, User]:
    workflow, ada = a_workflow()
    return an_empty_log(workflow), ada


World = tuple[SharedDocument, User]


def test_what_is_appended_is_read_back_in_order_with_its_author(world: World) -> None:
    document, ada = world
    writer = Writer()
    updates = [writer.set("a", 1), writer.set("a", 2)]

    done = append_one(document, entry(updates[0], ada, "a"), entry(updates[1]))

    read = read_since(document.pk, 1)
    assert (done.first, done.number, done.missed, done.refused) == (2, 3, (), frozenset())
    assert [(one.number, one.update, one.author_id) for one in read] == [
        (2, updates[0], ada.pk),
        (3, updates[1], None),
    ]
    assert read_since(document.pk, 3) == ()
    assert newest_numbers([document.pk, 0]) == {document.pk: (1, 3)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=4)))
def test_what_is_loaded_is_what_the_writer_has(
    world: World, batches: list[list[tuple[str, int]]]
) -> None:
    document, writer = an_empty_log(world[0].workflow), Writer()

    for batch in batches:
        append_one(document, *(entry(writer.set(key, value)) for key, value in batch), known=1)

    state = load_state(document.pk)
    assert values_of(state) == writer.values.to_py()
    assert state.number == 1 + sum(map(len, batches))


def test_a_writer_is_told_what_others_wrote_before_it(world: World) -> None:
    document, _ = world
    one, other = Writer(1), Writer(2)
    first = one.set("a", 1)
    append_one(document, entry(first))

    done = append_one(document, entry(other.set("b", 2)), known=1)

    assert (done.first, done.number) == (3, 3)
    assert [(each.number, each.update) for each in done.missed] == [(2, first)]


def test_what_others_wrote_comes_as_a_whole_once_it_is_merged(world: World) -> None:
    document, _ = world
    one, other = Writer(1), Writer(2)
    append_one(document, entry(one.set("a", 1)), entry(one.set("a", 2)))
    DocumentSnapshot.objects.update(number=2, state=one.doc.get_update())
    DocumentUpdate.objects.filter(number=2).delete()

    done = append_one(document, entry(other.set("b", 3)), known=1)

    assert [(each.number, each.origin) for each in done.missed] == [(2, SNAPSHOT), (3, "edit")]
    assert values_of([each.update for each in done.missed]) == {"a": 2}
    with pytest.raises(LogCompacted):
        read_since(document.pk, 1)


def test_authors_who_may_not_edit_any_more_write_nothing(world: World) -> None:
    document, ada = world
    ben = person("ben", document.workflow.team, Role.EDITOR)
    eve = person("eve", document.workflow.team, Role.VIEWER)
    gone = person("gone", document.workflow.team, Role.OWNER)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    writer = Writer()
    entries = [entry(writer.set("a", each.pk), each) for each in (ada, ben, eve, gone)]
    Membership.objects.filter(user=ada).delete()

    done = append_one(document, *entries)

    assert done.refused == {ada.pk, eve.pk, gone.pk}
    assert [each.author_id for each in read_since(document.pk, 1)] == [ben.pk]
    assert (done.first, done.number) == (2, 2)


def test_a_right_in_one_team_is_none_in_another(world: World) -> None:
    ours, ada = world
    workflow, ben = a_workflow("two")
    theirs = an_empty_log(workflow)

    outcomes = append(
        [
            appending(ours, entry(Writer().set("a", 1), ben)),
            appending(theirs, entry(Writer().set("a", 1), ben), entry(Writer().set("b", 1), ada)),
        ]
    )

    assert [done.refused for done in outcomes] == [{ben.pk}, {ada.pk}]  # type: ignore[union-attr]
    assert newest_numbers([ours.pk, theirs.pk]) == {ours.pk: (1, 1), theirs.pk: (1, 2)}


def test_deleted_and_renewed_documents_are_told_and_do_not_stop_the_others(world: World) -> None:
    document, _ = world
    renewed, gone = (an_empty_log(a_workflow(name)[0]) for name in ("two", "three"))
    SharedDocument.objects.filter(pk=renewed.pk).update(generation=2)
    gone.workflow.delete()

    outcomes = append(
        [appending(each, entry(Writer().set("a", 1))) for each in (gone, document, renewed)]
    )

    assert isinstance(outcomes[0], DocumentGone)
    assert outcomes[1].number == 2  # type: ignore[union-attr]
    assert isinstance(outcomes[2], DocumentRenewed)
    assert isinstance(append_one(document, known=9), DocumentRenewed)
    for read in (load_state, lambda key: read_since(key, 1)):
        with pytest.raises(DocumentGone):
            read(gone.pk)


def test_a_hole_in_the_log_is_an_error_and_never_a_shorter_document(world: World) -> None:
    document, _ = world
    writer = Writer()
    append_one(document, *(entry(writer.set("a", value)) for value in range(4)))
    DocumentUpdate.objects.filter(number=3).delete()

    for read in (load_state, lambda key: read_since(key, 1), lambda key: read_since(key, 9)):
        with pytest.raises(DocumentDamaged) as raised:
            read(document.pk)
        assert raised.value.document == document.pk
    DocumentSnapshot.objects.all().delete()
    with pytest.raises(DocumentDamaged):
        load_state(document.pk)


@pytest.mark.django_db(transaction=True)
def test_hints_go_out_after_the_commit_and_only_then(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    document, _ = world
    heard: list[tuple[int, int, bool]] = []

    def listen(document_id: int, number: int) -> None:
        heard.append((document_id, number, transaction.get_connection().in_atomic_block))

    monkeypatch.setattr(hints, "_listener", hints._listener)
    hints.install(listen)
    append_one(document, entry(Writer().set("a", 1)), entry(Writer(2).set("b", 1)))
    append_one(document, known=3)

    assert heard == [(document.pk, 3, False)]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_are_numbered_without_gaps(world: World) -> None:
    document, ada = world
    other = an_empty_log(a_workflow("two")[0])
    rounds, writers = 5, 6

    def write(index: int) -> None:
        writer = Writer(10 + index)
        for turn in range(rounds):
            one = entry(writer.set(f"k{index}", turn), ada)
            both = [appending(document, one, known=1), appending(other, entry(one.update), known=1)]
            # In either order: documents are locked by their keys, so nobody waits in a circle.
            append(both if index % 2 else both[::-1])

    in_threads(writers, write)

    expected: Any = {f"k{index}": rounds - 1 for index in range(writers)}
    for each in (document, other):
        read = read_since(each.pk, 1)
        assert [one.number for one in read] == list(range(2, 2 + rounds * writers))
        assert values_of(load_state(each.pk)) == expected
        each.refresh_from_db()
        assert each.tail_count == rounds * writers
        assert each.tail_bytes == sum(len(one.update) for one in read)
