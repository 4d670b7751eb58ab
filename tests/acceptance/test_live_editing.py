"""Live editing on real servers: Daphne and uvicorn, one process and several, ended and killed."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.acceptance.conftest import MakeCluster, MakeEmbedded
from tests.acceptance.installation import Cluster, Embedded
from tests.acceptance.live import a_draft, a_wire, draft_of
from tests.acceptance.processes import ROOT, Process, bare_environment
from tests.collaboration.live import LiveClient
from tests.servers import free_port, wait_until
from tests.unread import a_client_that_does_not_read

pytestmark = pytest.mark.acceptance

PAUSES_S = 10


async def test_people_edit_together_and_a_restart_changes_nothing(embedded: Embedded) -> None:
    embedded.start()
    workflow = a_draft(embedded)

    async with a_wire(embedded, workflow, 101) as one, a_wire(embedded, workflow, 102) as other:
        for number in range(20):
            await one.edit(f"one{number}", number)
            await other.edit(f"other{number}", number)
        for wire in (one, other):
            await wire.until(
                lambda client: client.value("one19") == 19 and client.value("other19") == 19,
                "all edits",
            )
        before = one.client.document()
        assert other.client.document() == before
    embedded.restart()

    async with a_wire(embedded, workflow, 103) as again:
        assert again.client.document() == before
    assert draft_of(embedded, workflow)["one19"] == 19


async def test_invariant_4_what_another_client_has_seen_survives_a_kill(
    embedded: Embedded,
) -> None:
    embedded.start()
    workflow = a_draft(embedded)

    async with a_wire(embedded, workflow, 101) as one, a_wire(embedded, workflow, 102) as other:
        for number in range(200):
            await one.edit("count", number)
            if number == 150:
                await other.until(lambda client: (client.value("count") or 0) > 50, "some edits")
                embedded.current.kill()
                break
        await other.end()
        seen = other.client.value("count")
    embedded.start()

    async with a_wire(embedded, workflow, 103) as again:
        assert again.client.value("count") >= seen


async def test_sigterm_commits_what_came_in_and_says_that_the_server_restarts(
    embedded: Embedded,
) -> None:
    embedded.start()
    workflow = a_draft(embedded)

    async with a_wire(embedded, workflow, 101) as one, a_wire(embedded, workflow, 102) as other:
        for number in range(50):
            await one.edit("count", number)
        await one.until(lambda client: client.saved and client.saved[0] == 51, "all to be saved")
        embedded.current.send(signal.SIGTERM)
        ends = [await one.end(), await other.end()]
        counted = other.client.value("count")
    assert await asyncio.to_thread(embedded.current.wait_for_death) == 0
    embedded.start()

    async with a_wire(embedded, workflow, 103) as again:
        assert again.client.value("count") == 49
    assert ends == [(1012, "the server restarts")] * 2
    assert counted == 49


async def test_a_refused_socket_is_told_why(embedded: Embedded) -> None:
    embedded.start()
    workflow = a_draft(embedded)

    async with a_wire(embedded, workflow, 101) as one, a_wire(embedded, workflow, 102) as other:
        await one.connection.send(b"\x09\x00")
        code, reason = await one.end()
        await other.edit("owner", "fine")
        await other.until(lambda client: client.saved and client.saved[0] == 2, "the edit")

    assert code == 4400
    assert "type 9" in reason


async def test_a_line_that_goes_silent_is_noticed_within_twenty_seconds(
    embedded: Embedded,
) -> None:
    embedded.start()
    workflow = a_draft(embedded)
    loop = asyncio.get_running_loop()

    async with a_wire(embedded, workflow, 101) as one:
        silent, done = await _silent_client(embedded, workflow)
        await one.until(lambda client: 500 in client.presence, "the silent one's cursor")
        began_at = loop.time()
        await one.until(lambda client: 500 not in client.presence, "its end")
        took_s = loop.time() - began_at
        done.set()
        await silent

    # The server knows it after 17 s; a machine that pauses meanwhile is slow to tell.
    assert took_s < 20 + PAUSES_S


async def _silent_client(
    embedded: Embedded, workflow: str
) -> tuple[asyncio.Future[None], asyncio.Event]:
    """A client that shows a cursor, and then neither reads nor writes."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    path = f"/ws/workflows/{workflow}/document"
    headers = {"Authorization": f"Bearer {embedded.places.token}"}
    payload = b'\x01\xf4\x03\x01\x0c{"cursor":1}'
    frame = b"\x01" + bytes([len(payload)]) + payload

    def connect_and_wait() -> None:
        with a_client_that_does_not_read(embedded.port, path, headers) as wire:
            wire.sendall(bytes([0x82, 0x80 | len(frame)]) + bytes(4) + frame)
            asyncio.run_coroutine_threadsafe(done.wait(), loop).result(60)

    return loop.run_in_executor(None, connect_and_wait), done


async def test_invariant_16_whoever_reads_nothing_costs_little_and_is_closed(
    make_embedded: MakeEmbedded,
) -> None:
    embedded = make_embedded(ORCHESTRATOR_COLLABORATION__SEND_BUFFER_BYTES="1000000")
    embedded.start()
    workflow = a_draft(embedded)
    path = f"/ws/workflows/{workflow}/document"
    headers = {"Authorization": f"Bearer {embedded.places.token}"}
    process = psutil.Process(embedded.current.pid)

    async with a_wire(embedded, workflow, 101) as one:
        with a_client_that_does_not_read(embedded.port, path, headers) as slow:
            step1 = b"\x00\x00\x01\x00"
            slow.sendall(bytes([0x82, 0x80 | len(step1)]) + bytes(4) + step1)
            before = process.memory_info().rss
            for number in range(60):
                await one.edit("large", str(number % 10) * 200_000)
                await one.until(partial(_has_saved, number + 2), "an edit")
            grown = process.memory_info().rss - before
            assert await asyncio.to_thread(_is_closed, slow)

    assert grown < 60_000_000


def _has_saved(count: int, client: LiveClient) -> bool:
    return client.saved is not None and client.saved[0] == count


def _is_closed(wire: socket.socket) -> bool:
    """Whether the server's end comes after what it had sent before."""
    with suppress(ConnectionResetError):  # it does not wait for a last word
        while wire.recv(1_000_000):
            pass
    return True


async def test_two_processes_edit_one_document(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    second = await asyncio.to_thread(_start_two, cluster)
    workflow = a_draft(cluster)

    async with (
        a_wire(cluster, workflow, 101) as one,
        a_wire(cluster, workflow, 102, port=second) as other,
    ):
        await one.connection.send(one.client.cursor({"cursor": 1}))
        await other.until(lambda client: 101 in client.presence, "presence across processes")
        for number in range(20):
            await one.edit(f"one{number}", number)
            await other.edit(f"other{number}", number)
        for wire in (one, other):
            await wire.until(
                lambda client: all(
                    client.value(f"{name}{number}") == number
                    for name in ("one", "other")
                    for number in range(20)
                ),
                "everybody's edits",
            )
        assert one.client.document() == other.client.document()

        assert cluster.web is not None
        cluster.web.kill()
        await one.end()
        await other.edit("owner", "still here")
        await other.until(lambda client: client.saved and client.saved[0] == 22, "an edit")


def _start_two(cluster: Cluster) -> int:
    """Start two web processes; the port of the second."""
    cluster.start_web()
    port = free_port()
    second = cluster.process("web", "--port", str(port))
    cluster._processes.append(second.start())
    second.wait_for_log("Listening on port")
    return port


async def test_it_works_under_uvicorn_too(embedded: Embedded, tmp_path: Path) -> None:
    port = free_port()
    server = Uvicorn(embedded, port, tmp_path / "uvicorn.log")
    server.start()
    embedded._processes.append(server)
    embedded.port = port
    embedded.client._http.base_url = f"http://127.0.0.1:{port}/"
    await asyncio.to_thread(wait_until, embedded.client.answers, "uvicorn to answer", 60)
    workflow = a_draft(embedded)

    async with a_wire(embedded, workflow, 101) as one, a_wire(embedded, workflow, 102) as other:
        await one.edit("owner", "Ada")
        await other.until(lambda client: client.value("owner") == "Ada", "the edit")
        server.send(signal.SIGTERM)
        assert (await other.end())[0] == 1012
    await asyncio.to_thread(server.wait_for_death)
    assert server.has_logged("Application shutdown complete")


class Uvicorn(Process):
    """The ASGI application under uvicorn."""

    def __init__(self, embedded: Embedded, port: int, log: Path) -> None:
        super().__init__(("uvicorn",), embedded.environment, log)
        self.port = port

    def start(self) -> Process:
        import subprocess

        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "uvicorn",
                    "orchestrator_site.asgi:application",
                    "--port",
                    str(self.port),
                ],
                cwd=ROOT,
                env={**bare_environment(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self
