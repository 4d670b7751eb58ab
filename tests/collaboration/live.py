"""Clients of live documents, in Python: what a stock provider does, and what it never would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import ApplicationCommunicator
from pycrdt import Doc, Map

from collaboration.consumers import serve
from collaboration.errors import FrameRefused
from collaboration.rooms.process import Rooms
from collaboration.sync.awareness import PresenceEntry, read_presence, write_presence
from collaboration.sync.encoding import Reader, write_chunk
from collaboration.sync.projection import project
from collaboration.sync.writing import declare_roots
from orchestrator_site.sockets import socket_application
from tests.feeds.sockets import session_cookie
from workflows.models import User, Workflow

PATIENCE_S = 60


class Closed(Exception):
    """The server has ended the socket."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass
class LiveClient:
    """
    Speaks the y-protocols over `say`; whoever receives hands each message to `hear`.

    Args:
        presence: everyone's state, by awareness client.
    """

    client_id: int
    say: Callable[[bytes], Any]
    doc: Doc[Any] = field(init=False)
    presence: dict[int, dict[str, Any]] = field(default_factory=dict)
    clocks: dict[int, int] = field(default_factory=dict)
    is_synced: bool = False
    saved: tuple[int, int] | None = None
    problems: dict[str, Any] | None = None
    news: list[dict[str, Any]] = field(default_factory=list)
    updates: int = 0
    asked: list[bytes] = field(default_factory=list)
    answers_step1: bool = True
    _clock: int = 0

    def __post_init__(self) -> None:
        self.doc = Doc(client_id=self.client_id)
        declare_roots(self.doc)

    # what it says

    def step1(self) -> bytes:
        return b"\0\0" + write_chunk(self.doc.get_state())

    def step2(self, state_vector: bytes = b"\0") -> bytes:
        return b"\0\1" + write_chunk(self.doc.get_update(state_vector))

    def edit(self, change: Callable[[Doc[Any]], object]) -> bytes:
        """The frame of an edit, made here and not sent yet."""
        before = self.doc.get_state()
        with self.doc.transaction():
            change(self.doc)
        return update_frame(self.doc.get_update(before))

    def set(self, key: str, value: Any) -> bytes:
        return self.edit(lambda doc: doc["workflow"].__setitem__(key, value))

    def cursor(self, state: dict[str, Any] | None, client: int | None = None) -> bytes:
        self._clock += 1
        return awareness_frame(PresenceEntry(client or self.client_id, self._clock, state))

    # what it hears

    def hear(self, message: bytes) -> list[bytes]:
        """Take in a message; what is to be answered."""
        reader = Reader(message, FrameRefused)
        kind = reader.uint()
        if kind == 0:
            return self._hear_sync(reader)
        if kind == 1:
            self._hear_presence(reader.chunk())
        elif kind == 100:
            self.saved = (reader.uint(), reader.uint())
        elif kind == 101:
            self.problems = json.loads(reader.text())
        elif kind == 102:
            self.news.append(json.loads(reader.text()))
        else:
            raise AssertionError(f"a message of type {kind}")
        reader.finish()
        return []

    def _hear_sync(self, reader: Reader) -> list[bytes]:
        step, body = reader.uint(), reader.chunk()
        reader.finish()
        if step == 0:
            self.asked.append(body)
            return [self.step2(body)] if self.answers_step1 else []
        self.doc.apply_update(body)
        self.is_synced = self.is_synced or step == 1
        self.updates += step == 2
        return []

    def _hear_presence(self, payload: bytes) -> None:
        for entry in read_presence(payload, entries=10_000, state_bytes=1_000_000):
            known = self.clocks.get(entry.client, -1)
            is_news = entry.clock > known
            is_end = entry.clock == known and entry.state is None
            if not (is_news or is_end):
                continue
            self.clocks[entry.client] = entry.clock
            if entry.state is None:
                self.presence.pop(entry.client, None)
            else:
                self.presence[entry.client] = entry.state

    def document(self) -> dict[str, Any]:
        return project(self.doc)

    def value(self, key: str) -> Any:
        return self.doc.get("workflow", type=Map).to_py().get(key)


async def wait_for(condition: Callable[[], Awaitable[object]], what: str) -> None:
    """
    Return once the condition holds.

    Raises:
        TimeoutError: it never did.
    """
    deadline = monotonic() + PATIENCE_S
    while not await condition():
        if monotonic() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(0.01)


def update_frame(update: bytes) -> bytes:
    return b"\0\2" + write_chunk(update)


def update_of(frame: bytes) -> bytes:
    """The update that a frame of an edit carries."""
    return Reader(frame[2:], FrameRefused).chunk()


def awareness_frame(*entries: PresenceEntry) -> bytes:
    return b"\1" + write_chunk(write_presence(entries))


class Socket:
    """A client on the real routes, without a network."""

    def __init__(self, wire: ApplicationCommunicator, client_id: int) -> None:
        self.wire = wire
        self.client = LiveClient(client_id, self.send)
        self.end: Closed | None = None
        self.messages = 0

    async def send(self, message: bytes) -> None:
        await self.wire.send_input({"type": "websocket.receive", "bytes": message})

    async def edit(self, key: str, value: Any) -> None:
        await self.send(self.client.set(key, value))

    async def hear_one(self, patience_s: float = PATIENCE_S) -> None:
        """
        Take in the next message, and answer it.

        Raises:
            Closed: it was the end.
        """
        message = await self.wire.receive_output(patience_s)
        if message["type"] == "websocket.close":
            self.end = Closed(message["code"], message.get("reason", ""))
            raise self.end
        self.messages += 1
        for answer in self.client.hear(message["bytes"]):
            await self.send(answer)

    async def until(self, condition: Callable[[LiveClient], object], what: str = "") -> None:
        """
        Take in messages until the condition holds.

        Raises:
            TimeoutError: it never did.
        """
        async with asyncio.timeout(PATIENCE_S):
            while not condition(self.client):
                await self.hear_one()

    async def closed(self) -> Closed:
        """How it ends; what comes before is taken in."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    await self.hear_one()
        except Closed as end:
            return end

    async def hears_nothing(self, for_s: float = 0.3) -> bool:
        return bool(await self.wire.receive_nothing(for_s))

    async def sync(self) -> None:
        await self.send(self.client.step1())
        await self.until(lambda client: client.is_synced and client.asked, "the document")


def document_path(workflow: Workflow, query: str = "") -> str:
    return f"/ws/workflows/{workflow.public_id}/document{query}"


@asynccontextmanager
async def a_socket(
    workflow: Workflow,
    user: User | None = None,
    *,
    client_id: int = 100,
    query: str = "",
    headers: dict[bytes, bytes] | None = None,
    extensions: dict[str, Any] | None = None,
    here: Rooms | None = None,
) -> AsyncIterator[Socket]:
    """
    A socket that was accepted; it may be closed the moment after.

    Args:
        here: the process that serves it; unset: that of the loop, over the real routes.
    """
    sent = dict(headers or {})
    if user is not None:
        sent[b"cookie"] = await sync_to_async(session_cookie)(user)
    path, _, query_string = document_path(workflow, query).partition("?")
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query_string.encode(),
        "headers": [*sent.items()],
        "subprotocols": [],
        "extensions": extensions or {},
    }
    application = socket_application()
    if here is not None:
        scope["url_route"] = {"args": (), "kwargs": {"public_id": workflow.public_id}}
        application = partial(serve, here)
    wire = ApplicationCommunicator(application, scope)
    await wire.send_input({"type": "websocket.connect"})
    answer = await wire.receive_output(PATIENCE_S)
    assert answer["type"] == "websocket.accept", answer
    socket = Socket(wire, client_id)
    try:
        yield socket
    finally:
        await wire.send_input({"type": "websocket.disconnect", "code": 1001})
        await wire.wait(PATIENCE_S)


@asynccontextmanager
async def a_member(
    workflow: Workflow, user: User, *, client_id: int = 100, **options: Any
) -> AsyncIterator[Socket]:
    """A socket that has the document."""
    async with a_socket(workflow, user, client_id=client_id, **options) as socket:
        await socket.sync()
        yield socket
