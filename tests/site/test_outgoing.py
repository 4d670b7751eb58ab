"""What a client does not read is seen by the consumer, and is not kept for ever."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.processes import ROOT, Running, clean_environment
from tests.site.flooding_server import FLOOD, LIMIT_BYTES, PIECE
from workflows.rest.back_pressure import outgoing_of

pytestmark = pytest.mark.acceptance
CLOSE_FRAME = bytes([0x88, 0x80]) + bytes(4)


@contextmanager
def a_flooding_server(**environment: str) -> Iterator[tuple[Running, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.site.flooding_server"],
        cwd=ROOT,
        env=clean_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    server = Running(process)
    try:
        yield server, int(server.wait_for(r"port (\d+)")[1])
    finally:
        server.end()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def a_client_that_does_not_read(port: int, query: str = "") -> Iterator[socket.socket]:
    """An open websocket with a small window; the bytes of its frames are left where they are."""
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        wire.settimeout(20)
        wire.connect(("127.0.0.1", port))
        key = b64encode(os.urandom(16)).decode()
        wire.sendall(
            f"GET /{query} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while not (head := wire.recv(2_000, socket.MSG_PEEK)).count(b"\r\n\r\n"):
            pass
        wire.recv(head.index(b"\r\n\r\n") + 4)
        yield wire


def read_until(wire: socket.socket, end: bytes) -> int:
    """Read until these bytes came; how many came before."""
    seen, count = b"", 0
    while end not in seen:
        piece = wire.recv(1_000_000)
        assert piece, "the server went away"
        count += len(piece)
        seen = seen[-len(end) :] + piece
    return count


def test_a_consumer_sees_what_its_client_has_not_read() -> None:
    with a_flooding_server() as (server, port), a_client_that_does_not_read(port):
        server.wait_for(r"no-room after \d+")
        held = int(server.wait_for(r"held (\d+)\n")[1])

        assert LIMIT_BYTES < held <= LIMIT_BYTES + 2 * len(PIECE)
        assert "drained" not in server.output


def test_a_consumer_hears_when_its_client_has_caught_up() -> None:
    with a_flooding_server() as (server, port), a_client_that_does_not_read(port) as wire:
        sent = int(server.wait_for(r"no-room after (\d+)")[1])

        assert read_until(wire, b"the end") > sent * len(PIECE)
        assert server.wait_for(r"drained (\d+)")[1] == "0"


def test_a_client_that_reads_is_never_without_room() -> None:
    with a_flooding_server() as (server, port), a_client_that_does_not_read(port) as wire:
        assert read_until(wire, b"the end") > FLOOD * len(PIECE)

        assert "no-room" not in server.output


@pytest.mark.parametrize("last_words", [b"", CLOSE_FRAME])
def test_a_client_that_reads_nothing_is_dropped(last_words: bytes) -> None:
    with (
        a_flooding_server(STALLED_S="1") as (server, port),
        a_client_that_does_not_read(port, "?careless") as wire,
    ):
        assert int(server.wait_for(r"held (\d+)\n")[1]) > LIMIT_BYTES
        wire.sendall(last_words)

        assert server.wait_for(r"gone (\d+)")[1] == "0"


def test_a_server_that_tells_nothing_holds_nothing_back() -> None:
    outgoing = outgoing_of({"type": "websocket", "extensions": {}})

    assert outgoing.pending_bytes() == 0
