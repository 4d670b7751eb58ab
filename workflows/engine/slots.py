"""
The places of one process in which task runs compute.

Threads of one interpreter share its lock, and attempts of one execution share its row: a crowd of
slots on short tasks is several times slower than one. So another slot joins only when all that are
taken have been busy with one task for a while, and a slot whose task was short leaves when another
one is there for the rest.

A slot whose task was fenced off and still does not end is *deaf*: its thread cannot be stopped, so
the slot is given to another thread, up to a bound; beyond it the process has one slot less.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONG_S = 0.001


class Slots:
    """
    Counts taken slots and when each began the task it is at.

    A slot between tasks, or at one for less than a millisecond, is *quick*.

    Args:
        spare: so many deaf slots are replaced.
    """

    def __init__(self, total: int, spare: int = 0) -> None:
        self.total = total
        self._spare = spare
        self._lock = threading.Lock()
        self._began: dict[int, float | None] = {}
        self._at: dict[int, object] = {}
        self._deaf: set[int] = set()
        self._next = 0

    @property
    def usable(self) -> int:
        """Slots that there are, without the deaf ones that are not replaced."""
        return max(0, self.total - max(0, len(self._deaf) - self._spare))

    @property
    def deaf(self) -> int:
        return len(self._deaf)

    @property
    def taken(self) -> int:
        return len(self._began)

    def take(self) -> int | None:
        """A slot to work in; None when all are taken."""
        with self._lock:
            if self.are_all_taken:
                return None
            self._next += 1
            self._began[self._next] = None
            return self._next

    def leave(self, slot: int) -> None:
        with self._lock:
            self._began.pop(slot, None)
            self._deaf.discard(slot)

    @contextmanager
    def computing(self, slot: int, attempt: object) -> Iterator[None]:
        """Mark the time that one task takes, and which attempt it is."""
        with self._lock:
            self._began[slot] = time.monotonic()
            self._at[slot] = attempt
        try:
            yield
        finally:
            with self._lock:
                del self._at[slot]
                if slot not in self._deaf:
                    self._began[slot] = None

    def declare_deaf(self, attempt: object) -> bool:
        """Take the slot away from the thread that computes this; False when none does any more."""
        with self._lock:
            for slot, at in self._at.items():
                if at is attempt and slot not in self._deaf:
                    self._deaf.add(slot)
                    del self._began[slot]
                    return True
            return False

    def is_deaf(self, slot: int) -> bool:
        return slot in self._deaf

    @property
    def are_all_taken(self) -> bool:
        return len(self._began) >= self.usable

    def has_quick(self) -> bool:
        """Whether a slot is between tasks, or will be in a moment."""
        with self._lock:
            return self._quick() > 0

    def has_room(self) -> bool:
        """Whether one more slot would help: none is quick, and not all are taken."""
        with self._lock:
            return not self.are_all_taken and not self._quick()

    def leave_if_crowded(self, slot: int) -> bool:
        """Leave if another quick slot is there to go on; never do the last two leave each other."""
        with self._lock:
            if self._quick() <= 1:
                return False
            self._began.pop(slot, None)
            return True

    def _quick(self) -> int:
        now = time.monotonic()
        return sum(1 for began in self._began.values() if began is None or now - began < LONG_S)
