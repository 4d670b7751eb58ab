"""
Reading what other processes have committed: when they say so, and by looking now and then.

Hints may be lost, late or doubled; each only says how far a log has grown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

from collaboration.errors import DocumentGone, LogCompacted
from collaboration.persistence.log import load_state, newest_numbers, read_since
from collaboration.rooms.closing import NOT_FOUND, RENEWED, Closing
from collaboration.rooms.room import Room
from collaboration.rooms.scanning import read_pairs
from collaboration.rooms.threads import DatabaseThreads

log = structlog.get_logger(__name__)

BEGUN_ANEW = Closing(RENEWED, "the document was begun anew")
GONE = Closing(NOT_FOUND, "the workflow was deleted")
AGAIN_S = 0.01


class Growth:
    """
    Args:
        rooms: those that are open, by their documents.
        drop: ends a room whose document is another one by now, or is no more.
        fail: ends a room that cannot go on from what is stored.
        commit_soon: the room's own edits had to wait meanwhile.
    """

    def __init__(
        self,
        rooms: Mapping[int, Room],
        threads: DatabaseThreads,
        *,
        drop: Callable[[Room, Closing], None],
        fail: Callable[[Room], None],
        commit_soon: Callable[[Room], None],
    ) -> None:
        self._rooms = rooms
        self._threads = threads
        self._drop = drop
        self._fail = fail
        self._commit_soon = commit_soon
        self._heard: dict[Room, int] = {}
        self._running: dict[Room, asyncio.Task[object]] = {}
        self._waiting: set[Room] = set()  # until what is under way there has ended

    def hear(self, document_id: int, number: int) -> None:
        """A hint that the log of a document has grown up to `number`."""
        room = self._rooms.get(document_id)
        if room is None or number <= room.document.number:
            return
        self._heard[room] = max(number, self._heard.get(room, 0))
        if room in self._running or room in self._waiting:
            return
        if room.turn.locked():
            # Most likely it is this process's own commit, whose outcome comes in a moment.
            self._waiting.add(room)
            asyncio.get_running_loop().call_later(AGAIN_S, self._hear_again, room)
            return
        self._begin(room, self._follow(room))

    def _hear_again(self, room: Room) -> None:
        self._waiting.discard(room)
        if self._lags(room):
            self.hear(room.document_id, self._heard[room])
        else:
            self._heard.pop(room, None)

    def catch_up(self, room: Room) -> asyncio.Future[object]:
        """Read on, whatever is known; done when it is read."""
        return self._begin(room, self._read(room))

    async def look(self) -> None:
        """Find what hints did not tell: one statement for all documents that are open."""
        known = {room: room.document.number for room in self._rooms.values()}
        if not known:
            return
        newest = await self._threads.read(newest_numbers, list(self._rooms))
        for room, number_before in known.items():
            if not room.is_closed:
                self._compare(room, number_before, newest.get(room.document_id))

    async def close(self) -> None:
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _begin(self, room: Room, reading: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        task = asyncio.get_running_loop().create_task(reading)
        self._running[room] = task
        task.add_done_callback(partial(self._note_end, room))
        return task

    def _note_end(self, room: Room, task: asyncio.Task[object]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.warning("catching up failed", document=room.document_id, error=str(error))
        if self._running.get(room) is not task:
            return
        del self._running[room]
        if error is None and not task.cancelled() and self._must_read(room):
            self._begin(room, self._follow(room))  # of what came after it had looked
        else:
            self._heard.pop(room, None)

    async def _follow(self, room: Room) -> None:
        """Read until all that was hinted at is known, hints that come meanwhile included."""
        while self._must_read(room):
            heard = self._heard[room]
            if not await self._read(room, only_if_behind=True) and self._heard.get(room) == heard:
                self._heard.pop(room, None)  # there is no such number in the log

    def _must_read(self, room: Room) -> bool:
        """Edits that wait here are committed first: that brings what others committed, too."""
        return self._lags(room) and not room.queue

    def _lags(self, room: Room) -> bool:
        return not room.is_closed and self._heard.get(room, 0) > room.document.number

    async def _read(self, room: Room, *, only_if_behind: bool = False) -> bool:
        """Whether anything was new."""
        try:
            async with room.turn:
                before = room.document.number
                # Hints of this process's own commits come before their outcome: now it is known.
                if self._lags(room) if only_if_behind else not room.is_closed:
                    await self._read_on(room)
        finally:  # the committer passes by rooms that are being read
            if room.queue and not room.is_closed:
                self._commit_soon(room)
        return room.document.number > before

    async def _read_on(self, room: Room) -> None:
        try:
            await self._absorb(room)
        except (OperationalError, InterfaceError):
            raise  # the database is away; somebody looks again soon
        except DocumentGone:
            self._drop(room, GONE)
        except Exception:  # also when a backup was restored below our feet
            log.exception("room cannot go on from the log", document=room.document_id)
            self._fail(room)

    async def _absorb(self, room: Room) -> None:
        try:
            updates = await self._threads.read(read_since, room.document_id, room.document.number)
        except LogCompacted:
            stored = await self._threads.read(load_state, room.document_id)
            pairs = await read_pairs(stored.updates)
            if stored.generation != room.document.generation:
                self._drop(room, BEGUN_ANEW)
            elif not room.is_closed:
                room.absorb_state(stored, pairs)
            return
        if not room.is_closed:
            room.absorb(updates)

    def _compare(self, room: Room, number_before: int, newest: tuple[int, int] | None) -> None:
        if newest is None:
            self._drop(room, GONE)
            return
        generation, number = newest
        if generation != room.document.generation or number < number_before:
            self._drop(room, BEGUN_ANEW)  # a smaller number: a backup was restored
        else:
            self.hear(room.document_id, number)
