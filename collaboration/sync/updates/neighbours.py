"""
What items stand beside, against what they are themselves.

An item with a neighbour takes its parent and its key from there. A text beside an entry of a map
would stand under the entry's key, where native code gives up encoding the document as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress

from collaboration.errors import ShapeRefused, UpdateRefused
from collaboration.sync.encoding import Reader
from collaboration.sync.updates.bounds import (
    OWN_BOUNDS,
    DeletedRanges,
    ItemId,
    ScannedUpdate,
    StateVector,
)
from collaboration.sync.updates.deletions import covers
from collaboration.sync.updates.places import ANYTHING, NOT_KNOWN, Places
from collaboration.sync.updates.state_vectors import write_state_vector
from collaboration.sync.updates.structs import StructReader

WRONG = 4422
MISPLACED = "a text stands beside an entry of a map, or an entry beside a text"
FEW = 4
MOST_RUNS = 200_000


def refuse_misplaced(reader: Reader, structs: StructReader) -> None:
    """Refuse what no document can make right: both are in the update."""
    _pass_on_claims(structs)
    for (client, clock), wanted in structs.besides.items():
        span = structs.spans.get(client)
        if span is None or not span[0] <= clock < span[1]:
            continue
        place = structs.places[client].at(clock)
        # What does not say where it stands has passed on what is wanted of it; it is in one place.
        if wanted & ~place if place != NOT_KNOWN else wanted == ANYTHING:
            reader.refuse(MISPLACED)


def _pass_on_claims(structs: StructReader) -> None:
    """What stands beside an item that does not say where it is stands where its neighbours are."""
    starts = {client: [each[0] for each in rows] for client, rows in structs.unsaid.items()}
    waiting = list(structs.besides.items()) if starts else []
    while waiting:
        (client, clock), place = waiting.pop()
        index = bisect_right(starts.get(client, ()), clock) - 1
        if index < 0:
            continue
        start, length, neighbours = structs.unsaid[client][index]
        for each in neighbours if clock < start + length else ():
            known = structs.besides.get(each, 0)
            if place & ~known:
                structs.besides[each] = known | place
                waiting.append((each, known | place))


def refuse_living_runs(reader: Reader, structs: StructReader, deletes: DeletedRanges) -> None:
    """
    Refuse several values at once under one key, but for old ones.

    A client that could still undo sends those in one item which it wrote one after the other; all
    are deleted then. Where only some of them are, native code encodes another document.
    """
    for client, clock, length in structs.value_runs:
        if not covers(deletes.get(client, ()), ((clock, clock + length),)):
            reader.refuse("several values stand under one key")


class Neighbours:
    """
    What is known of where the items of one document stand; the document is asked for the rest.

    It is asked once for each place where somebody begins to type: what they type there stands
    beside what they have typed before, and that is known.

    Args:
        encode: all that a replica with this state vector lacks.
        first_unit: the clock of a character, given that of any of its units.
    """

    __slots__ = ("_encode", "_first_unit", "_known")

    def __init__(
        self, encode: Callable[[bytes], bytes], first_unit: Callable[[int, int], int]
    ) -> None:
        self._encode = encode
        self._first_unit = first_unit
        self._known: dict[int, Places] = {}

    def forget(self) -> None:
        """The document has gone back."""
        self._known.clear()

    def learn(self, scanned: ScannedUpdate, state: StateVector) -> None:
        """
        Take in an update that was applied.

        Args:
            state: from before.
        """
        for client, (start, end) in scanned.spans.items():
            first = max(start, state.get(client, 0))
            if first < end:
                known = self._known.setdefault(client, Places())
                for run in scanned.places[client].runs(first, end):
                    known.put(*run)

    def refuse_misplaced(self, scanned: ScannedUpdate, state: StateVector) -> None:
        """
        Take an update that is ready only if its items fit to what they stand beside.

        Raises:
            ShapeRefused: 4422.
        """
        claims = dict(_claims(scanned, state))
        unknown = [item for item in claims if self._at(item) == NOT_KNOWN]
        if len(unknown) > FEW:
            self._ask(unknown, state)
        else:
            for item in unknown:
                if self._at(item) == NOT_KNOWN:
                    self._ask([item], state)
        for item, place in claims.items():
            # What even this server cannot read of an old document is left to native code.
            if place & ~(self._at(item) or ANYTHING):
                raise ShapeRefused(WRONG, MISPLACED)

    def _at(self, item: ItemId) -> int:
        known = self._known.get(item[0])
        return known.at(item[1]) if known is not None else NOT_KNOWN

    def _ask(self, items: list[ItemId], state: StateVector) -> None:
        """For one item read one struct, for several all from the first of each client on."""
        if sum(map(len, self._known.values())) > MOST_RUNS:
            self._known.clear()
        asked: dict[int, int] = {}
        for client, clock in items:
            first = self._first_unit(client, clock)
            asked[client] = min(first, asked.get(client, first))
        last = items[0][1] if len(items) == 1 else None
        reader = _PlaceReader(self._encode(write_state_vector({**state, **asked})), last)
        for client, start, end in reader.found():
            known = self._known.setdefault(client, Places())
            for run in reader.places[client].runs(start, end):
                known.put(*run)


def _claims(scanned: ScannedUpdate, state: StateVector) -> Iterator[tuple[ItemId, int]]:
    """What the update says of items that the document has."""
    for item, place in scanned.besides.items():
        if item[1] < state.get(item[0], 0):
            yield item, place
    # What begins before the document's end and goes on behind it stands beside the document's part.
    for client, (start, end) in scanned.spans.items():
        last = state.get(client, 0) - 1
        if start <= last < end - 1:
            place = scanned.places[client].at(last)
            if place not in (ANYTHING, NOT_KNOWN):
                yield (client, last), place | scanned.besides.get((client, last), 0)


class _Enough(Exception):
    """What was asked for is read."""


class _PlaceReader(StructReader):
    """
    Reads an encoding of this document.

    Args:
        last: the clock after which no item is of interest.
    """

    __slots__ = ("_begun", "_last", "_reached")
    _says_all = True

    def __init__(self, encoded: bytes, last: int | None) -> None:
        super().__init__(Reader(encoded, UpdateRefused), OWN_BOUNDS)
        self._last = last
        self._begun: dict[int, int] = {}
        self._reached: dict[int, int] = {}

    def found(self) -> Iterator[tuple[int, int, int]]:
        """Client, first clock and end of each row, as far as it was read."""
        with suppress(_Enough, UpdateRefused):
            self.read()
        for client, start in self._begun.items():
            if self._reached[client] > start:
                yield client, start, self._reached[client]

    def _read_row(self, client: int, clock: int, structs: int) -> int:
        self._begun[client] = self._reached[client] = clock
        self._reached[client] = end = super()._read_row(client, clock, structs)
        return end

    def _read_item(self, client: int, clock: int, mark: int) -> int:
        self._reached[client] = clock
        if self._last is not None and clock > self._last:
            raise _Enough
        length = super()._read_item(client, clock, mark)
        self._reached[client] = clock + length
        return length
