"""Delete sets: ranges of clocks by client."""

from __future__ import annotations

from collections.abc import Iterable

from collaboration.sync.encoding import Reader
from collaboration.sync.updates.bounds import LARGEST_CLOCK, DeletedRanges, Ranges, ScanBounds


def read_delete_set(reader: Reader, bounds: ScanBounds) -> DeletedRanges:
    """Of each client, sorted and merged; clients without ranges are left out."""
    found: dict[int, list[tuple[int, int]]] = {}
    left = bounds.delete_ranges
    clients = reader.count(2)
    if clients > bounds.clients:
        reader.refuse("the delete set has too many clients")
    for _ in range(clients):
        client = reader.uint()
        count = reader.count(2)
        left -= count
        if left < 0:
            reader.refuse("the delete set has too many ranges")
        ranges = [_read_range(reader) for _ in range(count)]
        found.setdefault(client, []).extend(ranges)
    return {client: merge_ranges(ranges) for client, ranges in found.items() if ranges}


def _read_range(reader: Reader) -> tuple[int, int]:
    clock = reader.uint()
    end = clock + reader.uint()
    if not clock < end <= LARGEST_CLOCK:
        reader.refuse("a deleted range is empty or too long")
    return clock, end


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ascending, with overlapping and touching ranges made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def covers(outer: Ranges, inner: Ranges) -> bool:
    """Whether every clock of `inner` is in `outer`; both as `merge_ranges` gives them."""
    candidates = iter(outer)
    current = next(candidates, None)
    for start, end in inner:
        while current is not None and current[1] < end:
            current = next(candidates, None)
        if current is None or start < current[0]:
            return False
    return True
