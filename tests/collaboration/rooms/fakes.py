"""What a room is given, as tests bring it: a clock that stands still, outboxes that remember."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from collaboration.conf import CollaborationConfig
from collaboration.persistence.entries import Appended, StoredState, StoredUpdate
from collaboration.rooms.closing import Closing
from collaboration.rooms.connection import Connection, Limits
from collaboration.rooms.held import HeldUpdates
from collaboration.rooms.room import Room, Surroundings
from collaboration.rooms.scanning import Scanner
from collaboration.sync.updates import Pairs
from collaboration.sync.writing import new_doc, write_document
from tests.collaboration.live import LiveClient
from tests.rest.world import DOCUMENT


@dataclass
class FakeHandle:
    at: float
    function: Callable[[], object]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeTimers:
    """Time passes only by `pass_time`."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._handles: list[FakeHandle] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, function: Callable[[], object]) -> FakeHandle:
        return self.call_later(0, function)

    def call_later(self, delay: float, function: Callable[[], object]) -> FakeHandle:
        handle = FakeHandle(self.now + delay, function)
        self._handles.append(handle)
        return handle

    def pass_time(self, seconds: float = 0) -> None:
        """Call what is due until then, in order."""
        until = self.now + seconds
        while due := [each for each in self._handles if each.at <= until]:
            first = min(due, key=lambda each: each.at)
            self._handles.remove(first)
            self.now = max(self.now, first.at)
            if not first.is_cancelled:
                first.function()
        self.now = until

    @property
    def waiting(self) -> int:
        return sum(not each.is_cancelled for each in self._handles)


class FakeOutbox:
    """Hands each frame to a client; `pending` is what the test says that it has not read."""

    def __init__(self, client: LiveClient) -> None:
        self.client = client
        self.frames: list[bytes] = []
        self.answers: list[bytes] = []
        self.closing: Closing | None = None
        self.pending = 0

    def send(self, frame: bytes) -> None:
        assert self.closing is None
        self.frames.append(frame)
        self.answers.extend(self.client.hear(frame))

    def close(self, closing: Closing) -> None:
        self.closing = closing

    def pending_bytes(self) -> int:
        return self.pending


@dataclass
class Guest:
    """A client in a room, as a test moves it."""

    room: Room
    connection: Connection
    outbox: FakeOutbox
    client: LiveClient

    async def say(self, message: bytes) -> None:
        await self.room.hear(self.connection, message)

    async def answer(self) -> None:
        while self.outbox.answers:
            await self.say(self.outbox.answers.pop(0))

    async def edit(self, key: str, value: Any) -> None:
        await self.say(self.client.set(key, value))

    @property
    def code(self) -> int | None:
        return self.outbox.closing.code if self.outbox.closing else None


@dataclass
class Stage:
    """
    One room, and a log in memory that commits when the test says so.

    Args:
        refused: authors who may not edit any more.
        others: updates that another process commits before the next commit.
        promoted: who has become an editor, though the room was not told yet.
    """

    room: Room
    timers: FakeTimers
    config: CollaborationConfig
    log: list[bytes] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    others: list[bytes] = field(default_factory=list)
    promoted: set[int] = field(default_factory=set)
    caught_up: int = 0
    is_full: bool = False
    failed: list[Room] = field(default_factory=list)

    async def enter(
        self, client_id: int, *, user: int = 1, may_edit: bool = True, extras: str = "", **also: Any
    ) -> Guest:
        guest = self.knock(client_id, user=user, may_edit=may_edit, extras=extras, **also)
        await guest.say(guest.client.step1())
        self.commit()
        await guest.answer()
        self.commit()
        assert guest.client.is_synced
        return guest

    def knock(
        self, client_id: int, *, user: int = 1, may_edit: bool = True, extras: str = "", **also: Any
    ) -> Guest:
        """A socket that has sent nothing yet."""
        client = LiveClient(client_id, lambda message: None)
        outbox = FakeOutbox(client)
        config = self.config
        connection = Connection(
            seat=uuid4(),
            user_id=user,
            username=f"user{user}",
            name=f"User {user}",
            role="editor" if may_edit else "viewer",
            may_edit=may_edit,
            color=0,
            extras=frozenset(extras.split(",")) - {""},
            outbox=outbox,
            limits=Limits.from_config(config, self.timers.time()),
            held=HeldUpdates(most_bytes=config.held_bytes, most_s=config.held_s),
            send_buffer_bytes=config.send_buffer_bytes,
            active_at=self.timers.time(),
            sent_at=self.timers.time(),
        )
        self.room.attach(connection)
        return Guest(self.room, connection, outbox, client)

    def commit(self) -> None:
        """Commit all that waits, then let the loop's turn end."""
        while begun := self.room.begin_commit():
            wanted, batch = begun
            missed = self._let_others_write(wanted.known)
            entries = [each for each in wanted.entries if each.author_id not in self.refused]
            first = len(self.log) + 1
            self.log.extend(entry.update for entry in entries)
            refused = frozenset(
                each.author_id
                for each in wanted.entries
                if each.author_id is not None and each.author_id in self.refused
            )
            self.room.end_commit(
                batch, Appended(self.room.document_id, first, len(self.log), missed, refused)
            )
        self.timers.pass_time(0)

    def _let_others_write(self, known: int) -> tuple[StoredUpdate, ...]:
        self.log.extend(self.others)
        self.others.clear()
        at = datetime.now(UTC)
        return tuple(
            StoredUpdate(number, update, None, "rest", at)
            for number, update in enumerate(self.log[known:], known + 1)
        )


def a_stage(document: dict[str, Any] | None = None, **settings: Any) -> Stage:
    """A room with this document, in a process of its own."""
    config = CollaborationConfig(**settings)
    doc = new_doc()
    write_document(doc, document or DOCUMENT, generation=1)
    stored = StoredState(1, 1, 1, (doc.get_update(),))
    pairs = Pairs()
    pairs.read(stored.updates)
    timers = FakeTimers()
    stage: Stage

    def catch_up(room: Room) -> asyncio.Future[object]:
        stage.caught_up += 1
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def look_at_rights(room: Room, connection: Connection) -> None:
        if connection.user_id in stage.promoted:
            connection.may_edit = True

    around = Surroundings(
        timers=timers,
        config=config,
        scanner=Scanner(config),
        commit_soon=lambda room: None,
        catch_up=catch_up,
        tell_presence=lambda room: None,
        committed=lambda room: None,
        is_full=lambda more: stage.is_full,
        look_at_rights=look_at_rights,
        failed=lambda room: stage.failed.append(room),
    )
    stage = Stage(Room(stored, pairs, around), timers, config, log=[stored.updates[0]])
    return stage
