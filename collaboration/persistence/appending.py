"""
Appending to logs: the one way in which a shared document changes.

Several documents are written in one transaction, so that one flush to the disk serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from collaboration.errors import DocumentDamaged, DocumentGone, DocumentRenewed
from collaboration.persistence.entries import Append, Appended, Entry
from collaboration.persistence.hints import announce
from collaboration.persistence.paths import write_paths
from collaboration.persistence.reading import read_missed
from collaboration.persistence.statements import (
    as_stored,
    grow,
    insert_updates,
    lock_rows,
    members_among,
)
from workflows.access import Capability, roles_with
from workflows.crashpoints import crashpoint

Outcome = Appended | DocumentGone | DocumentRenewed


@dataclass(frozen=True, slots=True)
class LockedDocument:
    """A document's row, which nobody else can change before the transaction ends."""

    key: int
    workflow: int
    team: int
    generation: int
    number: int


def append(batch: Sequence[Append]) -> tuple[Outcome, ...]:
    """
    Commit entries of any number of documents, one `Append` for each, in one transaction.

    When it returns, everything is on the disk, in the order of the entries; when it raises,
    nothing is. Authors who may not edit any more are looked up in the same transaction. A hint
    goes out for each document that has grown.

    Returns:
        For each `Append`, in order: what became of it; `DocumentGone` when the workflow was
        deleted; `DocumentRenewed` when the document has another generation, or a number below
        `known`, as after restoring a backup.
    """
    with transaction.atomic(durable=True):
        locked = lock_documents(each.document_id for each in batch)
        allowed = editors_among(locked.values(), batch)
        outcomes = tuple(_append_one(locked.get(each.document_id), each, allowed) for each in batch)
        crashpoint("append.before_commit")
    crashpoint("append.after_commit")
    return outcomes


def lock_documents(document_ids: Iterable[int]) -> dict[int, LockedDocument]:
    """
    Lock the rows of these documents until the transaction ends, by ascending key.

    Everybody locks in this order, so nobody waits in a circle. Missing ones are left out.
    """
    keys = sorted(set(document_ids))
    if not keys:
        return {}
    return {row[0]: LockedDocument(*row) for row in lock_rows(keys)}


def editors_among(
    documents: Iterable[LockedDocument], batch: Iterable[Append]
) -> frozenset[tuple[int, int]]:
    """Pairs of team and author, of those who may edit there now; one statement, or none."""
    teams = {document.team for document in documents}
    authors = {entry.author_id for each in batch for entry in each.entries} - {None}
    if not teams or not authors:
        return frozenset()
    return frozenset(members_among(teams, authors, roles_with(Capability.EDIT)))


def _append_one(
    document: LockedDocument | None, wanted: Append, allowed: frozenset[tuple[int, int]]
) -> Outcome:
    if document is None:
        return DocumentGone()
    if document.generation != wanted.generation or document.number < wanted.known:
        return DocumentRenewed()
    refused = frozenset(
        entry.author_id
        for entry in wanted.entries
        if entry.author_id is not None and (document.team, entry.author_id) not in allowed
    )
    missed = read_missed(document.key, wanted.known, document.number)
    entries = [entry for entry in wanted.entries if entry.author_id not in refused]
    number = write_entries(document, entries)
    return Appended(document.key, document.number + 1, number, missed, refused)


def write_entries(document: LockedDocument, entries: Sequence[Entry]) -> int:
    """
    Write entries to a log whose row is locked; the number of the last one.

    Access is checked already.
    """
    if not entries:
        return document.number
    now = as_stored(timezone.now())
    insert_updates(
        (
            document.key,
            number,
            entry.update,
            entry.author_id,
            entry.origin,
            write_paths(entry.touched),
            now,
        )
        for number, entry in enumerate(entries, document.number + 1)
    )
    number = document.number + len(entries)
    # The lock decides who is next; the condition proves that it was held.
    if not grow(document.key, document.number, number, sum(len(e.update) for e in entries), now):
        raise DocumentDamaged(document.key, "two processes wrote to it at once")
    announce(document.key, number)
    return number
