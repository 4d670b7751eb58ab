"""Who may stay: rights, seats, and people who have gone home without closing the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db import DatabaseError

from collaboration.rooms.access_watch import Standing, look_up
from collaboration.rooms.closing import IDLE, NOT_ALLOWED, Closing, trouble
from collaboration.rooms.connection import Connection
from collaboration.rooms.guests import Guest, Guests
from collaboration.rooms.room import Room
from collaboration.rooms.seats import Kept, change_role, leave_seats, renew_seats, seats_of
from collaboration.rooms.threads import DatabaseThreads
from collaboration.rooms.timing import Handle, Timers

REMOVED = Closing(NOT_ALLOWED, "an owner has ended this session")
LOWERED = Closing(NOT_ALLOWED, "you may not edit this any more")
WENT_IDLE = Closing(IDLE, "nothing was done here for a long time")
TAKEN_FOR_DEAD = trouble("the server was away; come back")
AFTER_ARRIVAL_S = 0.3
AFTER_END_S = 0.05  # the database's clock decides, and may be a little behind


class Attendance:
    """Looks through all open sockets of the process; each look is a few statements."""

    def __init__(
        self,
        guests: Guests,
        threads: DatabaseThreads,
        timers: Timers,
        *,
        process: UUID,
        idle_s: float,
        look_soon: Callable[[], object],
    ) -> None:
        self._guests = guests
        self._threads = threads
        self._timers = timers
        self._process = process
        self._idle_s = idle_s
        self._look_soon = look_soon
        self._next_look: Handle | None = None
        self._one_at_a_time = asyncio.Lock()
        self._left: list[UUID] = []

    async def look(self) -> None:
        """End the sockets of whoever may not stay."""
        async with self._one_at_a_time:
            guests = self._guests.all()
            if not guests:
                return
            standings = await self._threads.read(look_up, [each.watched for each in guests])
            moved = [
                guest
                for guest, standing in zip(guests, standings, strict=True)
                if self._apply(guest, standing)
            ]
            self._end_idle(guests)
            self._look_at_ends(standings)
            self._end_removed(await self._threads.read(seats_of, self._process), guests)
            await self._write_roles(moved)

    async def look_at(self, room: Room, connection: Connection) -> None:
        """Read anew what one person may do: what is known of them may be a few seconds old."""
        guest = self._guests.of(connection)
        if guest is None:
            return
        try:
            async with self._one_at_a_time:
                [standing] = await self._threads.read(look_up, [guest.watched])
                if self._apply(guest, standing):
                    await self._write_roles([guest])
        except DatabaseError:
            room.end(connection, trouble("the database does not answer"))

    def note_arrival(self) -> None:
        """
        What changed between a newcomer's knock and now was told before there was a socket to end.

        The same look finds when what they came with will end.
        """
        self._timers.call_later(AFTER_ARRIVAL_S, self._look_soon)

    async def renew(self) -> None:
        """
        Say who is still here, and give back the seats of those who left.

        A seat that nobody sits on, since they went away before it was theirs, becomes stale.
        """
        await self.leave()
        if guests := self._guests.all():
            await self._threads.write(renew_seats, [each.connection.seat for each in guests])

    def leave_soon(self, seat: UUID) -> None:
        self._left.append(seat)

    async def leave(self) -> None:
        """Give back seats now, or where the database is away, at the next turn."""
        left, self._left = self._left, []
        if not left:
            return
        try:
            await self._threads.write(leave_seats, left)
        except BaseException:
            self._left += left
            raise

    def _apply(self, guest: Guest, standing: Standing) -> bool:
        """Whether it stays, and has another role now, which its row does not say yet."""
        connection = guest.connection
        if standing.closing is not None:
            guest.end(standing.closing)
            return False
        if (standing.role, standing.may_edit) == (connection.role, connection.may_edit):
            return False
        is_lowered = connection.may_edit and not standing.may_edit
        connection.role, connection.may_edit = standing.role, standing.may_edit
        if is_lowered and not connection.hears("session"):
            # It would go on editing what nobody takes, and learn of it only then.
            guest.end(LOWERED)
            return False
        guest.room.crowd.tell_role(connection)
        return True

    async def _write_roles(self, guests: Iterable[Guest]) -> None:
        """For lists of who is here; last, since the writer may wait for a document's lock."""
        for guest in guests:
            await self._threads.write(change_role, guest.connection.seat, guest.connection.role)

    def _look_at_ends(self, standings: Iterable[Standing]) -> None:
        """Tokens and sessions end by themselves; nobody says so then."""
        ends = [each.ends_at for each in standings if each.ends_at and each.closing is None]
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
        if ends:
            wait_s = (min(ends) - datetime.now(UTC)).total_seconds() + AFTER_END_S
            self._next_look = self._timers.call_later(max(wait_s, AFTER_END_S), self._look_soon)

    def _end_removed(self, seats: Kept, guests: list[Guest]) -> None:
        for guest in guests:
            seat = guest.connection.seat
            if seat in seats.removed:
                guest.end(REMOVED)
            elif seat not in seats.kept:
                guest.end(TAKEN_FOR_DEAD)

    def _end_idle(self, guests: list[Guest]) -> None:
        now = self._timers.time()
        for guest in guests:
            if now - guest.connection.active_at >= self._idle_s:
                guest.end(WENT_IDLE)
