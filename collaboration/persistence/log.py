"""
The log of shared documents: all that rooms and the drafts port need of it.

    document = find_document(workflow)
    state = load_state(document.pk)         # everything, to be applied in order
    doc = open_document(state)              # or that, on the calling thread
    append([Append(...)])                   # committed when it returns
    read_since(document.pk, state.number)   # what others have written meanwhile
"""

from collaboration.persistence.appending import Outcome, append
from collaboration.persistence.beginning import find_document
from collaboration.persistence.compaction import compact
from collaboration.persistence.documents import open_document
from collaboration.persistence.entries import (
    Append,
    Appended,
    Entry,
    StoredState,
    StoredUpdate,
)
from collaboration.persistence.hints import announce
from collaboration.persistence.projections import store_projection
from collaboration.persistence.reading import (
    SNAPSHOT,
    load_state,
    newest_numbers,
    read_since,
)

__all__ = [
    "SNAPSHOT",
    "Append",
    "Appended",
    "Entry",
    "Outcome",
    "StoredState",
    "StoredUpdate",
    "announce",
    "append",
    "compact",
    "find_document",
    "load_state",
    "newest_numbers",
    "open_document",
    "read_since",
    "store_projection",
]
