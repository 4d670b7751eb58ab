"""
A server that speaks the streaming chat protocol of OpenAI: twenty words, one every 100 ms.

Prints its address, `host:port`, and ends with its input. `GET /peak` tells how many answers were
under way at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

WORDS, WORD_S = 20, 0.1
STREAM_S = WORDS * WORD_S
END = b"0\r\n\r\n"
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@dataclass(slots=True)
class Load:
    now: int = 0
    peak: int = 0

    def begin(self) -> None:
        self.now += 1
        self.peak = max(self.peak, self.now)

    def end(self) -> None:
        self.now -= 1


LOAD = Load()


async def serve_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests on one connection until the client closes it."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await reader.readexactly(content_length(head))
            await (_answer_peak(writer) if head.startswith("GET") else _stream(writer))
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def content_length(head: str) -> int:
    """Bytes of the request's body; 0 where the header is missing."""
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def events() -> Iterator[bytes]:
    """What a stream consists of, the closing event and the usage included."""
    for number in range(WORDS):
        yield _event({"delta": {"role": "assistant", "content": f"word{number} "}})
    yield _event({"delta": {}, "finish_reason": "stop"})
    yield b"data: [DONE]\n\n"


def _event(choice: dict[str, object]) -> bytes:
    usage = {"prompt_tokens": 1, "completion_tokens": WORDS, "total_tokens": WORDS + 1}
    body = {
        "id": "bench",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "streamer",
        "choices": [{"index": 0, "finish_reason": None, **choice}],
        "usage": usage if "finish_reason" in choice else None,
    }
    return f"data: {json.dumps(body)}\n\n".encode()


async def _stream(writer: asyncio.StreamWriter) -> None:
    LOAD.begin()
    try:
        writer.write(STREAM_HEAD)
        for event in events():
            writer.write(chunk(event))
            await writer.drain()
            if b'"content"' in event:
                await asyncio.sleep(WORD_S)
        writer.write(END)
        await writer.drain()
    finally:
        LOAD.end()


async def _answer_peak(writer: asyncio.StreamWriter) -> None:
    body = str(LOAD.peak).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()


async def main() -> None:
    server = await asyncio.start_server(serve_connection, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    async with server:
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
