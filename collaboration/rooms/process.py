"""
All rooms of this process: opened for whoever comes first, dropped some time after the last left.

It belongs to one asyncio loop. Rooms know nothing of each other; one that fails is dropped, and
whoever was in it comes back to a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog

from collaboration.conf import CollaborationConfig, config
from collaboration.errors import DocumentDamaged, DocumentGone
from collaboration.persistence.entries import Append
from collaboration.persistence.log import Outcome, append, compact, load_state
from collaboration.rooms import hints
from collaboration.rooms.attendance import Attendance
from collaboration.rooms.closing import NOT_FOUND, RESTART, Closing, TurnedAway, trouble
from collaboration.rooms.committer import Committer
from collaboration.rooms.door import Door
from collaboration.rooms.duties import BEAT_S, Beat, Duty, Soon, start
from collaboration.rooms.elsewhere import Elsewhere
from collaboration.rooms.growth import BEGUN_ANEW, GONE, Growth
from collaboration.rooms.guests import Guest, Guests
from collaboration.rooms.room import Room, Surroundings
from collaboration.rooms.scanning import Scanner, read_pairs
from collaboration.rooms.seats import leave_process
from collaboration.rooms.threads import DatabaseThreads
from collaboration.rooms.validation import Validation

log = structlog.get_logger(__name__)

PROGRAMS_S = 2.0
QUIET_S = 15.0
MERGED_UPDATES = 50
FLUSH_S = 5.0
GOODBYE_S = 3.0  # for each client to read why and to answer; one that writes needs its turn
BROKEN = trouble("something went wrong here; come back")


class Rooms:
    """The rooms, and the tasks that serve all of them; made on the loop that it serves."""

    def __init__(self, settings: CollaborationConfig | None = None) -> None:
        self.config = settings or config()
        self.process: UUID = uuid4()
        self.loop = asyncio.get_running_loop()
        self.threads = DatabaseThreads()
        self.rooms: dict[int, Room] = {}
        self.is_ending = False
        self._loading: dict[int, asyncio.Task[Room]] = {}
        self._unloading: dict[int, asyncio.TimerHandle] = {}
        self._merging: set[asyncio.Task[None]] = set()
        self.committer = Committer(
            self._write,
            on_renewed=lambda room: self._drop(room, BEGUN_ANEW),
            on_gone=lambda room: self._drop(room, GONE),
            on_failure=self.fail,
        )
        self.validation = Validation(self.threads, self.loop, self.config.validate_s)
        self.growth = Growth(
            self.rooms,
            self.threads,
            drop=self._drop,
            fail=self.fail,
            commit_soon=self.committer.commit_soon,
        )
        self.elsewhere = Elsewhere(
            self.rooms,
            self.threads,
            self.loop,
            process=self.process,
            grown=self.growth.hear,
            access=self._look_at_access,
        )
        self.guests = Guests()
        self.door = Door(self.config, self.loop.time)
        self.attendance = Attendance(
            self.guests,
            self.threads,
            self.loop,
            process=self.process,
            idle_s=self.config.idle_s,
            look_soon=self._look_at_access,
        )
        self.beat = Beat(self.loop)
        self._look_soon = Soon(self.loop, self.attendance.look)
        self._leave_soon = Soon(self.loop, self.attendance.leave)
        self._around = self._surroundings()
        self._listen()
        self._tasks = [
            self.loop.create_task(self.committer.run(), name="live-committer"),
            self.loop.create_task(self.elsewhere.relay.run(), name="live-relay"),
            *start(self._duties()),
        ]

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            timers=self.loop,
            config=self.config,
            scanner=Scanner(self.config),
            commit_soon=self.committer.commit_soon,
            catch_up=self.growth.catch_up,
            tell_presence=self.elsewhere.tell_presence,
            committed=self.validation.look_soon,
            is_full=self._is_full,
            look_at_rights=self.attendance.look_at,
            failed=self.fail,
        )

    def _listen(self) -> None:
        """Hear what happens in this process outside of rooms."""
        listeners = hints.Listeners(
            grown=self.growth.hear,
            programs=self.elsewhere.hear_programs,
            access=self._look_at_access,
            news=self.elsewhere.hear_news,
        )
        hints.bind(self.loop, listeners)

    def _look_at_access(self) -> None:
        if not self.is_ending:
            self._look_soon.ask()

    def _duties(self) -> dict[str, tuple[float, Duty]]:
        settings = self.config
        poll_s = settings.poll_s * (3 if self.elsewhere.relay.reaches_others else 1)
        return {
            "beat": (BEAT_S, self._keep_going),
            "growth": (poll_s, self.growth.look),
            "programs": (PROGRAMS_S, self.elsewhere.look_for_programs),
            "access": (settings.access_s, self.attendance.look),
            "seats": (settings.seen_s, self._renew),
        }

    # --- duties

    async def _keep_going(self) -> None:
        if self.beat.has_stalled:
            await self.wake_up()
        self.beat.note()
        for room in list(self.rooms.values()):
            room.crowd.keep_alive(QUIET_S)
            room.end_overdue()

    async def wake_up(self) -> None:
        """
        Learn what happened while the process stood still; nothing is believed before.

        Raises:
            OperationalError: the database is away; the socket that asked comes back later.
        """
        log.warning("the process stood still; looking at everything again")
        await self.attendance.look()
        await asyncio.gather(*(self.growth.catch_up(room) for room in list(self.rooms.values())))
        self.beat.note()

    async def _renew(self) -> None:
        await self.attendance.renew()
        self.elsewhere.repeat_presence()

    # --- opening and dropping

    async def open(self, document_id: int) -> Room:
        """
        The room of a document, which stays at least until the grace after `left` is over.

        Raises:
            TurnedAway: the document cannot be opened.
        """
        if self.is_ending:
            raise TurnedAway(RESTART, "the server restarts")
        if handle := self._unloading.pop(document_id, None):
            handle.cancel()
        if room := self.rooms.get(document_id):
            return room
        if document_id not in self._loading:
            loading = self.loop.create_task(self._load(document_id))
            self._loading[document_id] = loading
            loading.add_done_callback(lambda _: self._loading.pop(document_id, None))
        try:
            # Whoever goes away meanwhile must not end it for the others.
            return await asyncio.shield(self._loading[document_id])
        except DocumentGone:
            raise TurnedAway(NOT_FOUND, "there is no such workflow") from None
        except DocumentDamaged as error:
            log.error("document cannot be opened", document=document_id, error=str(error))
            raise TurnedAway(BROKEN.code, "the stored document cannot be read") from None

    async def _load(self, document_id: int) -> Room:
        stored = await self.threads.read(load_state, document_id)
        room = Room(stored, await read_pairs(stored.updates), self._around)
        self.rooms[document_id] = room
        self.elsewhere.watch(room)
        self.left(room)  # whoever it was loaded for may have gone away meanwhile
        return room

    def enter(self, guest: Guest) -> None:
        """
        Raises:
            TurnedAway: the room was dropped meanwhile.
        """
        if guest.room.is_closed or self.is_ending:
            raise TurnedAway(BROKEN.code, BROKEN.reason)
        guest.room.attach(guest.connection)
        self.guests.add(guest)
        self.attendance.note_arrival()
        if guest.room.last_problems is None and guest.connection.extras:
            self.validation.look_soon(guest.room)  # nobody has edited it yet since it was loaded

    def leave(self, guest: Guest) -> None:
        """The socket has ended; harmless when done before."""
        connection = guest.connection
        if connection.closing is not None:
            self.door.note_end(connection.user_id, connection.closing)
        guest.room.detach(connection)
        self.guests.remove(guest)
        self.give_back(guest.connection.seat)
        self.left(guest.room)

    def give_back(self, seat: UUID) -> None:
        self.attendance.leave_soon(seat)
        self._leave_soon.ask()

    def left(self, room: Room) -> None:
        """Somebody has left; with nobody there, the room goes after the grace."""
        if room.connections or self.rooms.get(room.document_id) is not room:
            return
        if handle := self._unloading.pop(room.document_id, None):
            handle.cancel()
        self._unloading[room.document_id] = self.loop.call_later(
            self.config.unload_s, self._unload, room
        )

    def _unload(self, room: Room) -> None:
        self._unloading.pop(room.document_id, None)
        if room.connections or self.rooms.get(room.document_id) is not room:
            return
        if room.queue or room.turn.locked():
            self.left(room)
        else:
            self._forget(room)
            self.validation.forget(room)
            room.close()
            self._merge_soon(room.document_id)

    def _merge_soon(self, document_id: int) -> None:
        """Nobody has it open: the next one shall not wait for a long log to be read."""
        merging = self.loop.create_task(self._merge(document_id))
        self._merging.add(merging)
        merging.add_done_callback(self._merging.discard)

    async def _merge(self, document_id: int) -> None:
        try:
            await self.threads.read(compact, document_id, least=MERGED_UPDATES)
        except DocumentGone:
            return
        except Exception:  # periodic work merges what became too long
            log.exception("log not merged", document=document_id)

    def _forget(self, room: Room) -> None:
        if self.rooms.get(room.document_id) is room:
            del self.rooms[room.document_id]
            self.elsewhere.unwatch(room)
        if handle := self._unloading.pop(room.document_id, None):
            handle.cancel()
        self.committer.forget(room)

    def fail(self, room: Room) -> None:
        """The room is broken: whoever is in it comes back with what was not saved."""
        self._drop(room, BROKEN)

    def _drop(self, room: Room, closing: Closing) -> None:
        if room.is_closed:
            return
        room.end_all(closing)
        self._forget(room)
        self.validation.forget(room)
        room.close()

    # --- commits

    async def _write(self, batch: Sequence[Append]) -> tuple[Outcome, ...]:
        return await self.threads.write(append, batch)

    def _is_full(self, more_bytes: int) -> bool:
        waiting = sum(room.queue.bytes for room in self.rooms.values())
        return waiting + more_bytes > self.config.waiting_bytes

    # --- the end

    async def end(self) -> None:
        """Commit what came in, tell everybody to come back, and give everything back."""
        if self.is_ending:
            return
        self.is_ending = True
        is_flushed = await self.committer.finish(FLUSH_S)
        if not is_flushed:
            log.error("edits were not committed before the end; clients hold them")
        for room in list(self.rooms.values()):
            room.crowd.flush()
            room.end_all(Closing(RESTART, "the server restarts"))
        await self.guests.all_left(GOODBYE_S)
        hints.unbind(self.loop)
        for task in [*self._tasks, *self._loading.values()]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in (self._look_soon, self._leave_soon, self.growth, self.elsewhere):
            await each.close()
        await asyncio.gather(*self._merging, return_exceptions=True)
        await self.validation.close()
        for room in list(self.rooms.values()):
            self._forget(room)
            room.close()
        await self._leave()
        await self.threads.close()

    async def _leave(self) -> None:
        try:
            await self.threads.write(leave_process, self.process)
        except Exception as error:  # others find these seats stale soon
            log.warning("seats were not given back", error=str(error))


_rooms: Rooms | None = None


def rooms() -> Rooms:
    """Those of the running loop; made when they are first asked for."""
    global _rooms
    if _rooms is None or _rooms.loop is not asyncio.get_running_loop():
        _rooms = Rooms()
    return _rooms


async def end_rooms() -> None:
    """End those of the running loop, if there are any; nobody can come in any more."""
    if _rooms is not None and _rooms.loop is asyncio.get_running_loop():
        await _rooms.end()


def open_rooms() -> Rooms | None:
    """Those of this process, for whoever only looks; from any thread."""
    return _rooms
