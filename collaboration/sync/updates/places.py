"""Whether items stand under keys of maps or in texts, by their clocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

# As bits: what may stand there. Beside what was collected, everything is collected as well.
NOT_KNOWN, KEYED, LISTED, ANYTHING = 0, 1, 2, 3


class Places:
    """Those of one client, in runs of equal ones; where nothing was put, they are not known."""

    __slots__ = ("_places", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._places: list[int] = []

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, clock: int) -> int:
        index = bisect_right(self._starts, clock)
        return self._places[index - 1] if index else NOT_KNOWN

    def last(self) -> int:
        return self._places[-1] if self._places else NOT_KNOWN

    def begin(self, clock: int, place: int) -> None:
        """From this clock on, which is behind all others."""
        if place != self.last():
            self._starts.append(clock)
            self._places.append(place)

    def put(self, start: int, end: int, place: int) -> None:
        low, high = bisect_left(self._starts, start), bisect_right(self._starts, end)
        before = self._places[low - 1] if low else NOT_KNOWN
        after = self._places[high - 1] if high else NOT_KNOWN
        borders = [(start, place)] * (before != place) + [(end, after)] * (after != place)
        self._starts[low:high] = [clock for clock, _ in borders]
        self._places[low:high] = [which for _, which in borders]

    def runs(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """(start, end, place) of each between two clocks."""
        index = bisect_right(self._starts, start)
        starts = [start, *(each for each in self._starts[index:] if each < end)]
        return [
            (begun, ended, self.at(begun))
            for begun, ended in zip(starts, [*starts[1:], end], strict=True)
        ]
