"""
What sockets edit, from the frame to the queue of what waits to be committed.

An update is walked through before anything else is done with it. One that builds upon what is not
here is held until that has come, which the room asks for; the others are applied to the copy in
memory at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from collaboration.errors import SyncRefused, UpdateRefused
from collaboration.persistence.paths import touched_by
from collaboration.rooms.charging import Charging
from collaboration.rooms.closing import MALFORMED, NOT_ALLOWED, Closing, closing_of, trouble
from collaboration.rooms.connection import Connection
from collaboration.rooms.crowd import Crowd
from collaboration.rooms.document import Applied, RoomDocument
from collaboration.rooms.held import NEVER_COMES, HeldUpdate
from collaboration.rooms.queue import EditQueue, Waiting
from collaboration.rooms.scanning import Scanner
from collaboration.rooms.timing import Timers
from collaboration.sync import frames
from collaboration.sync.layout import SERVER_CLIENT
from collaboration.sync.updates import ScannedUpdate, adds_nothing, is_ready


@dataclass(frozen=True, slots=True)
class Means:
    """
    What edits of one room need of what is around them.

    Args:
        commit_soon: asks for what is queued to be committed.
        catch_up: waits until what others committed was read.
        is_full: whether too much waits for the database to take so many bytes more.
        look_at_rights: reads anew what one connection may do; ends it if the database is away.
        make_anew: the copy is spoilt; makes it of what is committed and what is queued.
        count_saved: so many more frames of a connection are settled.
    """

    timers: Timers
    scanner: Scanner
    commit_soon: Callable[[], object]
    catch_up: Callable[[], Awaitable[object]]
    is_full: Callable[[int], bool]
    look_at_rights: Callable[[Connection], Awaitable[object]]
    make_anew: Callable[[], object]
    count_saved: Callable[[Connection, int], object]


class Editing:
    """Takes in the edits of one room's sockets."""

    def __init__(
        self,
        document: RoomDocument,
        queue: EditQueue,
        crowd: Crowd,
        charging: Charging,
        means: Means,
    ) -> None:
        self._document = document
        self._queue = queue
        self._crowd = crowd
        self._charging = charging
        self._means = means
        self._holding: set[Connection] = set()

    async def hear(self, connection: Connection, update: bytes, *, is_answer: bool) -> None:
        """
        Take in one update.

        Args:
            is_answer: it answers a question of ours, so it also repeats what is known.

        Raises:
            SyncRefused: it must not stay, and its socket neither.
        """
        received_at = self._means.timers.time()
        connection.received += 1
        scanned, spent_s = await self._means.scanner.scan(update)
        await self._hear(connection, HeldUpdate(update, scanned, received_at), is_answer=is_answer)
        self._charging.charge(connection, spent_s)

    def forget(self, connection: Connection) -> None:
        self._holding.discard(connection)

    # --- before it is applied

    async def _hear(self, connection: Connection, held: HeldUpdate, *, is_answer: bool) -> None:
        scanned = held.scanned
        is_refused = not connection.may_edit and self._changes(
            connection, scanned, is_answer=is_answer
        )
        if is_refused:
            # Whoever was made an editor a moment ago is not sent away for good.
            await self._means.look_at_rights(connection)
        if connection.may_edit and self._speaks_for_server(scanned):
            await self._means.catch_up()
        if connection not in self._crowd.connections:
            return
        if connection.may_edit:
            self._take_in(connection, held)
        elif is_refused:
            raise UpdateRefused(NOT_ALLOWED, "viewers do not edit")
        else:
            self._means.count_saved(connection, 1)

    def _changes(self, connection: Connection, scanned: ScannedUpdate, *, is_answer: bool) -> bool:
        """Answers repeat what is known; whatever else holds anything is an edit."""
        if not scanned.spans and not scanned.deletes:
            return False
        if not is_answer:
            return True
        with self._charging.work_for(connection):
            document = self._document
            return not adds_nothing(scanned, document.clocks, document.deleted())

    def _speaks_for_server(self, scanned: ScannedUpdate) -> bool:
        _, end = scanned.spans.get(SERVER_CLIENT, (0, 0))
        return end > self._document.clocks.get(SERVER_CLIENT, 0)

    def _fits(self, connection: Connection, scanned: ScannedUpdate) -> bool:
        """Whether all that it builds upon is here, and is not another's that may be refused."""
        return is_ready(scanned, self._document.clocks) and not self._queue.depends_on_others(
            connection.user_id, scanned.needs
        )

    # --- applying

    def _take_in(self, connection: Connection, held: HeldUpdate) -> None:
        if self._means.is_full(len(held.update)):
            full = trouble("the database does not answer; nothing more fits")
            self._crowd.end(connection, full)
            return
        if self._speaks_for_server(held.scanned):
            raise UpdateRefused(NOT_ALLOWED, "only the server edits as the server")
        if self._fits(connection, held.scanned):
            self._apply(connection, held)
            self.apply_held()
        else:
            self._hold(connection, held)

    def _apply(self, connection: Connection, held: HeldUpdate) -> None:
        with self._charging.work_for(connection):
            try:
                applied = self._document.apply(held.update, held.scanned)
            except SyncRefused:
                self._means.make_anew()
                raise
            self._put(connection, applied, held)

    def _put(self, connection: Connection, applied: Applied, held: HeldUpdate) -> None:
        if not applied.update and not self._queue:
            self._means.count_saved(connection, 1)
            return
        connection.active_at = self._means.timers.time()
        touched = touched_by(applied.changes)
        spans = held.scanned.spans
        self._queue.put(Waiting(connection, applied.update, spans, touched, held.received_at))
        self._means.commit_soon()

    # --- what has to wait for something

    def _hold(self, connection: Connection, held: HeldUpdate) -> None:
        connection.held.hold(held)
        if connection not in self._holding:
            self._holding.add(connection)
            # Its answer brings whatever is missing.
            self._crowd.send(connection, frames.step1(self._document.state_vector()))

    def apply_held(self) -> None:
        """Something came that held updates may have waited for: try them until none fits."""
        has_moved = True
        while has_moved and self._holding:
            has_moved = False
            for connection in list(self._holding):
                while held := connection.held.take_first(partial(self._fits, connection)):
                    has_moved = True
                    if not self._apply_one_held(connection, held):
                        break
                if not len(connection.held):
                    self._holding.discard(connection)

    def _apply_one_held(self, connection: Connection, held: HeldUpdate) -> bool:
        try:
            if not connection.may_edit:
                raise UpdateRefused(NOT_ALLOWED, "viewers do not edit")
            self._apply(connection, held)
        except SyncRefused as refusal:
            self._crowd.end(connection, closing_of(refusal))
            return False
        return True

    def end_overdue(self) -> None:
        """End sockets whose updates have waited too long."""
        now = self._means.timers.time()
        for connection in list(self._holding):
            if connection.held.is_overdue(now):
                self._crowd.end(connection, Closing(MALFORMED, NEVER_COMES))
