"""Edits that were applied here and wait to be committed, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from collaboration.persistence.entries import Entry
from collaboration.rooms.connection import Connection

BATCH_EDITS = 2_000
BATCH_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """
    Args:
        update: what was new in the frame; empty when it said nothing new, and only waits for its
            turn to be called saved.
        spans: what it adds, by Yjs client.
        received_at: by the loop's clock.
    """

    source: Connection
    update: bytes
    spans: Mapping[int, tuple[int, int]]
    touched: tuple[str, ...]
    received_at: float

    @property
    def author(self) -> int:
        return self.source.user_id


class EditQueue:
    """
    Marks count edits: `put` gives the mark of what was put, `done` is that of the last which was
    committed or given up.
    """

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._in_flight: list[Waiting] = []
        self.bytes = 0
        self.last = 0
        self.done = 0

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_flight)

    def __iter__(self) -> Iterator[Waiting]:
        yield from self._in_flight
        yield from self._waiting

    def put(self, waiting: Waiting) -> int:
        self._waiting.append(waiting)
        self.bytes += len(waiting.update)
        self.last += 1
        return self.last

    def depends_on_others(self, author: int, needs: Mapping[int, int]) -> bool:
        """
        Whether an update needs what another author's edits here add.

        Nobody was told of those yet, and they may still be refused: what builds upon them has to
        wait until they are committed.
        """
        if not needs or not len(self):
            return False
        return any(
            client in needs and needs[client] > first
            for each in self
            if each.author != author
            for client, (first, _) in each.spans.items()
        )

    def begin(self) -> list[Waiting]:
        """The next edits to be committed, at most a batch; they are under way until `end`."""
        size = 0
        while self._waiting and len(self._in_flight) < BATCH_EDITS and size < BATCH_BYTES:
            waiting = self._waiting.popleft()
            size += len(waiting.update)
            self._in_flight.append(waiting)
        return list(self._in_flight)

    def end(self) -> None:
        """What was under way is settled."""
        self.bytes -= sum(len(each.update) for each in self._in_flight)
        self.done += len(self._in_flight)
        self._in_flight.clear()

    def put_back(self) -> None:
        """What was under way waits again, in its old place."""
        self._waiting.extendleft(reversed(self._in_flight))
        self._in_flight.clear()

    def drop_of(self, authors: frozenset[int]) -> None:
        """Forget what these authors wait for; marks given out before mean nothing any more."""
        self._waiting = deque(each for each in self._waiting if each.author not in authors)
        self._count_anew()

    def _count_anew(self) -> None:
        self.bytes = sum(len(each.update) for each in self)
        self.last = self.done + len(self)


def entries_of(batch: Iterable[Waiting]) -> tuple[Entry, ...]:
    """One entry for each edit that says something new."""
    return tuple(
        Entry(each.update, each.author, "edit", each.touched) for each in batch if each.update
    )
