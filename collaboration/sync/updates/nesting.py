"""
Types inside types: how deep, and whether what stands inside fits.

Native code recurses into them, so depth is a bound of safety. Of parents outside the update only
the least possible depth is known; the check of the resulting document is exact.
"""

from __future__ import annotations

from bisect import bisect_right

from collaboration.sync.encoding import Reader
from collaboration.sync.updates import contents
from collaboration.sync.updates.bounds import ScanBounds
from collaboration.sync.updates.structs import KEYED, LISTED, ItemId, StructReader

_FITTING = {contents.MAP: KEYED, contents.TEXT: LISTED}


def check_nesting(reader: Reader, structs: StructReader, bounds: ScanBounds) -> None:
    """Expects that no items wait for each other in a circle."""
    for parent, places in structs.children.items():
        kind = structs.types.get(parent)
        if kind is None:
            _check_is_no_value(reader, structs, parent)
        elif places != _FITTING[kind]:
            reader.refuse("a map has an entry without a key, or a text one with a key")
    levels = _Levels(structs)
    for item in structs.nested:
        if levels.of(item) > bounds.type_depth:
            reader.refuse("types are nested too deeply")


def _check_is_no_value(reader: Reader, structs: StructReader, parent: ItemId) -> None:
    index = _find(structs, parent)
    if index is not None and structs.rows[parent[0]].kinds[index] in (
        contents.ANY,
        contents.STRING,
    ):
        reader.refuse("a parent is not a type")


def _find(structs: StructReader, item: ItemId) -> int | None:
    """Index in its row of the struct that holds a clock; None outside the update."""
    client, clock = item
    span = structs.spans.get(client)
    if span is None or not span[0] <= clock < span[1]:
        return None
    return bisect_right(structs.rows[client].clocks, clock) - 1


class _Levels:
    """Level 1 stands in a root. Walks each item once, however long a chain of neighbours is."""

    def __init__(self, structs: StructReader) -> None:
        self._structs = structs
        self._known: dict[ItemId, int] = {}

    def of(self, item: ItemId) -> int:
        steps: list[tuple[ItemId, int]] = []
        above: ItemId | None = item
        level = 0
        while above is not None:
            if above in self._known:
                level = self._known[above]
                break
            here = above
            above, rise = self._step(here)
            steps.append((here, rise))
        for here, rise in reversed(steps):
            level += rise
            self._known[here] = level
        return level

    def _step(self, item: ItemId) -> tuple[ItemId | None, int]:
        """Towards the root: the neighbour or parent, and how many levels that is."""
        index = _find(self._structs, item)
        if index is None:
            return None, 1
        row = self._structs.rows[item[0]]
        if (beside := row.besides[index]) is not None:
            return beside, 0
        return row.insides[index], 1
