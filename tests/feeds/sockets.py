"""A client's end of a feed, over the real routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from workflows.feeds.routing import websocket_urlpatterns
from workflows.models import Execution, User, Workflow
from workflows.rest.back_pressure import EXTENSION, Outgoing

PATIENCE_S = 60


class Socket:
    """What a client sees; `closed_with` waits for the end."""

    def __init__(self, wire: WebsocketCommunicator) -> None:
        self.wire = wire

    async def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = await self.wire.receive_json_from(PATIENCE_S)
        return message

    async def say(self, message: object) -> None:
        await self.wire.send_json_to(message)

    async def is_quiet(self) -> bool:
        return bool(await self.wire.receive_nothing(0.3))

    async def closed_with(self) -> int:
        while True:
            message = await self.wire.receive_output(PATIENCE_S)
            if message["type"] == "websocket.close":
                return int(message["code"])


class SlowClient:
    """A client that reads only when told, as its server sees it."""

    def __init__(self) -> None:
        self.pending = 0
        self.asked = 0
        self._has_read = asyncio.Event()

    def pending_bytes(self) -> int:
        self.asked += 1
        return self.pending

    async def drained(self) -> None:
        await self._has_read.wait()

    def read_nothing(self, pending: int) -> None:
        self.pending = pending
        self._has_read.clear()

    def read_everything(self) -> None:
        self.pending = 0
        self._has_read.set()


@asynccontextmanager
async def a_socket(
    path: str,
    *,
    user: User | None = None,
    headers: dict[bytes, bytes] | None = None,
    client: SlowClient | None = None,
) -> AsyncIterator[Socket]:
    sent = dict(headers or {})
    if user is not None:
        sent[b"cookie"] = await sync_to_async(session_cookie)(user)
    wire = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path, headers=[*sent.items()])
    if client is not None:
        told = Outgoing(client.pending_bytes, client.drained)
        wire.scope["extensions"] = {EXTENSION: {"outgoing": told}}
    is_accepted, _ = await wire.connect(PATIENCE_S)
    assert is_accepted
    try:
        yield Socket(wire)
    finally:
        await wire.disconnect(timeout=PATIENCE_S)


def session_cookie(user: User) -> bytes:
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}".encode()


def execution_path(execution: Execution, query: str = "") -> str:
    return f"/ws/executions/{execution.public_id}/events{query}"


def workflow_path(workflow: Workflow) -> str:
    return f"/ws/workflows/{workflow.public_id}/events"


async def hint(execution: Execution, number: int) -> None:
    """What the engine announces."""
    layer = get_channel_layer()
    message = {"type": "execution.events", "number": number}
    await layer.group_send(f"execution.{execution.public_id.hex}", message)
