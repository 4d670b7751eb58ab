"""Clocks and timers that rooms are given, so that tests bring their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Handle(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """What an asyncio loop has of this."""

    def time(self) -> float: ...

    def call_soon(self, function: Callable[[], object], /) -> Handle: ...

    def call_later(self, delay: float, function: Callable[[], object], /) -> Handle: ...


class Pace:
    """
    Calls `flush` after it is asked to: once the loop's turn has ended when it was quiet before,
    else when it may again. Asking twice is asking once.

    Args:
        interval_s: between two calls, on average.
        saved: how many calls may come early after a quiet time, since edits do not come evenly.
    """

    def __init__(
        self,
        timers: Timers,
        interval_s: float,
        flush: Callable[[], object],
        *,
        saved: int = 0,
    ) -> None:
        self._timers = timers
        self._interval_s = interval_s
        self._early_s = saved * interval_s
        self._flush = flush
        self._handle: Handle | None = None
        self._due = float("-inf")

    def ask(self) -> None:
        if self._handle is not None:
            return
        wait_s = self._due - self._early_s - self._timers.time()
        if wait_s <= 0:
            self._handle = self._timers.call_soon(self.flush_now)
        else:
            self._handle = self._timers.call_later(wait_s, self.flush_now)

    def flush_now(self) -> None:
        self.stop()
        self._due = max(self._due, self._timers.time()) + self._interval_s
        self._flush()

    def stop(self) -> None:
        """Forget that anyone asked."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


def pace_of(timers: Timers, per_s: int, flush: Callable[[], object]) -> Pace:
    """Calls in no second more often than that, those that come early included."""
    saved = per_s // 10
    return Pace(timers, 1 / (per_s - saved), flush, saved=saved)


class Bucket:
    """
    Lets `per_s` through each second on average, and what was saved up over `saved_s` at once.
    """

    def __init__(self, per_s: float, saved_s: float, now: float) -> None:
        self._per_s = per_s
        self._most = per_s * saved_s
        self._left = self._most
        self._at = now

    def take(self, now: float, amount: float = 1.0) -> bool:
        """Whether there is room for so much more; if not, nothing is taken."""
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < amount:
            return False
        self._left -= amount
        return True


async def every(interval_s: float, duty: Callable[[], Awaitable[object]]) -> None:
    """Do it again and again until cancelled; one that fails is logged and done again."""
    while True:
        await asyncio.sleep(interval_s)
        try:
            await duty()
        except Exception:  # the next turn may go better; ending here would be silence for ever
            log.exception("a duty of live editing failed", duty=getattr(duty, "__name__", "?"))
