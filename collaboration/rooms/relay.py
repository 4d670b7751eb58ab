"""
What processes tell each other: that a log has grown, who is where, that somebody's rights changed.

All of it may be lost, late or doubled. A grown log is found by looking, rights are looked up again
and again; only presence of other processes is missing while nothing comes through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from channels.layers import InMemoryChannelLayer, get_channel_layer

log = structlog.get_logger(__name__)

ACCESS_GROUP = "collaboration.access"
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
MOST_SENDING = 200


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is called with what other processes say."""

    grown: Callable[[int, int], object]
    presence: Callable[[int, UUID, bytes], object]
    asked: Callable[[int], object]
    programs: Callable[[int], object]
    access: Callable[[], object]
    news: Callable[[int, str], object]


def reaches_others(layer: Any) -> bool:
    """Whether messages leave this process."""
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


def group_of(document_id: int) -> str:
    return f"collaboration.document.{document_id}"


class Relay:
    """One channel of this process, in the groups of the documents that it has open."""

    def __init__(self, process: UUID, ears: Ears, layer: Any = None) -> None:
        self._process = process
        self._ears = ears
        self._layer = layer if layer is not None else get_channel_layer()
        self._groups: set[str] = {ACCESS_GROUP}
        self._channel: str | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self.reaches_others = reaches_others(self._layer)

    async def run(self) -> None:
        """Listen until cancelled; where Redis is away, try again and again."""
        if not self.reaches_others:
            return
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                await self._subscribe()
                pause_s = FIRST_PAUSE_S
                while True:
                    self._hear(await self._layer.receive(self._channel))
            except Exception as error:
                log.warning("hints of other processes do not come in", error=str(error))
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _subscribe(self) -> None:
        self._channel = await self._layer.new_channel()
        for group in list(self._groups):
            await self._layer.group_add(group, self._channel)

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("from") == self._process.hex:
            return
        try:
            self._tell(message)
        except Exception:  # one bad message must not end what hears all others
            log.exception("hint not understood", kind=message.get("type"))

    def _tell(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "document.grown":
                self._ears.grown(message["document"], message["number"])
            case "document.presence":
                sender = UUID(hex=message["from"])
                self._ears.presence(message["document"], sender, message["payload"])
            case "document.asked":
                self._ears.asked(message["document"])
            case "document.programs":
                self._ears.programs(message["document"])
            case "document.news":
                self._ears.news(message["document"], message["news"])
            case "access.changed":
                self._ears.access()

    # --- what this process says

    def watch(self, document_id: int) -> None:
        """Hear of this document, and ask the others who is in it."""
        group = group_of(document_id)
        self._groups.add(group)
        if self.reaches_others:
            self._send_soon(self._join(group, document_id))

    def unwatch(self, document_id: int) -> None:
        group = group_of(document_id)
        self._groups.discard(group)
        if self.reaches_others and self._channel is not None:
            self._send_soon(self._layer.group_discard(group, self._channel))

    def tell_presence(self, document_id: int, payload: bytes) -> None:
        self._tell_others(document_id, {"type": "document.presence", "payload": payload})

    async def _join(self, group: str, document_id: int) -> None:
        if self._channel is not None:
            await self._layer.group_add(group, self._channel)
        await self._layer.group_send(
            group, {"type": "document.asked", "document": document_id, "from": self._process.hex}
        )

    def _tell_others(self, document_id: int, message: dict[str, Any]) -> None:
        if self.reaches_others:
            told = {**message, "document": document_id, "from": self._process.hex}
            self._send_soon(self._layer.group_send(group_of(document_id), told))

    def _send_soon(self, sending: Coroutine[Any, Any, Any]) -> None:
        if len(self._sending) >= MOST_SENDING:  # Redis hangs: hints may be lost
            sending.close()
            return
        task = asyncio.create_task(_guarded(sending))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        for task in list(self._sending):
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)


async def _guarded(sending: Coroutine[Any, Any, Any]) -> None:
    try:
        await sending
    except Exception as error:  # a hint must never hurt; what is lost is found by looking
        log.debug("hint lost", error=str(error))
