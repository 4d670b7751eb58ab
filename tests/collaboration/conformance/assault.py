"""Frames that no honest client sends, on real sockets of a real server, several at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.collaboration.sync.grammar import HostileFrame

SENDERS = 8
ANSWER_S = 30
# Everybody's presence, which the server sends back when it has dealt with what came before.
QUESTION = b"\x03"
MALFORMED, TOO_LARGE = 4400, 4413
TOO_LARGE_ONES = frozenset({"presence: long", "presence: many"})
# Where the document decides, it may be taken, held, or refused for any of these.
FITTING = frozenset({MALFORMED, 4403, TOO_LARGE, 4422})


@dataclass(slots=True)
class Assault:
    """
    Args:
        address: of the document's socket.
        complaints: what the server did not do as it should, each kind once with its count.
        closed: how many sockets it has ended, by code.
    """

    address: str
    headers: Mapping[str, str]
    complaints: Counter[str] = field(default_factory=Counter)
    closed: Counter[int] = field(default_factory=Counter)

    def send(self, frames: Iterable[HostileFrame]) -> None:
        """Each on a socket of its own; returns once all were dealt with."""
        asyncio.run(self._send_all(iter(frames)))

    async def _send_all(self, frames: Iterator[HostileFrame]) -> None:
        async with asyncio.TaskGroup() as senders:
            for _ in range(SENDERS):
                senders.create_task(self._send_each(frames))

    async def _send_each(self, frames: Iterator[HostileFrame]) -> None:
        for hostile in frames:
            try:
                async with asyncio.timeout(ANSWER_S):
                    code = await self._code_of(hostile)
            except (TimeoutError, OSError, WebSocketException) as error:
                self.complaints[f"{hostile.name}: {error!r}"] += 1
                continue
            if code is not None:
                self.closed[code] += 1
            if not is_right(hostile, code):
                self.complaints[f"{hostile.name}: {code}"] += 1

    async def _code_of(self, hostile: HostileFrame) -> int | None:
        """With which code the server has ended the socket; None: it is open, and answers."""
        async with connect(
            self.address, additional_headers=self.headers, proxy=None, max_size=None
        ) as socket:
            try:
                await socket.send(hostile.frame)
                await socket.send(QUESTION)
                async for _ in socket:
                    if not hostile.must_close:
                        return None
            except ConnectionClosed:
                pass
            await socket.wait_closed()
            return socket.close_code


def is_right(hostile: HostileFrame, code: int | None) -> bool:
    if not hostile.must_close:
        return code is None or code in FITTING
    return code == (TOO_LARGE if hostile.name in TOO_LARGE_ONES else MALFORMED)
