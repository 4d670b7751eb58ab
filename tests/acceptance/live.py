"""Clients of live documents over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.acceptance.documents import chain
from tests.acceptance.installation import Installation
from tests.collaboration.live import LiveClient

PATIENCE_S = 60


class Wire:
    """
    One client; it answers the server by itself until its connection ends.

    Args:
        closed_with: code and reason, once it has ended.
    """

    def __init__(self, connection: ClientConnection, client_id: int) -> None:
        self.connection = connection
        self.client = LiveClient(client_id, connection.send)
        self.closed_with: tuple[int, str] | None = None
        self._changed = asyncio.Event()
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for message in self.connection:
                assert isinstance(message, bytes)
                for answer in self.client.hear(message):
                    await self.connection.send(answer)
                self._changed.set()
        except ConnectionClosed:
            pass
        self.closed_with = (self.connection.close_code or 0, self.connection.close_reason or "")
        self._changed.set()

    async def until(self, condition: Callable[[LiveClient], object], what: str) -> None:
        """
        Raises:
            TimeoutError: it never held, or the connection ended before.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition(self.client):
                    if self.closed_with is not None:
                        raise TimeoutError(f"{what}: closed with {self.closed_with}")
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError as error:
            raise TimeoutError(f"{what}: {error}") from None

    async def end(self) -> tuple[int, str]:
        """How the server ends it."""
        async with asyncio.timeout(PATIENCE_S):
            await self.reader
        assert self.closed_with is not None
        return self.closed_with

    async def edit(self, key: str, value: Any) -> None:
        await self.connection.send(self.client.set(key, value))


@asynccontextmanager
async def a_wire(
    installation: Installation, workflow: str, client_id: int, *, port: int | None = None
) -> AsyncIterator[Wire]:
    """A client that has the document."""
    address = f"ws://127.0.0.1:{port or installation.port}/ws/workflows/{workflow}/document"
    headers = {"Authorization": f"Bearer {installation.places.token}"}
    async with connect(
        f"{address}?extras=saved", additional_headers=headers, max_size=None, proxy=None
    ) as connection:
        wire = Wire(connection, client_id)
        try:
            await connection.send(wire.client.step1())
            await wire.until(lambda client: client.is_synced and client.asked, "the document")
            yield wire
        finally:
            wire.reader.cancel()


def a_draft(installation: Installation, tasks: int = 3) -> str:
    """The id of a new workflow."""
    answer = installation.client.post("/workflows", {"document": chain(tasks)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def draft_of(installation: Installation, workflow: str) -> dict[str, Any]:
    document: dict[str, Any] = installation.client.get(f"/workflows/{workflow}/document")
    return dict(document["document"])
