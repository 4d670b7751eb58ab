"""
Telling clients that what they hold is another document, after a backup was restored.

The log has lost its end then, and new updates of the server would get the clocks of lost ones: a
client that still holds those would merge both into something else. With a new generation it is
refused instead, and loads anew.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from collaboration.errors import DocumentDamaged
from collaboration.models import Origin, SharedDocument
from collaboration.persistence.appending import LockedDocument, lock_documents, write_entries
from collaboration.persistence.documents import open_document
from collaboration.persistence.entries import Entry
from collaboration.persistence.projections import store_projection
from collaboration.persistence.reading import load_state
from collaboration.sync.layout import META
from collaboration.sync.projection import project
from collaboration.sync.roots import root


def renew_documents() -> list[int]:
    """Give every document the next generation; keys of those that cannot be read."""
    damaged = []
    for key in SharedDocument.objects.order_by("pk").values_list("pk", flat=True):
        try:
            renew_document(key)
        except DocumentDamaged:
            damaged.append(key)
    return damaged


@transaction.atomic
def renew_document(document_id: int) -> None:
    """
    Raises:
        DocumentDamaged: it cannot be read.
    """
    for document in lock_documents([document_id]).values():
        _write_generation(document, document.generation + 1)
        SharedDocument.objects.filter(pk=document.key).update(generation=F("generation") + 1)


def _write_generation(document: LockedDocument, generation: int) -> None:
    doc = open_document(load_state(document.key))
    before = doc.get_state()
    root(doc, META)["generation"] = generation
    update = doc.get_update(before)
    number = write_entries(document, [Entry(update, None, Origin.MIGRATE)])
    store_projection(document.key, number, project(doc))
