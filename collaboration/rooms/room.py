"""
One document that people have open in this process.

A frame is applied to the copy in memory, waits to be committed, and only then is told to others.
Whatever one socket sends ends that socket at most: its refusals stay here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from collaboration.conf import CollaborationConfig
from collaboration.errors import SyncRefused, UpdateRefused
from collaboration.persistence.entries import Append, Appended, StoredState, StoredUpdate
from collaboration.rooms.answering import Answering
from collaboration.rooms.charging import Charging
from collaboration.rooms.closing import (
    NOT_ALLOWED,
    TOO_FAST,
    Closing,
    closing_of,
    trouble,
)
from collaboration.rooms.connection import Connection
from collaboration.rooms.crowd import Crowd
from collaboration.rooms.document import RoomDocument
from collaboration.rooms.editing import Editing, Means
from collaboration.rooms.queue import EditQueue, Waiting, entries_of
from collaboration.rooms.scanning import Scanner
from collaboration.rooms.telemetry import telemetry
from collaboration.rooms.timing import Timers
from collaboration.sync import frames
from collaboration.sync.shape import ShapeBounds
from collaboration.sync.updates import Pairs, read_state_vector

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
        self._charging = Charging(self.crowd, around.timers)
        self._editing = Editing(
            self.document, self.queue, self.crowd, self._charging, self._means_of(around)
        )

    def _means_of(self, around: Surroundings) -> Means:
        return Means(
            timers=around.timers,
            scanner=around.scanner,
            commit_soon=partial(around.commit_soon, self),
            catch_up=partial(around.catch_up, self),
            is_full=around.is_full,
            look_at_rights=partial(around.look_at_rights, self),
            make_anew=self._make_anew,
            count_saved=self._count_saved,
        )

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
        self._editing.forget(connection)
        self._answering.forget(connection)

    def _fail(self) -> None:
        self._around.failed(self)

    def end_overdue(self) -> None:
        """End sockets whose updates wait for something that does not come."""
        self._editing.end_overdue()

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
                await self._editing.hear(connection, update, is_answer=True)
            case frames.SyncUpdate(update):
                await self._editing.hear(connection, update, is_answer=False)
            case frames.AwarenessFrame(payload):
                with self._charging.work_for(connection):
                    self.crowd.hear_presence(connection, payload)
            case frames.QueryAwareness():
                with self._charging.work_for(connection):
                    self.crowd.tell_everyone(connection)

    def _answer(self, connection: Connection, state_vector: bytes) -> None:
        if not connection.limits.syncs.take(self._around.timers.time()):
            raise UpdateRefused(TOO_FAST, "it asks for the document too often")
        with self._charging.work_for(connection):
            read_state_vector(state_vector, clients=self._around.config.update_clients)
            self._answering.answer(connection, state_vector)

    def _welcome(self, connection: Connection) -> None:
        """It has the whole document; what is not part of it comes after."""
        # What it edited while it was away comes back in its answer.
        self.crowd.send(connection, frames.step1(self.document.state_vector()))
        self.crowd.tell_everyone(connection)
        if connection.known_role not in (None, connection.role):  # changed while it was away
            self.crowd.tell_role(connection)
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
        self._editing.apply_held()
        self._around.committed(self)

    def put_back(self) -> None:
        """The commit failed; the edits wait again."""
        self.queue.put_back()

    def absorb(self, updates: Sequence[StoredUpdate]) -> None:
        """Take in what other processes have committed."""
        self._take_in(updates)
        self.crowd.tell_news()
        self._editing.apply_held()
        self._around.committed(self)

    def absorb_state(self, stored: StoredState, pairs: Pairs) -> None:
        """The same, where the log no longer has each update."""
        news = self.document.absorb(stored.updates, stored.number, pairs)
        if news:
            self.crowd.add_news(news, None)
            self.crowd.tell_news()
        self._editing.apply_held()
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
