"""A TCP proxy in a thread that does to a connection what networks do: delay, swallow, cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK = 65_536


class Proxy:
    """
    Passes bytes between clients and one server of this machine.

    Args:
        answer_for: given a client's chunk, bytes to answer with instead of passing it on, or None.
        cuts_after: given a client's chunk, claims that its reply shall be lost: the chunk is passed
            on, the server's reply is awaited and dropped, and the connection is cut.
        delay_s: added to each of the client's chunks.
    """

    def __init__(self, server_port: int) -> None:
        self.answer_for: Callable[[bytes], bytes | None] = lambda chunk: None
        self.cuts_after: Callable[[bytes], bool] = lambda chunk: False
        self.delay_s = 0.0
        self.port = 0
        self._server_port = server_port
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._listen())
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        links = asyncio.all_tasks() - {asyncio.current_task()}
        for link in links:
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()

    async def _serve(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            server, forth = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            back.close()
            return
        link = _Link(self, client, back, server, forth)
        with suppress(OSError, asyncio.CancelledError):
            await link.run()
        for writer in (back, forth):
            with suppress(RuntimeError):  # the loop may have ended
                writer.close()


class _Link:
    """One connection with its two directions."""

    def __init__(
        self,
        proxy: Proxy,
        client: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        forth: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._client, self._back = client, back
        self._server, self._forth = server, forth
        self._dropping = False

    async def run(self) -> None:
        directions = [
            asyncio.ensure_future(self._to_server()),
            asyncio.ensure_future(self._to_client()),
        ]
        _, pending = await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        for direction in pending:
            direction.cancel()
        await asyncio.gather(*directions, return_exceptions=True)

    async def _to_server(self) -> None:
        while chunk := await self._client.read(CHUNK):
            if self._proxy.delay_s:
                await asyncio.sleep(self._proxy.delay_s)
            answer = self._proxy.answer_for(chunk)
            if answer is not None:
                self._back.write(answer)
                await self._back.drain()
                continue
            self._dropping = self._proxy.cuts_after(chunk)
            self._forth.write(chunk)
            await self._forth.drain()

    async def _to_client(self) -> None:
        while chunk := await self._server.read(CHUNK):
            if self._dropping:
                return  # the server has done it; the client will never know
            self._back.write(chunk)
            await self._back.drain()
