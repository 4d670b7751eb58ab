"""State vectors, and updates that are read before they are applied."""

from collaboration.sync.updates.bounds import (
    EDITABLE_ROOTS,
    DeletedRanges,
    Ranges,
    ScanBounds,
    ScannedUpdate,
    StateVector,
)
from collaboration.sync.updates.neighbours import Neighbours
from collaboration.sync.updates.pairs import Pairs, may_have_pairs
from collaboration.sync.updates.readiness import adds_nothing, is_ready
from collaboration.sync.updates.scan import deleted_ranges, scan_update
from collaboration.sync.updates.state_vectors import read_state_vector

__all__ = [
    "EDITABLE_ROOTS",
    "DeletedRanges",
    "Neighbours",
    "Pairs",
    "Ranges",
    "ScanBounds",
    "ScannedUpdate",
    "StateVector",
    "adds_nothing",
    "deleted_ranges",
    "is_ready",
    "may_have_pairs",
    "read_state_vector",
    "scan_update",
]
