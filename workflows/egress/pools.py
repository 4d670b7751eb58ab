"""
Connections in several small pools instead of one large one.

A pool of httpcore looks at every connection, idle ones down to the socket, whenever a request
begins or ends: two hundred streams at once cost forty thousand looks. So each pool gets few.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

REQUESTS_A_POOL = 25
UNUSED_S = 30.0


class Pool(Protocol):
    """What both libraries' pools have; they hold their requests until the response is closed."""

    _requests: list[Any]

    async def handle_async_request(self, request: Any) -> Any: ...

    async def aclose(self) -> None: ...


class Pools:
    """
    Fills one pool after another, so that few requests share the connections of the first.

    Args:
        make: a pool with room for so many connections.
        max_connections: of all pools together.
    """

    def __init__(
        self,
        make: Callable[[int], Pool],
        max_connections: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._each = min(REQUESTS_A_POOL, max_connections)
        self._most = max_connections // self._each
        self._now = now
        self._pools: list[Pool] = []
        self._used_at: dict[Pool, float] = {}

    async def handle_async_request(self, request: Any) -> Any:
        pool = self._choose()
        self._used_at[pool] = self._now()
        await self._close_unused()
        return await pool.handle_async_request(request)

    def _choose(self) -> Pool:
        for pool in self._pools:
            if len(pool._requests) < self._each:
                return pool
        if len(self._pools) == self._most:  # it waits for a connection there
            return min(self._pools, key=lambda pool: len(pool._requests))
        self._pools.append(self._make(self._each))
        return self._pools[-1]

    async def _close_unused(self) -> None:
        """Nobody else would: a pool lets go of expired connections only when it is used."""
        before = self._now() - UNUSED_S
        for pool in [each for each in self._pools if self._used_at[each] < before]:
            if not pool._requests:
                self._forget(pool)
                await pool.aclose()

    def _forget(self, pool: Pool) -> None:
        self._pools.remove(pool)
        del self._used_at[pool]

    async def aclose(self) -> None:
        pools, self._pools = self._pools, []
        self._used_at.clear()
        for pool in pools:
            await pool.aclose()

    async def __aenter__(self) -> Pools:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
