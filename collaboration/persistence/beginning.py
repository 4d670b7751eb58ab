"""
How documents come to be: with their workflow, or once out of a draft that was kept as a row.

Both write the first state as the snapshot, in the transaction that makes the document. A document
is never written again from its rows: clients that hold the old one would then have everything
twice.
"""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from collaboration.errors import DocumentGone
from collaboration.models import ChangeSummary, DocumentSnapshot, Origin, SharedDocument
from collaboration.persistence.documents import encode_verified
from collaboration.sync.layout import SCHEMA
from collaboration.sync.writing import new_doc, write_document
from workflows.crashpoints import crashpoint
from workflows.definition.json_types import JsonObject
from workflows.models import Draft, Workflow

FIRST_GENERATION = 1


def find_document(workflow: Workflow) -> SharedDocument:
    """
    The workflow's document; a draft that is only a row is moved over first, whoever asks first.

    Raises:
        DocumentGone: the workflow was deleted.
    """
    found = SharedDocument.objects.filter(workflow=workflow).first()
    return found or _move(workflow.pk)


@transaction.atomic
def begin_document(
    workflow: Workflow, document: JsonObject, *, number: int, author_id: int | None, origin: Origin
) -> SharedDocument:
    """
    The document of a workflow that has none, holding `document`, which passed the gates.

    Raises:
        IntegrityError: it has one.
    """
    now = timezone.now()
    shared = SharedDocument.objects.create(
        workflow=workflow,
        generation=FIRST_GENERATION,
        schema=SCHEMA,
        number=number,
        created_at=now,
        changed_at=now,
    )
    doc = new_doc()
    write_document(doc, document, generation=FIRST_GENERATION)
    state = encode_verified(shared.pk, doc)
    DocumentSnapshot.objects.create(document=shared, number=number, state=state)
    ChangeSummary.objects.create(
        document=shared,
        author_id=author_id,
        origin=origin,
        from_number=number,
        to_number=number,
        count=1,
        from_at=now,
        to_at=now,
    )
    return shared


def _move(workflow_id: int) -> SharedDocument:
    """Begin a document with what the draft's row says, under the same number."""
    with transaction.atomic():
        # The row is the lock: the second of two processes waits here and then finds the document.
        drafts = Draft.objects.select_for_update(of=("self",)).select_related("workflow")
        draft = drafts.filter(workflow=workflow_id).first()
        if draft is None:
            raise DocumentGone
        moved = SharedDocument.objects.filter(workflow=workflow_id).first()
        if moved is not None:
            return moved
        moved = begin_document(
            draft.workflow,
            json.loads(draft.document),
            number=draft.revision,
            author_id=draft.changed_by_id,
            origin=Origin.MIGRATE,
        )
        crashpoint("move.before_commit")
    crashpoint("move.after_commit")
    return moved
