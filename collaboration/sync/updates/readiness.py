"""An update beside what a document has: can it be applied whole, does it change anything?"""

from __future__ import annotations

from collaboration.sync.updates.bounds import DeletedRanges, ScannedUpdate, StateVector
from collaboration.sync.updates.deletions import covers
from collaboration.sync.updates.structs import StructReader


def needs_of(structs: StructReader, deletes: DeletedRanges) -> dict[int, int]:
    """Client -> clock end that must be known before the update can be applied whole."""
    needs = {client: first for client, (first, _) in structs.spans.items() if first}
    needs.update(structs.holes)
    ends = {client: ranges[-1][1] for client, ranges in deletes.items()}
    for wanted in (structs.furthest, ends):
        for client, end in wanted.items():
            if end > structs.spans.get(client, (0, 0))[1] and end > needs.get(client, 0):
                needs[client] = end
    return needs


def is_ready(scanned: ScannedUpdate, state: StateVector) -> bool:
    """Nothing that it needs is missing, so applying it leaves nothing waiting."""
    return all(state.get(client, 0) >= end for client, end in scanned.needs.items())


def adds_nothing(scanned: ScannedUpdate, state: StateVector, deleted: DeletedRanges) -> bool:
    """
    Every struct and every deletion is known already.

    Args:
        deleted: the document's delete set, see `deleted_ranges`.
    """
    if any(state.get(client, 0) < end for client, (_, end) in scanned.spans.items()):
        return False
    return all(
        covers(deleted.get(client, ()), ranges) for client, ranges in scanned.deletes.items()
    )
