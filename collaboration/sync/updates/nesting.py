"""
Types inside types: how deep, and whether what stands inside fits.

Native code recurses into them, so depth is a bound of safety. Of parents outside the update only
the least possible depth is known; the check of the resulting document is exact.
"""

from __future__ import annotations

from bisect import bisect_right

from collaboration.sync.encoding import Reader
from collaboration.sync.updates import contents
from collaboration.sync.updates.bounds import ItemId, ScanBounds
from collaboration.sync.updates.places import KEYED, LISTED
from collaboration.sync.updates.structs import StructReader

_FITTING = {contents.MAP: KEYED, contents.TEXT: LISTED}
_VALUES = (contents.ANY, contents.STRING)
DEPTH_SEEN_AT_ONCE = 2


def check_nesting(reader: Reader, structs: StructReader, bounds: ScanBounds) -> None:
    """Expects that no items wait for each other in a circle."""
    for parent, places in structs.children.items():
        kind = structs.types.get(parent)
        if kind is not None and places != _FITTING[kind]:
            reader.refuse("a map has an entry without a key, or a text one with a key")
    if _need_links(structs):
        links = _read_links(reader, bounds)
        _check_parents(reader, links)
        levels = _Levels(links)
        if any(levels.of(item) > bounds.type_depth for item in links.nested):
            reader.refuse("types are nested too deeply")
    elif structs.nested and bounds.type_depth < DEPTH_SEEN_AT_ONCE:
        reader.refuse("types are nested too deeply")


def _need_links(structs: StructReader) -> bool:
    """
    Whether the depth of some type, or what some parent is, cannot be told at once.

    It can where all types stand in roots or in types that do, as in what designers send.
    """
    if any(parent is None or parent in structs.nested for parent in structs.nested.values()):
        return True
    strangers = (parent for parent in structs.children if parent not in structs.types)
    return any(_is_inside(structs, parent) for parent in strangers)


def _is_inside(structs: StructReader, item: ItemId) -> bool:
    span = structs.spans.get(item[0])
    return span is not None and span[0] <= item[1] < span[1]


def _read_links(reader: Reader, bounds: ScanBounds) -> StructReader:
    structs = StructReader(Reader(reader.data, reader.refused), bounds, linked=True)
    structs.read()
    return structs


def _check_parents(reader: Reader, structs: StructReader) -> None:
    for parent in structs.children:
        index = _find(structs, parent)
        if index is not None and structs.links[parent[0]].kinds[index] in _VALUES:
            reader.refuse("a parent is not a type")


def _find(structs: StructReader, item: ItemId) -> int | None:
    """Index in its client's links of the struct that holds a clock; None outside the update."""
    if not _is_inside(structs, item):
        return None
    return bisect_right(structs.links[item[0]].clocks, item[1]) - 1


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
        links = self._structs.links[item[0]]
        if (beside := links.besides[index]) is not None:
            return beside, 0
        return links.insides[index], 1
