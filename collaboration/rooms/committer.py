"""
One writer for all rooms of the process: while it commits, edits gather; then it takes them all.

That is the group commit: under load one flush to the disk serves whatever came in meanwhile, and
when it is quiet an edit waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from django.db import InterfaceError, OperationalError
from pycrdt import merge_updates

from collaboration.errors import DocumentGone, DocumentRenewed
from collaboration.persistence.entries import Append, Appended, Entry
from collaboration.persistence.log import Outcome
from collaboration.rooms.queue import Waiting
from collaboration.rooms.room import Room
from collaboration.rooms.telemetry import telemetry

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0


class Writes(Protocol):
    """Runs the writing function where it may block."""

    async def __call__(self, batch: Sequence[Append]) -> tuple[Outcome, ...]: ...


@dataclass(frozen=True, slots=True)
class UnderWay:
    room: Room
    wanted: Append
    batch: list[Waiting]


class Committer:
    """
    Args:
        write: appends to the logs; all or nothing.
        on_renewed, on_gone: the document is another one by now, or is no more.
        on_failure: the room's own edits cannot be written, though the database answers.
    """

    def __init__(
        self,
        write: Writes,
        *,
        on_renewed: Callable[[Room], None],
        on_gone: Callable[[Room], None],
        on_failure: Callable[[Room], None],
    ) -> None:
        self._write = write
        self._on_renewed = on_renewed
        self._on_gone = on_gone
        self._on_failure = on_failure
        self._rooms: dict[Room, None] = {}
        self._wake = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._pause_s = 0.0

    def commit_soon(self, room: Room) -> None:
        self._rooms[room] = None
        self._is_idle.clear()
        self._wake.set()

    def forget(self, room: Room) -> None:
        self._rooms.pop(room, None)
        if not self._rooms:
            self._is_idle.set()

    async def run(self) -> None:
        """Commit what is asked for until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(0)  # whoever waits for a room's turn has it before the next commit
            self._wake.clear()
            await self._commit([room for room in self._rooms if not room.turn.locked()])
            self._note_rest()
            if self._pause_s:
                await asyncio.sleep(self._pause_s)

    async def finish(self, within_s: float) -> bool:
        """Wait until nothing is left to commit; whether that came in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._is_idle.wait()
        except TimeoutError:
            return False
        return True

    def _note_rest(self) -> None:
        """A room that is being read asks again when that is done; nobody waits for it."""
        for room in list(self._rooms):
            if not room.queue:
                del self._rooms[room]
        if not self._rooms:
            self._is_idle.set()
        elif not all(room.turn.locked() for room in self._rooms):
            self._wake.set()

    async def _commit(self, rooms: Sequence[Room]) -> None:
        taken: list[Room] = []
        try:
            for room in rooms:
                await room.turn.acquire()
                taken.append(room)
            under_way = [each for room in rooms if (each := _begin(room)) is not None]
            if under_way:
                await self._write_all(under_way)
        finally:
            for room in taken:
                room.turn.release()

    async def _write_all(self, under_way: Sequence[UnderWay]) -> None:
        try:
            outcomes = await self._write([_merged(each.wanted) for each in under_way])
        except Exception as error:
            await self._after_failure(under_way, error)
            return
        except BaseException:
            _put_back(under_way)
            raise
        self._pause_s = 0.0
        for each, outcome in zip(under_way, outcomes, strict=True):
            self._settle(each, outcome)

    async def _after_failure(self, under_way: Sequence[UnderWay], error: Exception) -> None:
        """All waits again; where the database answers, the fault lies with one room."""
        telemetry.failed_commits += 1
        _put_back(under_way)
        if isinstance(error, OperationalError | InterfaceError):
            log.warning("edits wait for the database", error=str(error), rooms=len(under_way))
            self._pause_s = min(max(2 * self._pause_s, FIRST_PAUSE_S), LONGEST_PAUSE_S)
            return
        log.error("edits cannot be written", rooms=len(under_way), exc_info=error)
        if len(under_way) == 1:
            self._on_failure(under_way[0].room)
            return
        for each in under_way:
            begun = _begin(each.room)
            if begun is not None:
                await self._write_all([begun])

    def _settle(self, each: UnderWay, outcome: Outcome) -> None:
        try:
            if isinstance(outcome, Appended):
                each.room.end_commit(each.batch, outcome)
            elif isinstance(outcome, DocumentRenewed):
                self._on_renewed(each.room)
            else:
                assert isinstance(outcome, DocumentGone)
                self._on_gone(each.room)
        except Exception:  # it is committed; this room only has to begin anew from the log
            log.exception("room failed after a commit", document=each.room.document_id)
            self._on_failure(each.room)


def _begin(room: Room) -> UnderWay | None:
    begun = None if room.is_closed else room.begin_commit()
    return UnderWay(room, *begun) if begun else None


def _put_back(under_way: Sequence[UnderWay]) -> None:
    for each in under_way:
        each.room.put_back()


def _merged(wanted: Append) -> Append:
    """Neighbours of one author as one entry: the log is read, and kept, by the row."""
    merged: list[list[Entry]] = []
    for entry in wanted.entries:
        if merged and merged[-1][0].author_id == entry.author_id:
            merged[-1].append(entry)
        else:
            merged.append([entry])
    return replace(wanted, entries=tuple(map(_one_of, merged)))


def _one_of(entries: Sequence[Entry]) -> Entry:
    if len(entries) == 1:
        return entries[0]
    return replace(
        entries[0],
        update=merge_updates(*(entry.update for entry in entries)),
        touched=tuple(dict.fromkeys(path for entry in entries for path in entry.touched)),
    )
