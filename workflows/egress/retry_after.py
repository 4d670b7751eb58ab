"""Reads `Retry-After`, which servers write in two ways."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_S = 86_400.0


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """
    Seconds to wait, from a number of seconds or an HTTP date; None when it says nothing usable.

    Never negative, at most a day.
    """
    if not value:
        return None
    seconds = _seconds_of(value.strip(), now)
    if seconds is None or seconds != seconds:
        return None
    return min(max(seconds, 0.0), LONGEST_S)


def _seconds_of(value: str, now: datetime) -> float | None:
    try:
        return float(value)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
