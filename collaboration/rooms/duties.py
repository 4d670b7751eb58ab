"""What is done for all rooms again and again, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from collaboration.rooms.timing import Pace, Timers, every

log = structlog.get_logger(__name__)

BEAT_S = 1.0
STALLED_S = 5.0
SOON_S = 0.1

Duty = Callable[[], Awaitable[object]]


class Beat:
    """
    Notices that the process stood still, as after SIGSTOP or a laptop's sleep.

    What it believed then (numbers, rights, seats) may be wrong in the meantime.
    """

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._at = timers.time()

    def note(self) -> None:
        self._at = self._timers.time()

    @property
    def has_stalled(self) -> bool:
        """True until `note` is called."""
        return self._timers.time() - self._at > STALLED_S


class Soon:
    """Does a thing shortly after it was asked for, once for all who asked, never twice at once."""

    def __init__(self, timers: Timers, duty: Duty, interval_s: float = SOON_S) -> None:
        self._duty = duty
        self._pace = Pace(timers, interval_s, self._begin)
        self._task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        self._pace.ask()

    def _begin(self) -> None:
        if self._task is not None and not self._task.done():
            self._pace.ask()  # what is under way may have looked too early
        else:
            self._task = asyncio.get_running_loop().create_task(self._do())

    async def _do(self) -> None:
        try:
            await self._duty()
        except Exception:  # it is done again at its own interval
            log.exception("a duty of live editing failed")

    async def close(self) -> None:
        self._pace.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


def start(duties: dict[str, tuple[float, Duty]]) -> list[asyncio.Task[None]]:
    """One task for each."""
    loop = asyncio.get_running_loop()
    return [
        loop.create_task(every(interval_s, duty), name=f"live-{name}")
        for name, (interval_s, duty) in duties.items()
    ]
