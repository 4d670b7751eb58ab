"""
The draft row: what the log says, as text, for everybody who reads documents.

A projection knows the number it was made of, and a newer one is never replaced by an older one.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from collaboration.models import DocumentUpdate, SharedDocument
from workflows.definition.canonical import canonical_text
from workflows.definition.json_types import JsonObject
from workflows.drafts import project as show_in_lists
from workflows.models import Draft, Workflow


@transaction.atomic
def store_projection(document_id: int, number: int, document: JsonObject) -> bool:
    """
    Make the draft row say what the log says at `number`; False if it is as new already.

    Any process may do so at any time, with what `project()` gave for that number.
    """
    # The workflow's row comes before the draft's, as when one is published: no circle of waiting.
    rows = Workflow.objects.filter(shared_document=document_id)
    workflow = rows.select_for_update(no_key=True, of=("self",)).first()
    if workflow is None:
        return False
    author_id, at = _newest_change(document_id, number)
    return write_projection(workflow, number, document, author_id=author_id, at=at)


def write_projection(
    workflow: Workflow, number: int, document: JsonObject, *, author_id: int | None, at: datetime
) -> bool:
    """The same within a transaction that holds the workflow's or the document's row."""
    drafts = Draft.objects.filter(workflow=workflow, revision__lt=number)
    if not drafts.exists():
        return False
    show_in_lists(workflow, document)
    written = drafts.update(
        document=canonical_text(document), revision=number, changed_by_id=author_id, changed_at=at
    )
    return bool(written)


def _newest_change(document_id: int, number: int) -> tuple[int | None, datetime]:
    """Who wrote update `number`, and when; the document's own moment if it is merged already."""
    update = DocumentUpdate.objects.filter(document=document_id, number=number)
    row = update.values_list("author_id", "at").first()
    if row is not None:
        return row
    return None, SharedDocument.objects.values_list("changed_at", flat=True).get(pk=document_id)
