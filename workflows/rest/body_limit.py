"""Stops a body that is too large at the door of the process, before it fills memory or disk."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from workflows.rest.problems import PROBLEM_TYPE, problem_json

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


class _TooLarge(Exception):
    pass


class BodyLimit:
    """
    ASGI: 413 for a larger declared length, and as soon as a chunked body has grown past it.

    Django's own handler spools the whole body to disk before any view can refuse it.
    """

    def __init__(self, application: Application, maximum_bytes: int) -> None:
        self.application = application
        self.maximum_bytes = maximum_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif declared_bytes(scope) > self.maximum_bytes:
            await refuse(send)
        else:
            await self.count(scope, receive, send)

    async def count(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def receive_counted() -> dict[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.maximum_bytes:
                raise _TooLarge
            return message

        try:
            await self.application(scope, receive_counted, send)
        except _TooLarge:
            await refuse(send)


def declared_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def refuse(send: Send) -> None:
    body = json.dumps(problem_json(413, "body_too_large", "The body is too large.")).encode()
    headers = [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
