"""
Where texts hold characters of two UTF-16 units, and edits that would part one of them.

Clocks count UTF-16 units, so an item may stand between the two units of one character. Yjs writes
two replacement characters then, native code keeps or loses text, and replicas differ for good.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import suppress

from collaboration.errors import ShapeRefused, UpdateRefused
from collaboration.sync.encoding import Reader
from collaboration.sync.updates.bounds import (
    OWN_BOUNDS,
    ItemId,
    ScannedUpdate,
    SecondHalves,
    StateVector,
)
from collaboration.sync.updates.structs import HAS_ORIGIN, HAS_RIGHT_ORIGIN, StructReader

WRONG = 4422
# What characters of four bytes, which are those of two units, begin with. False alarms, as in the
# bytes of a large number, cost a reading.
FIRST_BYTES = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
FOUR_BYTES = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")


class Pairs:
    """
    The second units of all such characters of one document, by client; four bytes for each.

    Those that were deleted stay until the document is loaded anew: nobody refers to them rightly.
    """

    __slots__ = ("_halves",)

    def __init__(self) -> None:
        self._halves: dict[int, array[int]] = {}

    def read(self, updates: Iterable[bytes]) -> None:
        """Take in updates that were applied, in their order; at once where none has any."""
        for update in updates:
            if may_have_pairs(update):
                self.add(_halves_in(update))

    def join(self, others: Pairs) -> None:
        """Take in those of a later state of the document."""
        self.add(others._halves)

    def add(self, halves: SecondHalves) -> None:
        """Take in those of one update; what is known already is passed over."""
        for client, found in halves.items():
            known = self._halves.setdefault(client, array("I"))
            known.extend(found[bisect_left(found, known[-1] + 1) :] if known else found)

    def cut(self, state: StateVector) -> None:
        """The document has gone back to this state."""
        for client, known in list(self._halves.items()):
            del known[bisect_left(known, state.get(client, 0)) :]
            if not known:
                del self._halves[client]

    def first_unit(self, client: int, clock: int) -> int:
        """The clock of a character, given that of any of its units."""
        return clock - _holds(self._halves, client, clock)

    def refuse_parting(self, update: bytes, scanned: ScannedUpdate, state: StateVector) -> None:
        """
        Take an update that is ready only if it parts no character, of the document or its own.

        Costs nothing where there is no such character, else a second reading of the update.

        Raises:
            ShapeRefused: 4422.
        """
        if not self._halves and not scanned.halves:
            return
        # Where the document's part of a text ends inside of what is a character here, its author
        # said something else before.
        for client in scanned.halves:
            self._check(scanned, client, state.get(client, 0))
        for client, ranges in scanned.deletes.items():
            for start, end in ranges:
                self._check(scanned, client, start)
                self._check(scanned, client, end)
        _NeighbourReader(update, lambda client, at: self._check(scanned, client, at)).read()

    def _check(self, scanned: ScannedUpdate, client: int, at: int) -> None:
        """Nothing may begin or end before this clock if it is the second unit of a character."""
        if _holds(self._halves, client, at) or _holds(scanned.halves, client, at):
            raise ShapeRefused(WRONG, "an edit parts a character (a surrogate pair) of a text")


def may_have_pairs(update: bytes) -> bool:
    # Looking for single bytes is ten times as fast, and most documents have none of them.
    return any(first in update for first in FIRST_BYTES) and bool(FOUR_BYTES.search(update))


class _NeighbourReader(StructReader):
    """
    Reads an update that was read before, for what its items stand between.

    Args:
        check: called with client and clock of what is right of the edge that an item stands at.
    """

    __slots__ = ("_check",)

    def __init__(self, update: bytes, check: Callable[[int, int], None]) -> None:
        super().__init__(Reader(update, UpdateRefused), OWN_BOUNDS)
        self._check = check

    def _read_neighbours(self, client: int, clock: int, mark: int) -> ItemId:
        left = self._read_reference(client, clock) if mark & HAS_ORIGIN else None
        right = self._read_reference(client, clock) if mark & HAS_RIGHT_ORIGIN else None
        if left is not None:
            self._check(left[0], left[1] + 1)
        if right is not None:
            self._check(*right)
        return left or right or (client, clock)


def _holds(halves: SecondHalves, client: int, clock: int) -> bool:
    found = halves.get(client)
    if not found:
        return False
    index = bisect_left(found, clock)
    return index < len(found) and found[index] == clock


def _halves_in(update: bytes) -> SecondHalves:
    structs = StructReader(Reader(update, UpdateRefused), OWN_BOUNDS)
    with suppress(UpdateRefused):  # native code writes empty texts where a character was parted
        structs.read()
    return structs.halves
