"""A websocket client by hand, whose bytes lie in the system's buffers until the test reads them."""

from __future__ import annotations

import os
import socket
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

CLOSE_FRAME = bytes([0x88, 0x80]) + bytes(4)


@contextmanager
def a_client_that_does_not_read(
    port: int, path: str = "/", headers: Mapping[str, str] | None = None
) -> Iterator[socket.socket]:
    """An open websocket with a small window; the frames that the server sends stay unread."""
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        wire.settimeout(20)
        wire.connect(("127.0.0.1", port))
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: localhost:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        wire.sendall("\r\n".join([*lines, "\r\n"]).encode())
        while b"\r\n\r\n" not in (head := wire.recv(2_000, socket.MSG_PEEK)):
            assert head, "the server went away"
        wire.recv(head.index(b"\r\n\r\n") + 4)
        assert head.startswith(b"HTTP/1.1 101"), head
        yield wire


def say(wire: socket.socket, text: str) -> None:
    """Send a short text message."""
    assert len(text) < 126
    wire.sendall(bytes([0x81, 0x80 | len(text)]) + bytes(4) + text.encode())


def read_until(wire: socket.socket, end: bytes) -> int:
    """Read until these bytes came; how many came in all."""
    seen, count = b"", 0
    while end not in seen:
        piece = wire.recv(1_000_000)
        assert piece, "the server went away"
        count += len(piece)
        seen = seen[-len(end) :] + piece
    return count


def read_message(wire: socket.socket) -> bytes:
    """The payload of the next frame, whole; the server masks nothing."""
    kind, length = _read(wire, 2)
    assert kind == 0x82, "no whole binary message"
    if length > 125:
        length = int.from_bytes(_read(wire, 2 if length == 126 else 8), "big")
    return _read(wire, length)


def _read(wire: socket.socket, count: int) -> bytes:
    seen = b""
    while len(seen) < count:
        piece = wire.recv(count - len(seen))
        assert piece, "the server went away"
        seen += piece
    return seen
