"""Whom this process lets in at all, decided before anything is written for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from collaboration.conf import CollaborationConfig
from collaboration.rooms.closing import TOO_FAST, TROUBLE, Closing, TurnedAway
from collaboration.rooms.offences import Offences
from collaboration.rooms.timing import Bucket

MOST_PEOPLE = 10_000
SAVED_S = 60.0


class Door:
    """
    Counts how often each person comes in, and how often their sockets were refused.

    To be used from any thread: a seat is given where the database may block.
    """

    def __init__(self, config: CollaborationConfig, now: Callable[[], float]) -> None:
        self._per_s = config.arrivals_per_minute / 60
        self._now = now
        self._lock = threading.Lock()
        self._offences = Offences(config.refusals_per_minute)
        self._arrivals: dict[int, Bucket] = {}

    def let_in(self, person: int) -> None:
        """
        Raises:
            TurnedAway: not now; says why.
        """
        with self._lock:
            now = self._now()
            if self._offences.is_kept_out(person, now):
                raise TurnedAway(TOO_FAST, "too much of what you sent was refused; wait a minute")
            if not self._arrivals_of(person, now).take(now):
                # Pages come back by themselves, and honest ones find it open soon.
                raise TurnedAway(TROUBLE, "you come in too often; come back in a moment")

    def note_end(self, person: int, closing: Closing) -> None:
        """One of their sockets was ended like this."""
        with self._lock:
            self._offences.note(person, closing, self._now())

    def _arrivals_of(self, person: int, now: float) -> Bucket:
        bucket = self._arrivals.get(person)
        if bucket is None:
            while len(self._arrivals) >= MOST_PEOPLE:
                del self._arrivals[next(iter(self._arrivals))]
            bucket = self._arrivals[person] = Bucket(self._per_s, SAVED_S, now)
        return bucket
