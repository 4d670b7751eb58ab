"""What a client does not read is seen by the consumer, and is not kept for ever."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from orchestrator_site.outgoing import STALLED_S, OutgoingBytes
from tests.processes import ROOT, Running, clean_environment
from tests.site.flooding_server import FLOOD, LIMIT_BYTES, PIECE, SIZES
from tests.unread import CLOSE_FRAME, a_client_that_does_not_read, read_message, read_until
from workflows.rest.back_pressure import outgoing_of

pytestmark = pytest.mark.acceptance


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
        a_client_that_does_not_read(port, "/?careless") as wire,
    ):
        assert int(server.wait_for(r"held (\d+)\n")[1]) > LIMIT_BYTES
        wire.sendall(last_words)

        assert server.wait_for(r"gone (\d+)")[1] == "0"


@contextmanager
def an_answer_that_is_not_read(port: int) -> Iterator[socket.socket]:
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        wire.settimeout(20)
        wire.connect(("127.0.0.1", port))
        wire.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        yield wire


def test_a_long_answer_waits_for_a_client_that_reads_nothing_which_is_dropped() -> None:
    with a_flooding_server(STALLED_S="1") as (server, port), an_answer_that_is_not_read(port):
        taken = int(server.wait_for(r"taken (\d+)\n")[1])

    assert taken < FLOOD / 2


def test_a_long_answer_comes_whole_to_a_client_that_reads() -> None:
    with a_flooding_server() as (server, port), an_answer_that_is_not_read(port) as wire:
        assert read_until(wire, b"the end") > FLOOD * len(PIECE)
        assert int(server.wait_for(r"taken (\d+)\n")[1]) == FLOOD


class Transport:
    """As Twisted's, with this many bytes that have not left."""

    def __init__(self, waiting: int) -> None:
        self.connected, self.is_aborted = True, False
        self.dataBuffer, self.offset, self._tempDataLen = bytes(waiting), 0, 0

    def registerProducer(self, producer: object, streaming: bool) -> None: ...

    def unregisterProducer(self) -> None: ...

    def abortConnection(self) -> None:
        self.is_aborted = True


def test_a_socket_whose_first_bytes_are_about_to_leave_is_not_taken_for_stalled() -> None:
    transport = Transport(waiting=40)
    traffic = SimpleNamespace(outgoingOctetsWireLevel=40)
    outgoing = OutgoingBytes(SimpleNamespace(transport=transport, trafficStats=traffic))

    outgoing.end_if_stalled(1_000_000.0)
    at_first = transport.is_aborted
    outgoing.end_if_stalled(1_000_000.0 + STALLED_S)

    assert (at_first, transport.is_aborted) == (False, True)


def test_messages_sent_at_once_keep_their_place_among_the_others() -> None:
    with a_flooding_server() as (server, port):
        with a_client_that_does_not_read(port, "/?at-once") as wire:
            held = int(server.wait_for(r"held (\d+)\n")[1])
            messages = [read_message(wire) for _ in range(FLOOD)]
        server.wait_for(r"gone 0\n")

    assert held > LIMIT_BYTES
    assert [int.from_bytes(each[:4], "big") for each in messages] == list(range(FLOOD))
    assert [len(each) for each in messages[::2]][: len(SIZES)] == list(SIZES)


def test_a_server_that_tells_nothing_holds_nothing_back() -> None:
    outgoing = outgoing_of({"type": "websocket", "extensions": {}})

    assert outgoing.pending_bytes() == 0
