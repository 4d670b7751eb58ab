"""
Clients that live as long as their event loop, shared by everything that runs on it.

A client belongs to one loop: its sockets are that loop's. Whoever ends a loop calls
`close_connections` on it first.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast


class Closable(Protocol):
    async def aclose(self) -> None: ...


Client = TypeVar("Client", bound=Closable)


@dataclass(frozen=True, slots=True)
class ClientUse:
    """How often a client was made, and how often one was asked for."""

    made: int
    asked: int

    @property
    def reused(self) -> int:
        return self.asked - self.made


_lock = threading.Lock()
_clients: dict[asyncio.AbstractEventLoop, dict[tuple[str, Hashable], Closable]] = {}
_made: Counter[str] = Counter()
_asked: Counter[str] = Counter()


def client_of_loop(name: str, key: Hashable, make: Callable[[], Client]) -> Client:
    """
    The running loop's client for `name` and `key`; made at the first call.

    Args:
        name: what its use is counted under, a provider's name or `http`.
    """
    loop = asyncio.get_running_loop()
    with _lock:
        _forget_closed_loops()
        of_loop = _clients.setdefault(loop, {})
        _asked[name] += 1
        if (name, key) not in of_loop:
            of_loop[(name, key)] = make()
            _made[name] += 1
        return cast(Client, of_loop[(name, key)])


def client_uses() -> Mapping[str, ClientUse]:
    """What this process made and reused since it started, by name."""
    with _lock:
        return {name: ClientUse(_made[name], asked) for name, asked in sorted(_asked.items())}


async def close_connections() -> None:
    """Close every client of the running loop; the next call makes new ones."""
    with _lock:
        of_loop = _clients.pop(asyncio.get_running_loop(), {})
    for client in of_loop.values():
        await client.aclose()


def _forget_closed_loops() -> None:
    for loop in [loop for loop in _clients if loop.is_closed()]:
        del _clients[loop]
