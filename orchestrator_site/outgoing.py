"""What Twisted still holds of each websocket: told to consumers, and bounded in time."""

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


@implementer(IPushProducer)
class OutgoingBytes:
    """
    Watches the transport under one websocket, as its producer.

    Twisted tells a producer when more than 64 kB wait, and when all of that is sent; the HTTP
    channel, which was the producer before the upgrade, has nothing to produce any more.
    """

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._is_drained = asyncio.Event()
        self._is_drained.set()
        # What had left, and when that was noticed; nothing yet, or the first bytes would look old.
        self._moved: tuple[int, float] | None = None
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    def told(self) -> Outgoing:
        """What a consumer gets to see."""
        return Outgoing(self.pending_bytes, self.drained, self._protocol.send_at_once)

    def pending_bytes(self) -> int:
        """Of websocket frames and all that is around them."""
        transport = self._transport
        if not transport.connected:
            return 0
        first = len(transport.dataBuffer) - transport.offset
        return int(first + transport._tempDataLen)

    async def drained(self) -> None:
        await self._is_drained.wait()

    def end_if_stalled(self, now: float) -> None:
        """Drop the connection if no byte has left for `STALLED_S`, though some should."""
        pending = self.pending_bytes()
        left = self._protocol.trafficStats.outgoingOctetsWireLevel - pending
        if not pending or self._moved is None or left != self._moved[0]:
            self._moved = (left, now)
        elif now - self._moved[1] >= STALLED_S:
            log.info("socket dropped: its client reads nothing", pending_bytes=pending)
            self._transport.abortConnection()

    # --- what Twisted calls -------------------------------------------------------------------

    def pauseProducing(self) -> None:
        self._is_drained.clear()

    def resumeProducing(self) -> None:
        self._is_drained.set()

    def stopProducing(self) -> None:
        """The connection is gone; who waits need not wait any longer."""
        self._is_drained.set()
