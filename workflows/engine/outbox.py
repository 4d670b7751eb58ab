"""
The line of hints for the channel layer: bounded, so that a layer that hangs costs no memory.

What is sent are hints; when the line is full the oldest is dropped, since newer ones say more.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

KEPT = 2_000
AT_ONCE = 8
PATIENCE_S = 2.0
SAY_EVERY = 1_000

Message = dict[str, Any]


class Outbox:
    """
    Sends from a loop what any thread puts in; messages of one group keep their order.

    Args:
        find_layer: the channel layer; asked for each time, None for there is none.
    """

    def __init__(
        self, find_layer: Callable[[], Any], *, kept: int = KEPT, patience_s: float = PATIENCE_S
    ) -> None:
        self._find_layer = find_layer
        self._kept = kept
        self._patience_s = patience_s
        self._line: deque[tuple[str, Message]] = deque()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_sending = False
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._line)

    def put(self, loop: asyncio.AbstractEventLoop, group: str, message: Message) -> None:
        """
        Line up one hint, to be sent from this loop.

        Raises:
            RuntimeError: the loop has closed.
        """
        with self._lock:
            if len(self._line) >= self._kept:
                self._line.popleft()
                self._count_dropped()
            self._line.append((group, message))
            if self._is_sending and loop is self._loop:
                return
            self._loop, self._is_sending = loop, True
        loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        # Held by the loop through what it awaits; a name of our own keeps it until then.
        self._task = asyncio.ensure_future(self._send_all())

    async def _send_all(self) -> None:
        try:
            while batch := self._take():
                await asyncio.gather(*(self._send(*each) for each in batch.items()))
        except BaseException:  # the loop is ending; another one may go on
            self._is_sending = False
            raise

    def _take(self) -> dict[str, list[Message]]:
        with self._lock:
            batch: dict[str, list[Message]] = defaultdict(list)
            while self._line and (len(batch) < AT_ONCE or self._line[0][0] in batch):
                group, message = self._line.popleft()
                batch[group].append(message)
            self._is_sending = bool(batch)
            return batch

    async def _send(self, group: str, messages: list[Message]) -> None:
        layer = self._find_layer()
        try:
            async with asyncio.timeout(self._patience_s):
                for message in messages:
                    await layer.group_send(group, message)
        except TimeoutError:
            self._count_dropped()
        except Exception as error:  # a hint must never hurt; what fails heals from the database
            log.warning("announcement lost", error=str(error))

    def _count_dropped(self) -> None:
        self.dropped += 1
        if self.dropped % SAY_EVERY == 1:
            log.warning("hints dropped: the channel layer is slow", dropped=self.dropped)
