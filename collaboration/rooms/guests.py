"""Everyone who is in a room of this process, by seat."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from collaboration.rooms.access_watch import Watched
from collaboration.rooms.closing import Closing
from collaboration.rooms.connection import Connection
from collaboration.rooms.room import Room


@dataclass(frozen=True, slots=True, eq=False)
class Guest:
    room: Room
    connection: Connection
    watched: Watched

    def end(self, closing: Closing) -> None:
        self.room.end(self.connection, closing)


class Guests:
    """Open sockets; those that were closed leave when their consumer ends."""

    def __init__(self) -> None:
        self._by_seat: dict[UUID, Guest] = {}
        self._nobody = asyncio.Event()
        self._nobody.set()

    def __len__(self) -> int:
        return len(self._by_seat)

    def add(self, guest: Guest) -> None:
        self._by_seat[guest.connection.seat] = guest
        self._nobody.clear()

    def remove(self, guest: Guest) -> None:
        self._by_seat.pop(guest.connection.seat, None)
        if not self._by_seat:
            self._nobody.set()

    def of(self, connection: Connection) -> Guest | None:
        return self._by_seat.get(connection.seat)

    def all(self) -> list[Guest]:
        """Those that are open now."""
        return [each for each in self._by_seat.values() if each.connection.closing is None]

    async def all_left(self, within_s: float) -> None:
        """Wait until everybody has gone, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._nobody.wait()
