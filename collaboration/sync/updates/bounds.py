"""What an update may hold, and what was found in one."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from collaboration.sync.updates.places import Places

# Clocks are 32-bit numbers in the native code and are subtracted as signed ones.
LARGEST_CLOCK = 2**31 - 1

StateVector: TypeAlias = Mapping[int, int]  # client -> the clock that it will use next
Ranges: TypeAlias = tuple[tuple[int, int], ...]  # [clock, end), ascending, none touching the next
DeletedRanges: TypeAlias = Mapping[int, Ranges]  # by client
ItemId: TypeAlias = tuple[int, int]  # client, clock
# By client: the clocks, ascending, of the second units of characters that take two.
SecondHalves: TypeAlias = "Mapping[int, array[int]]"

# `meta` is written by the server alone.
EDITABLE_ROOTS = frozenset({"workflow", "tasks", "edges", "notes", "groups"})


@dataclass(frozen=True, slots=True)
class ScanBounds:
    """
    Args:
        depth: objects and lists inside each other in one value.
        structs: in one update, all clients together.
        types: maps and texts in one update; each takes some hundred bytes once it is applied.
        values: JSON values in one update, each entry of an object or a list for one.
        searched: items in one update whose place native code has to search for, see ScannedUpdate.
        clients: with structs in one update, and as many again with deletions.
        delete_ranges: in one update, all clients together.
        key_chars: of a key in a map; ids of tasks, edges and notes are keys.
        type_depth: maps and texts inside each other below a root; the root does not count.
        roots: that items may name as their parent.
    """

    depth: int = 64
    structs: int = 200_000
    types: int = 50_000
    values: int = 500_000
    searched: int = 5_000
    clients: int = 1_000
    delete_ranges: int = 200_000
    key_chars: int = 1_000
    type_depth: int = 2
    roots: frozenset[str] = EDITABLE_ROOTS


_UNBOUNDED = 2**31
# Of what this server wrote.
OWN_BOUNDS = ScanBounds(
    structs=_UNBOUNDED,
    types=_UNBOUNDED,
    values=_UNBOUNDED,
    searched=_UNBOUNDED,
    clients=_UNBOUNDED,
    delete_ranges=_UNBOUNDED,
    key_chars=_UNBOUNDED,
    roots=EDITABLE_ROOTS | {"meta"},
)


@dataclass(frozen=True, slots=True)
class ScannedUpdate:
    """
    Args:
        spans: client -> [first clock, end) of its structs in this update.
        needs: client -> clock end that must be known already: what items stand beside or inside,
            what precedes a span, what is deleted. Empty for an update that stands alone.
        deletes: what its delete set names; deletions inside its own structs may be missing here.
        roots: names of the root types that items name as their parent.
        has_skip: a span has a hole; `needs` covers the hole.
        searched: items that do not just follow the one before them, nor are the first under their
            key or in their text. Native code walks from their left to their right neighbour, which
            takes no time for what an editor made alone, and up to 0.1 µs for each item in between
            for what somebody contrived.
        bytes: length of the update.
        halves: where its texts hold characters of two units, see `Pairs`.
        places: by client, whether its items stand under keys or in texts.
        besides: what items stand beside -> KEYED | LISTED, which they are themselves; those that
            just follow the one before them, and fit, are left out. See `Neighbours`.
    """

    spans: Mapping[int, tuple[int, int]]
    needs: Mapping[int, int]
    deletes: DeletedRanges
    roots: frozenset[str]
    has_skip: bool
    searched: int
    bytes: int
    halves: SecondHalves = field(default_factory=dict)
    places: Mapping[int, Places] = field(default_factory=dict)
    besides: Mapping[ItemId, int] = field(default_factory=dict)
