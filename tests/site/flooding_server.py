"""A web server whose one socket consumer sends as much as it may; run as a process by a test.

Prints its port, then a line for each thing that happens. `?careless` sends without asking;
`?at-once` sends every other message without the detour by `send`. By HTTP it answers in pieces.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import orchestrator_site.outgoing  # noqa: E402
from orchestrator_site.web_server import WebServer  # noqa: E402
from workflows.rest.back_pressure import outgoing_of  # noqa: E402
from workflows.rest.streams import later  # noqa: E402

LIMIT_BYTES = 1_000_000
PIECE = b"x" * 50_000
FLOOD = 600
# What one frame says its length with changes at 126 and 65,536 bytes.
SIZES = (4, 125, 126, 50_000, 65_535, 65_536, 65_537, 200_000)


def tell(*words: object) -> None:
    print(*words, flush=True)


async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await (alternate if b"at-once" in scope["query_string"] else flood)(scope, receive, send)


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    taken = 0

    def pieces() -> Iterator[str]:
        nonlocal taken
        while taken < FLOOD:
            taken += 1
            yield PIECE.decode()

    async def send_all() -> None:
        async for piece in later(pieces(), outgoing_of(scope)):
            await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"the end"})

    await send({"type": "http.response.start", "status": 200})
    sending = asyncio.create_task(send_all())
    while (await receive())["type"] != "http.disconnect":
        pass
    tell("taken", taken)
    sending.cancel()


async def alternate(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    outgoing = outgoing_of(scope)
    assert outgoing.send_at_once is not None
    for number in range(FLOOD):
        message = number.to_bytes(4, "big").ljust(SIZES[number // 2 % len(SIZES)], b"x")
        if number % 2:
            await send({"type": "websocket.send", "bytes": message})
        else:
            outgoing.send_at_once(message)
    tell("held", outgoing.pending_bytes())
    while (await receive())["type"] != "websocket.disconnect":
        pass
    outgoing.send_at_once(b"too late")
    tell("gone", outgoing.pending_bytes())


async def flood(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    outgoing = outgoing_of(scope)
    is_careful = b"careless" not in scope["query_string"]
    sent = 0
    while sent < FLOOD:
        if is_careful and not await outgoing.has_room(limit_bytes=LIMIT_BYTES, within_s=1):
            tell("no-room after", sent)
            break
        await send({"type": "websocket.send", "bytes": PIECE})
        sent += 1
    tell("held", outgoing.pending_bytes())
    await outgoing.drained()
    tell("drained", outgoing.pending_bytes())
    await send({"type": "websocket.send", "text": "the end"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
    tell("gone", outgoing.pending_bytes())


if __name__ == "__main__":
    orchestrator_site.outgoing.STALLED_S = int(os.environ.get("STALLED_S", "60"))
    WebServer(serve, host="127.0.0.1", port=0, on_ready=lambda port: tell("port", port)).serve()
