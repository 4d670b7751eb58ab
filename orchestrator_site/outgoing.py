"""What Twisted still holds of each socket and answer: told to who sends, and bounded in time."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from workflows.rest.back_pressure import Outgoing

log = structlog.get_logger(__name__)

# Sockets whose client answers no ping end within 20 s; this one also ends closing sockets.
STALLED_S = 60
# How often an answer that waits for its client looks again.
LOOK_AGAIN_S = 0.05


class Unread:
    """What waits in the transport under one connection, and since when nothing of it has left."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        # What had left, and when that was noticed; nothing yet, or the first bytes would look old.
        self._moved: tuple[int, float] | None = None

    def pending_bytes(self) -> int:
        """Of what was sent and all that is around it."""
        transport = self._transport
        if not transport.connected:
            return 0
        first = len(transport.dataBuffer) - transport.offset
        return int(first + transport._tempDataLen)

    def sent_bytes(self) -> int:
        raise NotImplementedError

    def end_if_stalled(self, now: float) -> None:
        """Drop the connection if no byte has left for `STALLED_S`, though some should."""
        pending = self.pending_bytes()
        left = self.sent_bytes() - pending
        if not pending or self._moved is None or left != self._moved[0]:
            self._moved = (left, now)
        elif now - self._moved[1] >= STALLED_S:
            log.info("connection dropped: its client reads nothing", pending_bytes=pending)
            self._transport.abortConnection()

    def stopProducing(self) -> None:
        """The connection is gone."""


class OutgoingAnswer(Unread):
    """Watches the transport under an HTTP request; its producer is the HTTP channel itself."""

    def __init__(self, request: Any) -> None:
        super().__init__(request.channel.transport)
        self._request = request

    def told(self) -> Outgoing:
        """What whoever answers in pieces gets to see."""
        return Outgoing(self.pending_bytes, self.drained)

    def sent_bytes(self) -> int:
        return int(self._request.sentLength)

    async def drained(self) -> None:
        while self.pending_bytes():
            await asyncio.sleep(LOOK_AGAIN_S)


@implementer(IPushProducer)
class OutgoingBytes(Unread):
    """
    Watches the transport under one websocket, as its producer.

    Twisted tells a producer when more than 64 kB wait, and when all of that is sent; the HTTP
    channel, which was the producer before the upgrade, has nothing to produce any more.
    """

    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol.transport)
        self._protocol = protocol
        self._is_drained = asyncio.Event()
        self._is_drained.set()
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    def told(self) -> Outgoing:
        """What a consumer gets to see."""
        return Outgoing(self.pending_bytes, self.drained, self._protocol.send_at_once)

    def sent_bytes(self) -> int:
        return int(self._protocol.trafficStats.outgoingOctetsWireLevel)

    async def drained(self) -> None:
        await self._is_drained.wait()

    # --- what Twisted calls -------------------------------------------------------------------

    def pauseProducing(self) -> None:
        self._is_drained.clear()

    def resumeProducing(self) -> None:
        self._is_drained.set()

    def stopProducing(self) -> None:
        """The connection is gone; who waits need not wait any longer."""
        self._is_drained.set()
