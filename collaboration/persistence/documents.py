"""
Between a stored log and a document in memory.

Documents made here belong to the thread that made them, like all of pycrdt's, and write as the
server: only who holds the document's row may commit what is written into one.
"""

from __future__ import annotations

from collections.abc import Iterable

from collaboration.errors import DocumentDamaged
from collaboration.persistence.entries import StoredState
from collaboration.sync.projection import project
from collaboration.sync.roots import SharedDoc
from collaboration.sync.updates import deleted_ranges, read_state_vector
from collaboration.sync.writing import declare_roots, new_doc
from workflows.definition.canonical import canonical_text

NATIVE = "pyo3_runtime"  # a panic of native code arrives as a BaseException from there
MOST_CLIENTS = 2**31


def open_document(state: StoredState) -> SharedDoc:
    """
    The document as of the last update of `state`.

    Raises:
        DocumentDamaged: an update cannot be read.
    """
    return _applied(state.document_id, state.updates)


def encode_verified(document_id: int, doc: SharedDoc) -> bytes:
    """
    The full encoding, read back and compared before anybody relies on it.

    Raises:
        DocumentDamaged: what is read back is another document.
    """
    encoded = doc.get_update()
    copy = _applied(document_id, [encoded])
    if not is_same_document(doc, copy):
        raise DocumentDamaged(document_id, "its encoding does not give the same document back")
    return encoded


def is_same_document(one: SharedDoc, other: SharedDoc) -> bool:
    """Whether both hold the same, are at the same point, and have deleted the same."""
    state = one.get_state()
    if state != other.get_state() and _known(one) != _known(other):
        return False
    return _deleted(one) == _deleted(other) and _text(one) == _text(other)


def _applied(document_id: int, updates: Iterable[bytes]) -> SharedDoc:
    doc = new_doc()
    try:
        # One transaction: twice as fast as one for each.
        with doc.transaction():
            for update in updates:
                doc.apply_update(update)
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__module__ != NATIVE:
            raise
        raise DocumentDamaged(document_id, f"an update cannot be applied ({error})") from error
    declare_roots(doc)
    return doc


def _known(doc: SharedDoc) -> dict[int, int]:
    return read_state_vector(doc.get_state(), clients=MOST_CLIENTS)


def _deleted(doc: SharedDoc) -> object:
    return deleted_ranges(doc.get_update(doc.get_state()))


def _text(doc: SharedDoc) -> str:
    return canonical_text(project(doc))
