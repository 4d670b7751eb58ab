"""After a backup was restored, who holds a newer document is refused instead of merged."""

from __future__ import annotations

import pytest

from collaboration.errors import DocumentRenewed
from collaboration.models import SharedDocument
from collaboration.persistence.log import append, find_document, load_state, open_document
from collaboration.persistence.renewing import renew_documents
from collaboration.sync.projection import generation_of
from tests.collaboration.store import Writer, a_workflow, append_one, appending, entry
from tests.rest.world import DOCUMENT
from workflows.definition.canonical import canonical_text
from workflows.drafts import drafts

pytestmark = pytest.mark.django_db


def test_every_document_gets_its_next_generation_and_says_the_same() -> None:
    (workflow, _), (other, _) = a_workflow("one"), a_workflow("two")

    assert renew_documents() == []

    for each in (workflow, other):
        document = find_document(each)
        state = load_state(document.pk)
        assert state.generation == document.generation == generation_of(open_document(state)) == 2
        assert canonical_text(drafts().read(each).document) == canonical_text(DOCUMENT)


def test_who_holds_the_old_one_writes_nothing() -> None:
    workflow, ada = a_workflow()
    old = find_document(workflow)
    renew_documents()

    outcome = append_one(old, entry(Writer().set("a", 1), ada))

    assert isinstance(outcome, DocumentRenewed)


def test_a_document_that_cannot_be_read_is_named_and_keeps_none_of_the_others() -> None:
    (broken, ada), (fine, _) = a_workflow("one"), a_workflow("two")
    append([appending(find_document(broken), entry(b"\xff", ada))])

    assert renew_documents() == [find_document(broken).pk]

    assert SharedDocument.objects.get(workflow=fine).generation == 2
