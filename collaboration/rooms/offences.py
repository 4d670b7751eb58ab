"""People whose sockets were refused again and again are kept out for a while."""

from __future__ import annotations

from collaboration.rooms.closing import BAD_SHAPE, MALFORMED, TOO_FAST, TOO_LARGE, Closing
from collaboration.rooms.timing import Bucket

COUNTED = frozenset({MALFORMED, TOO_LARGE, BAD_SHAPE, TOO_FAST})
MOST_PEOPLE = 1_000


class Offences:
    """
    Each refusal may cost the document in memory to be made anew, which everybody in it waits for.

    Honest clients are refused once, and do not come back by themselves.

    Args:
        most_per_minute: refusals that one person may cause.
    """

    def __init__(self, most_per_minute: int) -> None:
        self._per_s = most_per_minute / 60
        self._buckets: dict[int, Bucket] = {}
        self._kept_out_until: dict[int, float] = {}

    def note(self, person: int, closing: Closing, now: float) -> None:
        if closing.code not in COUNTED:
            return
        bucket = self._buckets.get(person)
        if bucket is None:
            self._forget_some()
            bucket = self._buckets[person] = Bucket(self._per_s, 60, now)
        if not bucket.take(now):
            self._kept_out_until[person] = now + 60

    def is_kept_out(self, person: int, now: float) -> bool:
        until = self._kept_out_until.get(person)
        if until is None or until > now:
            return until is not None
        del self._kept_out_until[person]
        return False

    def _forget_some(self) -> None:
        while len(self._buckets) >= MOST_PEOPLE:
            person = next(iter(self._buckets))
            del self._buckets[person]
            self._kept_out_until.pop(person, None)
