"""Beginning and end of a server that tells of them (uvicorn); Daphne's are in `web_server`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from collaboration.rooms.process import end_rooms
from workflows.engine.announce import bind_loop


async def lifespan(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Announce from this loop; commit what was edited before it ends."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            bind_loop(asyncio.get_running_loop())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await end_rooms()
            await send({"type": "lifespan.shutdown.complete"})
            return
