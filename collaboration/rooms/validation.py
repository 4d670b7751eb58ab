"""
What is wrong with a document, looked for after edits and told to whoever asked.

Off the loop, from the log: the copy that people edit may hold what is not committed. However fast
edits come, it takes at most a twentieth of a core for each document.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from collaboration.errors import DocumentGone
from collaboration.rooms.problems import Look, look_for_problems
from collaboration.rooms.room import Room
from collaboration.rooms.threads import DatabaseThreads
from collaboration.sync import frames

log = structlog.get_logger(__name__)

SHARE = 0.05
LONGEST_QUIET_S = 5.0


@dataclass(slots=True)
class Due:
    """
    Args:
        asked_at: of the first edit since the last look.
    """

    asked_at: float | None = None
    handle: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None


class Validation:
    """
    Args:
        pause_s: how long nothing has to be edited before it looks.
    """

    def __init__(
        self,
        threads: DatabaseThreads,
        loop: asyncio.AbstractEventLoop,
        pause_s: float,
        look: Callable[[int], Look] = look_for_problems,
    ) -> None:
        self._threads = threads
        self._loop = loop
        self._pause_s = pause_s
        self._look = look
        self._due: dict[Room, Due] = {}
        # By document: what a look took counts also after its room was dropped and loaded anew.
        self._not_before: dict[int, float] = {}

    def look_soon(self, room: Room) -> None:
        """Something was committed."""
        due = self._due.setdefault(room, Due())
        now = self._loop.time()
        if due.asked_at is None:
            due.asked_at = now
        if due.handle is not None:
            due.handle.cancel()
        # A pause in the edits, or long enough after the first of them.
        wanted = min(now + self._pause_s, due.asked_at + LONGEST_QUIET_S)
        earliest = self._not_before.get(room.document_id, wanted)
        due.handle = self._loop.call_at(max(wanted, earliest), self._begin, room)

    def forget(self, room: Room) -> None:
        if (due := self._due.pop(room, None)) and due.handle is not None:
            due.handle.cancel()

    async def close(self) -> None:
        tasks = [due.task for due in self._due.values() if due.task is not None]
        for room in list(self._due):
            self.forget(room)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, room: Room) -> None:
        due = self._due.get(room)
        if due is None or room.is_closed:
            return
        due.handle = None
        if due.task is not None and not due.task.done():
            due.handle = self._loop.call_later(self._pause_s, self._begin, room)
            return
        due.asked_at = None
        due.task = self._loop.create_task(self._look_at(room))

    async def _look_at(self, room: Room) -> None:
        took_s = 0.0

        def look_and_measure() -> Look:
            # The time of the thread: that others came first, or had the core, is not its doing.
            nonlocal took_s
            began_at = time.thread_time()
            try:
                return self._look(room.document_id)
            finally:
                took_s = time.thread_time() - began_at

        try:
            look = await self._threads.look(look_and_measure)
        except DocumentGone:
            return
        except Exception:  # problems are shown late; edits go on
            log.exception("problems were not looked for", document=room.document_id)
            return
        finally:
            self._note_cost(room.document_id, took_s)
        if not room.is_closed:
            told = json.dumps({"number": look.number, "problems": look.problems})
            room.crowd.tell(frames.problems(told), "problems")
            room.last_problems = told

    def _note_cost(self, document_id: int, took_s: float) -> None:
        now = self._loop.time()
        self._not_before = {each: at for each, at in self._not_before.items() if at > now}
        self._not_before[document_id] = now + took_s / SHARE
