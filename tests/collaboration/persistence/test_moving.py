"""A draft that was kept as a row becomes a document once, whoever comes first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collaboration.errors import DocumentGone
from collaboration.models import ChangeSummary, DocumentSnapshot, SharedDocument
from collaboration.persistence.log import find_document, load_state, open_document, read_since
from collaboration.sync.projection import generation_of, project
from tests.collaboration.store import in_threads
from tests.rest.world import DOCUMENT, person, team
from workflows.definition.canonical import canonical_text
from workflows.drafts import RowDrafts, drafts
from workflows.models import Draft, User, Workflow

pytestmark = pytest.mark.django_db


def a_row_draft(document: dict[str, Any] | None = None) -> tuple[Workflow, User]:
    """A workflow as installations without shared documents have kept it, at revision 3."""
    one = team("one")
    ada = person("ada", one)
    workflow = Workflow.objects.create(team=one, slug="row", name="Row")
    rows = RowDrafts()
    rows.create(workflow, {**DOCUMENT, "name": "A"}, by=ada)
    rows.replace(workflow, {**DOCUMENT, "name": "B"}, by=ada, expected=1)
    rows.replace(workflow, document or DOCUMENT, by=ada, expected=2)
    return workflow, ada


def test_the_document_says_what_the_row_said_under_the_same_number() -> None:
    workflow, ada = a_row_draft()

    document = find_document(workflow)

    state = load_state(document.pk)
    doc = open_document(state)
    assert canonical_text(project(doc)) == canonical_text(DOCUMENT)
    assert (state.number, state.generation, generation_of(doc)) == (3, 1, 1)
    assert read_since(document.pk, 3) == ()
    assert ChangeSummary.objects.get().author == ada
    assert drafts().read(workflow).revision == 3


def test_reading_a_row_moves_nothing() -> None:
    workflow, _ = a_row_draft()

    state = drafts().read(workflow)

    assert (state.revision, canonical_text(state.document)) == (3, canonical_text(DOCUMENT))
    assert not SharedDocument.objects.exists()


def test_who_read_the_row_may_still_save_after_the_move() -> None:
    workflow, ada = a_row_draft()
    find_document(workflow)

    state = drafts().replace(workflow, {**DOCUMENT, "name": "C"}, by=ada, expected=3)

    assert state.revision == 4
    assert json.loads(Draft.objects.get().document)["name"] == "C"


def test_moving_again_changes_nothing() -> None:
    workflow, _ = a_row_draft()
    first = find_document(workflow)
    before = bytes(DocumentSnapshot.objects.get().state)

    again = find_document(workflow)

    assert again == first
    assert bytes(DocumentSnapshot.objects.get().state) == before


@pytest.mark.django_db(transaction=True)
def test_processes_that_move_at_once_make_one_document() -> None:
    workflow, _ = a_row_draft()
    found: list[int] = []

    in_threads(4, lambda _: found.append(find_document(workflow).pk))

    assert len(set(found)) == 1
    assert SharedDocument.objects.count() == DocumentSnapshot.objects.count() == 1
    assert ChangeSummary.objects.count() == 1


def test_a_deleted_workflow_has_no_document() -> None:
    workflow, _ = a_row_draft()
    Workflow.objects.filter(pk=workflow.pk).delete()

    with pytest.raises(DocumentGone):
        find_document(workflow)
