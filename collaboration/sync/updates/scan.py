"""
Reads an update of Yjs (encoding version 1) before native code does.

Native code trusts lengths, recurses into nested values and keeps what it cannot place yet; so what
reaches it has been walked through here, in time and memory linear in its size.
"""

from __future__ import annotations

from collaboration.errors import UpdateRefused
from collaboration.sync.encoding import Reader
from collaboration.sync.updates.bounds import (
    OWN_BOUNDS,
    DeletedRanges,
    ScanBounds,
    ScannedUpdate,
)
from collaboration.sync.updates.deletions import read_delete_set
from collaboration.sync.updates.neighbours import refuse_living_runs, refuse_misplaced
from collaboration.sync.updates.nesting import check_nesting
from collaboration.sync.updates.order import refuse_circles
from collaboration.sync.updates.readiness import needs_of
from collaboration.sync.updates.structs import StructReader


def scan_update(update: bytes, bounds: ScanBounds) -> ScannedUpdate:
    """
    Raises:
        UpdateRefused: malformed, over a bound, or holding what no client of ours makes.
    """
    reader = Reader(update, UpdateRefused)
    structs = StructReader(reader, bounds)
    structs.read()
    deletes = read_delete_set(reader, bounds)
    reader.finish()
    refuse_circles(reader, structs)
    check_nesting(reader, structs, bounds)
    refuse_misplaced(reader, structs)
    refuse_living_runs(reader, structs, deletes)
    return ScannedUpdate(
        spans=structs.spans,
        needs=needs_of(structs, deletes),
        deletes=deletes,
        roots=frozenset(structs.roots),
        has_skip=structs.has_skip,
        searched=structs.searched,
        bytes=len(update),
        halves=structs.halves,
        places=structs.places,
        besides=structs.besides,
    )


def deleted_ranges(update_of_own_state: bytes) -> DeletedRanges:
    """
    A document's delete set.

    Args:
        update_of_own_state: the document's update against its own state vector.
    """
    return scan_update(update_of_own_state, OWN_BOUNDS).deletes
