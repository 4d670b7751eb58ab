"""
One document that people have open in this process.

A frame is applied to the copy in memory, waits to be committed, and only then is told to others.
Whatever one socket sends ends that socket at most: its refusals stay here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from collaboration.conf import CollaborationConfig
from collaboration.errors import SyncRefused, UpdateRefused
from collaboration.persistence.entries import Append, Appended, StoredState, StoredUpdate
from collaboration.persistence.paths import touched_by
from collaboration.rooms.answering import Answering
from collaboration.rooms.closing import (
    MALFORMED,
    NOT_ALLOWED,
    TOO_FAST,
    Closing,
    closing_of,
    trouble,
)
from collaboration.rooms.connection import Connection
from collaboration.rooms.crowd import Crowd
from collaboration.rooms.document import Applied, RoomDocument
from collaboration.rooms.held import NEVER_COMES, HeldUpdate
from collaboration.rooms.queue import EditQueue, Waiting, entries_of
from collaboration.rooms.scanning import Scanner
from collaboration.rooms.telemetry import telemetry
from collaboration.rooms.timing import Timers
from collaboration.sync import frames
from collaboration.sync.layout import SERVER_CLIENT
from collaboration.sync.shape import ShapeBounds
from collaboration.sync.updates import (
    Pairs,
    ScannedUpdate,
    adds_nothing,
    is_ready,
    read_state_vector,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a room is given by its process.

    Args:
        commit_soon: asks for this room's edits to be committed.
        catch_up: waits until what others committed was read.
        tell_presence: says that there is presence to be told to other processes.
        committed: something was committed, here or elsewhere.
        is_full: whether too much waits for the database to take so many bytes more.
        look_at_rights: reads anew what one connection may do; ends it if the database is away.
        failed: the room is broken; everybody in it has to come back.
    """

    timers: Timers
    config: CollaborationConfig
    scanner: Scanner
    commit_soon: Callable[[Room], None]
    catch_up: Callable[[Room], asyncio.Future[object]]
    tell_presence: Callable[[Room], None]
    committed: Callable[[Room], None]
    is_full: Callable[[int], bool]
    look_at_rights: Callable[[Room, Connection], Awaitable[None]]
    failed: Callable[[Room], None]


class Room:
    """All that happens to one document, on the loop's thread."""

    def __init__(self, stored: StoredState, pairs: Pairs, around: Surroundings) -> None:
        config = around.config
        self.document_id = stored.document_id
        self.document = RoomDocument(
            stored, shape_bounds(config), most_bytes=config.document_bytes, pairs=pairs
        )
        self.crowd = Crowd(
            around.timers,
            config,
            on_end=self._forget,
            on_presence=partial(around.tell_presence, self),
            on_failure=self._fail,
        )
        self.queue = EditQueue()
        self.turn = asyncio.Lock()  # one at a time talks with the database about this document
        self.is_closed = False
        self.last_problems: str | None = None
        self._around = around
        self._answering = Answering(self.document, self.queue, self.crowd, self._welcome)
        self._holding: set[Connection] = set()

    # --- coming and going

    @property
    def connections(self) -> Collection[Connection]:
        """Those that are open."""
        return self.crowd.connections

    def attach(self, connection: Connection) -> None:
        self.crowd.add(connection)

    def detach(self, connection: Connection) -> None:
        """The socket has ended; its edits are still committed. Harmless when done before."""
        self.crowd.remove(connection)

    def end(self, connection: Connection, closing: Closing) -> None:
        """Close one socket; everybody else goes on."""
        self.crowd.end(connection, closing)

    def end_all(self, closing: Closing) -> None:
        for connection in list(self.connections):
            self.end(connection, closing)

    def close(self) -> None:
        """Give back what it holds; nobody may be in it."""
        self.is_closed = True
        self.crowd.stop()
        self.document.close()

    def _forget(self, connection: Connection) -> None:
        self._holding.discard(connection)
        self._answering.forget(connection)

    def _fail(self) -> None:
        self._around.failed(self)

    # --- what a socket sends

    async def hear(self, connection: Connection, message: bytes) -> None:
        """Take in one message; whatever is wrong with it ends its own socket."""
        try:
            await self._hear(connection, message)
        except SyncRefused as refusal:
            closing = closing_of(refusal)
            log.info(
                "socket refused",
                document=self.document_id,
                user=connection.user_id,
                code=closing.code,
                reason=closing.reason,
            )
            self.end(connection, closing)
        except Exception:  # a fault of ours that this message reached must not reach others
            log.exception("message failed", document=self.document_id, user=connection.user_id)
            self.end(connection, trouble("the message could not be handled"))
            if not self.is_closed:
                self._make_anew()

    async def _hear(self, connection: Connection, message: bytes) -> None:
        now = self._around.timers.time()
        limits = connection.limits
        if not limits.frames.take(now) or not limits.bytes.take(now, len(message)):
            raise UpdateRefused(TOO_FAST, "it sends too much")
        match frames.read_frame(message):
            case frames.SyncStep1(state_vector):
                self._answer(connection, state_vector)
            case frames.SyncStep2(update):
                await self._edit(connection, update, is_answer=True)
            case frames.SyncUpdate(update):
                await self._edit(connection, update, is_answer=False)
            case frames.AwarenessFrame(payload):
                self.crowd.hear_presence(connection, payload)
            case frames.QueryAwareness():
                self.crowd.tell_everyone(connection)

    async def _edit(self, connection: Connection, update: bytes, *, is_answer: bool) -> None:
        received_at = self._around.timers.time()
        connection.received += 1
        scanned = await self._around.scanner.scan(update)
        is_refused = not connection.may_edit and self._changes(scanned, is_answer=is_answer)
        if is_refused:
            # Whoever was made an editor a moment ago is not sent away for good.
            await self._around.look_at_rights(self, connection)
        if connection.closing is not None or self.is_closed:
            return
        if not connection.may_edit:
            if is_refused:
                raise UpdateRefused(NOT_ALLOWED, "viewers do not edit")
            self._count_saved(connection, 1)
            return
        if self._around.is_full(len(update)):
            self.end(connection, trouble("the database does not answer; nothing more fits"))
            return
        if not self._fits(connection, scanned):
            self._hold(connection, HeldUpdate(update, scanned, received_at))
            return
        if self._speaks_for_server(scanned):
            await self._around.catch_up(self)
            if self._speaks_for_server(scanned):
                raise UpdateRefused(NOT_ALLOWED, "only the server edits as the server")
        self._apply(connection, HeldUpdate(update, scanned, received_at))
        self._apply_held()

    def _changes(self, scanned: ScannedUpdate, *, is_answer: bool) -> bool:
        """Answers repeat what is known; whatever else holds anything is an edit."""
        if not scanned.spans and not scanned.deletes:
            return False
        if not is_answer:
            return True
        return not adds_nothing(scanned, self.document.clocks, self.document.deleted())

    def _fits(self, connection: Connection, scanned: ScannedUpdate) -> bool:
        """Whether all that it builds upon is here, and is not another's that may be refused."""
        return is_ready(scanned, self.document.clocks) and not self.queue.depends_on_others(
            connection.user_id, scanned.needs
        )

    def _speaks_for_server(self, scanned: ScannedUpdate) -> bool:
        _, end = scanned.spans.get(SERVER_CLIENT, (0, 0))
        return end > self.document.clocks.get(SERVER_CLIENT, 0)

    def _apply(self, connection: Connection, held: HeldUpdate) -> None:
        began = time.thread_time()
        try:
            applied = self.document.apply(held.update, held.scanned)
        except SyncRefused:
            self._make_anew()
            raise
        self._queue(connection, applied, held)
        # Small updates may be contrived to be slow: what counts in the end is what they cost.
        self._charge(connection, time.thread_time() - began)

    def _charge(self, connection: Connection, spent_s: float) -> None:
        if not connection.limits.work.take(self._around.timers.time(), spent_s):
            self.end(connection, Closing(TOO_FAST, "what it sends takes too long to work on"))

    def _queue(self, connection: Connection, applied: Applied, held: HeldUpdate) -> None:
        if not applied.update and not self.queue:
            self._count_saved(connection, 1)
            return
        connection.active_at = self._around.timers.time()
        touched = touched_by(applied.changes)
        spans = held.scanned.spans
        self.queue.put(Waiting(connection, applied.update, spans, touched, held.received_at))
        self._around.commit_soon(self)

    # --- what has to wait for something

    def _hold(self, connection: Connection, held: HeldUpdate) -> None:
        connection.held.hold(held)
        if connection not in self._holding:
            self._holding.add(connection)
            # Its answer brings whatever is missing.
            self.crowd.send(connection, frames.step1(self.document.state_vector()))

    def _apply_held(self) -> None:
        """Try what waits, until nothing more fits."""
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
            if self._speaks_for_server(held.scanned):
                raise UpdateRefused(NOT_ALLOWED, "only the server edits as the server")
            self._apply(connection, held)
        except SyncRefused as refusal:
            self.end(connection, closing_of(refusal))
            return False
        return True

    def check_held(self) -> None:
        """End sockets whose updates have waited too long."""
        now = self._around.timers.time()
        for connection in list(self._holding):
            if connection.held.is_overdue(now):
                self.end(connection, Closing(MALFORMED, NEVER_COMES))

    def _answer(self, connection: Connection, state_vector: bytes) -> None:
        if not connection.limits.syncs.take(self._around.timers.time()):
            raise UpdateRefused(TOO_FAST, "it asks for the document too often")
        began = time.thread_time()
        read_state_vector(state_vector, clients=self._around.config.update_clients)
        self._answering.answer(connection, state_vector)
        self._charge(connection, time.thread_time() - began)

    def _welcome(self, connection: Connection) -> None:
        """It has the whole document; what is not part of it comes after."""
        # What it edited while it was away comes back in its answer.
        self.crowd.send(connection, frames.step1(self.document.state_vector()))
        self.crowd.tell_everyone(connection)
        if self.last_problems is not None:
            self.crowd.tell_one(connection, frames.problems(self.last_problems), "problems")

    # --- commits

    def begin_commit(self) -> tuple[Append, list[Waiting]] | None:
        """What to commit next; None: nothing waits."""
        batch = self.queue.begin()
        if not batch:
            return None
        document = self.document
        wanted = Append(self.document_id, document.generation, document.number, entries_of(batch))
        return wanted, batch

    def end_commit(self, batch: Sequence[Waiting], outcome: Appended) -> None:
        """What was under way is committed, but for what refused authors wanted."""
        self._take_in(outcome.missed)
        written = [each for each in batch if each.author not in outcome.refused]
        number = max(outcome.number, self.document.number)
        self.document.note_committed([each.update for each in written], number)
        self.queue.end()
        now = self._around.timers.time()
        for each in written:
            telemetry.saving.note(now - each.received_at)
            if each.update:
                self.crowd.add_news(each.update, each)
        telemetry.edits += len(written)
        if outcome.refused:
            self._give_up(outcome.refused)
        self._answering.send_due()
        self._note_saved(written)
        self.crowd.tell_news()
        if not self.queue:
            self.document.fold()
        self._apply_held()
        self._around.committed(self)

    def put_back(self) -> None:
        """The commit failed; the edits wait again."""
        self.queue.put_back()

    def absorb(self, updates: Sequence[StoredUpdate]) -> None:
        """Take in what other processes have committed."""
        self._take_in(updates)
        self.crowd.tell_news()
        self._apply_held()
        self._around.committed(self)

    def absorb_state(self, stored: StoredState, pairs: Pairs) -> None:
        """The same, where the log no longer has each update."""
        news = self.document.absorb(stored.updates, stored.number, pairs)
        if news:
            self.crowd.add_news(news, None)
            self.crowd.tell_news()
        self._around.committed(self)

    def _take_in(self, updates: Sequence[StoredUpdate]) -> None:
        if updates:
            news = self.document.absorb([each.update for each in updates], updates[-1].number)
            if news:
                self.crowd.add_news(news, None)

    def _give_up(self, authors: frozenset[int]) -> None:
        """These may not edit any more: nothing of theirs stays, and their sockets end."""
        self.queue.drop_of(authors)
        self._make_anew()
        for connection in list(self.connections):
            if connection.user_id in authors:
                self.end(connection, Closing(NOT_ALLOWED, "you may not edit this any more"))

    def _make_anew(self) -> None:
        """Make the copy of what is committed and what waits, without what was just refused."""
        telemetry.rebuilds += 1
        self.document.rebuild([each.update for each in self.queue])
        self._answering.make_anew()

    def _note_saved(self, written: Sequence[Waiting]) -> None:
        counts: dict[Connection, int] = {}
        for each in written:
            counts[each.source] = counts.get(each.source, 0) + 1
        for connection, count in counts.items():
            self._count_saved(connection, count)

    def _count_saved(self, connection: Connection, count: int) -> None:
        connection.saved += count
        if "saved" in connection.extras:
            self.crowd.send(connection, frames.saved(connection.saved, self.document.number))


def shape_bounds(config: CollaborationConfig) -> ShapeBounds:
    return ShapeBounds(
        notes=config.notes,
        groups=config.notes,
        text_chars=config.text_chars,
        value_bytes=config.value_bytes,
        document_bytes=config.document_bytes,
    )
