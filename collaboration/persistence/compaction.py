"""
Merging the tail of a log into its snapshot, so that opening a document stays quick.

Nobody waits for it: others append and read meanwhile. It is done in one transaction, after the
merged state was read back and compared, or not at all.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from collaboration.models import (
    ChangeSummary,
    DocumentSnapshot,
    DocumentUpdate,
    SharedDocument,
)
from collaboration.persistence.appending import lock_documents
from collaboration.persistence.documents import encode_verified, open_document
from collaboration.persistence.entries import StoredState
from collaboration.persistence.reading import load_state, tail_of
from collaboration.persistence.summaries import fold
from workflows.crashpoints import crashpoint


def compact(document_id: int, *, least: int = 1) -> bool:
    """
    Merge a tail of at least `least` updates; False if there was nothing to do.

    Raises:
        DocumentGone: there is no such document any more.
        DocumentDamaged: the log cannot be read, or merging would change what it says.
    """
    state = load_state(document_id)
    if len(state.tail) < least:
        return False
    merged = encode_verified(document_id, open_document(state))
    with transaction.atomic():
        is_ours = _swap(state, merged)
        crashpoint("compaction.before_commit")
    crashpoint("compaction.after_commit")
    return is_ours


def _swap(state: StoredState, merged: bytes) -> bool:
    """False: somebody else has merged meanwhile, or the document is gone."""
    if not lock_documents([state.document_id]):
        return False
    snapshots = DocumentSnapshot.objects.filter(
        document=state.document_id, number=state.snapshot_number
    )
    if not snapshots.update(number=state.number, state=merged):
        return False
    ChangeSummary.objects.bulk_create(fold(tail_of(state.document_id, state.number)))
    DocumentUpdate.objects.filter(document=state.document_id, number__lte=state.number).delete()
    SharedDocument.objects.filter(pk=state.document_id).update(
        tail_count=F("tail_count") - len(state.tail),
        tail_bytes=F("tail_bytes") - sum(map(len, state.tail)),
        compactions=F("compactions") + 1,
    )
    return True
