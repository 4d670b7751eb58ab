"""
Reading a log, without gaps, while others append to it and merge it.

Each read is one statement, which sees one moment of the database even where statements of one
transaction do not; that no number is missing is verified besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, Q

from collaboration.errors import DocumentDamaged, DocumentGone, LogCompacted
from collaboration.models import DocumentUpdate, SharedDocument
from collaboration.persistence.entries import StoredState, StoredUpdate

SNAPSHOT = "snapshot"

# First the head (its number, the generation), then the snapshot, then the tail.
_LOAD = """
SELECT 0 AS part, d.number AS number, d.generation AS generation, NULL AS content
  FROM collaboration_shareddocument d WHERE d.id = %s
UNION ALL
SELECT 1, s.number, 0, s.state
  FROM collaboration_documentsnapshot s WHERE s.document_id = %s
UNION ALL
SELECT 2, u.number, 0, u.content
  FROM collaboration_documentupdate u
  JOIN collaboration_documentsnapshot s ON s.document_id = u.document_id AND u.number > s.number
 WHERE u.document_id = %s
ORDER BY part, number
"""


def load_state(document_id: int) -> StoredState:
    """
    The whole document as of its newest update.

    Raises:
        DocumentGone: there is no such document any more.
        DocumentDamaged: the log has a hole.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [document_id] * 3)
        rows = cursor.fetchall()
    if not rows:
        raise DocumentGone
    (_, number, generation, _), *parts = rows
    if not parts or parts[0][0] != 1:
        raise DocumentDamaged(document_id, "its snapshot is missing")
    _refuse_gaps(document_id, [part[1] for part in parts], parts[0][1], number)
    updates = tuple(bytes(part[3]) for part in parts)
    return StoredState(document_id, generation, number, updates)


def read_since(document_id: int, number: int) -> tuple[StoredUpdate, ...]:
    """
    Every update after `number`, in order.

    Raises:
        LogCompacted: some of them are merged already.
        DocumentGone: there is no such document any more.
        DocumentDamaged: the log has a hole, or ends before `number`.
    """
    rows = list(_tail_after(document_id, number))
    if not rows:
        raise DocumentGone
    newest, merged = rows[0][:2]
    if number < merged:
        raise LogCompacted
    found = tuple(_stored(*row[2:]) for row in rows if row[2] is not None)
    _refuse_gaps(document_id, [number, *(one.number for one in found)], number, newest)
    return found


def _tail_after(document_id: int, number: int) -> Iterable[Sequence[Any]]:
    """Rows of the tail, each beside the document's and the snapshot's number; one at least."""
    later = FilteredRelation("updates", condition=Q(updates__number__gt=number))
    rows = SharedDocument.objects.filter(pk=document_id).annotate(tail=later)
    columns = ("number", "content", "author_id", "origin", "at")
    return rows.order_by("tail__number").values_list(
        "number", "snapshot__number", *(f"tail__{column}" for column in columns)
    )


def newest_numbers(document_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Generation and number of each document that is still there, by its key; one statement."""
    rows = SharedDocument.objects.filter(pk__in=list(document_ids)).values_list(
        "pk", "generation", "number"
    )
    return {key: (generation, number) for key, generation, number in rows}


def read_missed(document_id: int, known: int, newest: int) -> tuple[StoredUpdate, ...]:
    """
    What was written in (`known`, `newest`]; to be called with the document's row locked.

    Where some of it is merged, the whole snapshot comes first.
    """
    if known >= newest:
        return ()
    try:
        return read_since(document_id, known)
    except LogCompacted:
        return _with_snapshot(document_id)


def _with_snapshot(document_id: int) -> tuple[StoredUpdate, ...]:
    document = SharedDocument.objects.select_related("snapshot").get(pk=document_id)
    snapshot = document.snapshot
    merged = StoredUpdate(
        snapshot.number, bytes(snapshot.state), None, SNAPSHOT, document.changed_at
    )
    return (merged, *read_since(document_id, snapshot.number))


def tail_of(document_id: int, until: int) -> list[DocumentUpdate]:
    """Rows up to `until` without their content, in order; for telling who changed what."""
    rows = DocumentUpdate.objects.filter(document=document_id, number__lte=until)
    return list(rows.select_related("author").defer("content").order_by("number"))


def find_documents_over(*, updates: int, tail_bytes: int, most: int) -> list[int]:
    """Keys of documents whose tails are longer than either bound, the longest first."""
    rows = SharedDocument.objects.filter(tail_count__gt=updates) | SharedDocument.objects.filter(
        tail_bytes__gt=tail_bytes
    )
    return list(rows.order_by("-tail_count").values_list("pk", flat=True)[:most])


def find_stale_projections(most: int) -> list[int]:
    """Keys of documents whose draft row is older than their log."""
    rows = SharedDocument.objects.filter(number__gt=F("workflow__draft__revision"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def _stored(
    number: int, content: Any, author_id: int | None, origin: str, at: datetime
) -> StoredUpdate:
    return StoredUpdate(number, bytes(content), author_id, origin, at)


def _refuse_gaps(document_id: int, numbers: Sequence[int], first: int, last: int) -> None:
    if list(numbers) != list(range(first, last + 1)):
        raise DocumentDamaged(
            document_id, f"its log has not all of the updates {first + 1} to {last}"
        )
