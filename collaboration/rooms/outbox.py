"""
How frames leave for one socket: nothing here waits, raises, or grows without bound.

Our web server takes a frame straight to the connection. Under others `send` may wait, so frames
queue up behind a task that sends them one after the other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog

from collaboration.rooms.closing import Closing
from workflows.rest.back_pressure import EXTENSION, Outgoing, outgoing_of

log = structlog.get_logger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox(Protocol):
    """One socket's way out; what is given to it after `close` is dropped."""

    def send(self, frame: bytes) -> None: ...

    def close(self, closing: Closing) -> None: ...

    def pending_bytes(self) -> int: ...


def outbox_of(scope: Mapping[str, Any], send: Send) -> DirectOutbox | QueuedOutbox:
    is_direct = EXTENSION in (scope.get("extensions") or {})
    return DirectOutbox(send, outgoing_of(scope)) if is_direct else QueuedOutbox(send)


def _message(frame: bytes) -> dict[str, Any]:
    return {"type": "websocket.send", "bytes": frame}


def _end(closing: Closing) -> dict[str, Any]:
    return {"type": "websocket.close", "code": closing.code, "reason": closing.reason}


class DirectOutbox:
    """Hands frames over in the same turn; the server tells how much its client has not read."""

    def __init__(self, send: Send, outgoing: Outgoing) -> None:
        self._send: Send | None = send
        self._outgoing = outgoing

    def send(self, frame: bytes) -> None:
        if self._send is None:
            return
        if self._outgoing.send_at_once is None:
            self._hand_over(self._send, _message(frame))
            return
        try:
            self._outgoing.send_at_once(frame)
        except Exception as error:  # the socket is gone; its own loop hears of that
            self._give_up(error)

    def close(self, closing: Closing) -> None:
        if self._send is not None:
            self._hand_over(self._send, _end(closing))
            self._send = None

    def pending_bytes(self) -> int:
        return self._outgoing.pending_bytes()

    def _hand_over(self, send: Send, message: dict[str, Any]) -> None:
        try:
            # The server's `send` has no await in it: one step runs it to its end.
            send(message).__await__().__next__()
        except StopIteration:
            return
        except Exception as error:  # the socket is gone; its own loop hears of that
            self._give_up(error)
        else:
            self._send = None

    def _give_up(self, error: Exception) -> None:
        log.debug("frame not sent", error=str(error))
        self._send = None


class QueuedOutbox:
    """A queue, and the task that empties it; `finish` waits until that has ended."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: deque[dict[str, Any]] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._is_closed = False
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: bytes) -> None:
        if not self._is_closed:
            self._bytes += len(frame)
            self._put(_message(frame))

    def close(self, closing: Closing) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._put(_end(closing))

    def pending_bytes(self) -> int:
        return self._bytes

    async def finish(self) -> None:
        """Drop what is queued; the socket has ended."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    def _put(self, message: dict[str, Any]) -> None:
        self._queue.append(message)
        self._wake.set()

    async def _write(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    await self._send_next()
        except Exception as error:  # the socket is gone; its own loop hears of that
            log.debug("frame not sent", error=str(error))
            self._is_closed = True
            self._queue.clear()

    async def _send_next(self) -> None:
        message = self._queue.popleft()
        await self._send(message)
        self._bytes -= len(message.get("bytes", b""))
