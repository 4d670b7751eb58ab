"""
How much the server still holds for a client that reads slowly: of a socket, or of a long answer.

Sending never waits under Daphne: what a client does not read piles up in this
process. So whoever sends much asks first, and sends less, later or not at all to a slow client.

The server tells through the extension `orchestrator.outgoing` of the ASGI scope. Where it
is missing (uvicorn, whose `send` waits by itself; a test's communicator) nothing counts as pending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

EXTENSION = "orchestrator.outgoing"


def _none_pending() -> int:
    return 0


async def _return_at_once() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    What one socket or answer still has to send; to be used on the server's loop only.

    Args:
        pending_bytes: sent by us, not yet taken by the operating system.
        drained: waits until none is pending or the socket is gone.
        send_at_once: hands a binary message to the operating system in the caller's turn, and
            drops it once the socket is closed; None: only the scope's `send` is there.
    """

    pending_bytes: Callable[[], int] = _none_pending
    drained: Callable[[], Awaitable[None]] = _return_at_once
    send_at_once: Callable[[bytes], None] | None = None

    async def has_room(self, *, limit_bytes: int, within_s: float) -> bool:
        """
        Whether at most `limit_bytes` are pending, now or within this time.

        It wakes once everything is sent, not at each byte: a slow client gets larger pieces.
        """
        if self.pending_bytes() > limit_bytes:
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self.drained()
        return self.pending_bytes() <= limit_bytes


def outgoing_of(scope: Mapping[str, Any]) -> Outgoing:
    """What the server tells of the socket or request with this scope."""
    told: Outgoing | None = (scope.get("extensions") or {}).get(EXTENSION, {}).get("outgoing")
    return told or Outgoing()
