"""Which of the checkpoints that were made by themselves are still worth their place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

# Up to this age, the newest of each stretch of that length is kept; of the last hour, all.
STRETCHES = (
    (timedelta(hours=1), timedelta(0)),
    (timedelta(days=1), timedelta(minutes=10)),
    (timedelta(days=30), timedelta(hours=1)),
)
LATER = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def superfluous(points: Iterable[tuple[int, datetime]], now: datetime) -> list[int]:
    """
    Keys of the points that may go; thinning again at once finds none.

    Args:
        points: key and moment of each.
    """
    newest_first = sorted(points, key=lambda point: (point[1], point[0]), reverse=True)
    kept: set[tuple[timedelta, int]] = set()
    gone = []
    for key, at in newest_first:
        length = _stretch_at_age(now - at)
        if not length:
            continue
        # Stretches lie at fixed times, so that those kept today are the same tomorrow.
        place = (length, (at - _EPOCH) // length)
        if place in kept:
            gone.append(key)
        kept.add(place)
    return gone


def _stretch_at_age(age: timedelta) -> timedelta:
    return next((length for oldest, length in STRETCHES if age < oldest), LATER)
