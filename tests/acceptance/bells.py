"""Doorbells on their way through Redis: swallowed, held back, doubled."""

from __future__ import annotations

import socket
from random import Random
from typing import Any

from celery import Celery

from tests.acceptance.servers import RedisServer

PUSH = b"*3\r\n$5\r\nLPUSH"
PUBLISH = b"*3\r\n$7\r\nPUBLISH"
ONE = b":1\r\n"
QUEUE = "orchestrator"


class LossyBells:
    """For a proxy: swallows a share of what is sent, and says that it arrived."""

    def __init__(self, chance: Random, share: float) -> None:
        self.lost = 0
        self._chance = chance
        self._share = share

    def __call__(self, chunk: bytes) -> bytes | None:
        if not chunk.startswith((PUSH, PUBLISH)) or self._chance.random() >= self._share:
            return None
        self.lost += 1
        return ONE


class HeldBells:
    """For a proxy: keeps every bell until it is let go."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def __call__(self, chunk: bytes) -> bytes | None:
        if not chunk.startswith(PUSH):
            return None
        self.kept.append(chunk)
        return ONE

    def let_go(self, server: RedisServer, chance: Random) -> None:
        """Send all that was kept, in another order."""
        chance.shuffle(self.kept)
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
            line.sendall(f"AUTH {server.password}\r\n".encode())
            assert line.recv(100).startswith(b"+OK")
            for command in self.kept:
                line.sendall(command)
                assert line.recv(100).startswith(b":")


def ring_many(server: RedisServer, times: int) -> None:
    """As many bells as somebody else would ring by mistake."""
    with Celery("ringer", broker=server.url()) as app:
        for _ in range(times):
            app.send_task("workflows.drain", queue=QUEUE, ignore_result=True)


def bells_waiting(server: RedisServer) -> int:
    return int(server.connect().llen(QUEUE))


def consumers_of(server: RedisServer) -> list[Any]:
    """Connections that wait for a bell."""
    return [each for each in server.connect().client_list() if each["cmd"] == "brpop"]
