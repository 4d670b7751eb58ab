"""Connections lie in small pools: the first is filled first, none is crowded, none is forgotten."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.egress.wire import LocalServer, Reply
from workflows.conf import EgressConfig
from workflows.egress.clients import guarded_async_client, guarded_httpx2_client
from workflows.egress.pools import REQUESTS_A_POOL, UNUSED_S, Pools


class OnePool:
    """A pool whose requests last until they are ended."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.is_closed = False
        self.most = 0
        self._requests: list[Any] = []

    async def handle_async_request(self, request: Any) -> Any:
        assert not self.is_closed
        self._requests.append(request)
        self.most = max(self.most, len(self._requests))
        return self

    async def aclose(self) -> None:
        self.is_closed = True


class Made:
    """Pools on a clock that stands, and every pool that they made."""

    def __init__(self, max_connections: int = 1_000) -> None:
        self.all: list[OnePool] = []
        self.now = 0.0
        self.pools = Pools(self._make, max_connections, lambda: self.now)

    def _make(self, room: int) -> OnePool:
        self.all.append(OnePool(room))
        return self.all[-1]

    async def begin(self, count: int) -> None:
        for n in range(count):
            await self.pools.handle_async_request(n)


async def test_one_request_after_the_other_uses_one_pool() -> None:
    made = Made()

    for n in range(100):
        pool = await made.pools.handle_async_request(n)
        pool._requests.remove(n)

    assert len(made.all) == 1


@given(count=st.integers(1, 300), max_connections=st.integers(1, 200))
def test_pools_together_have_no_more_room_than_the_bound_always(
    count: int, max_connections: int
) -> None:
    made = Made(max_connections)

    asyncio.run(made.begin(count))

    assert sum(pool.room for pool in made.all) <= max_connections
    if count <= sum(pool.room for pool in made.all):
        assert all(pool.most <= REQUESTS_A_POOL for pool in made.all)


async def test_a_pool_that_nobody_uses_any_more_is_closed() -> None:
    made = Made()
    await made.begin(2 * REQUESTS_A_POOL)
    for pool in made.all:
        pool._requests.clear()

    made.now = UNUSED_S + 1
    await made.begin(1)

    assert [pool.is_closed for pool in made.all] == [False, True]


async def test_a_pool_at_work_is_never_closed() -> None:
    made = Made()
    await made.begin(2 * REQUESTS_A_POOL)
    made.all[0]._requests.clear()

    made.now = UNUSED_S + 1
    await made.begin(1)

    assert not any(pool.is_closed for pool in made.all)


async def test_closing_closes_every_pool() -> None:
    made = Made()
    await made.begin(2 * REQUESTS_A_POOL)

    await made.pools.aclose()

    assert all(pool.is_closed for pool in made.all)


@pytest.mark.parametrize("make_client", [guarded_async_client, guarded_httpx2_client])
async def test_many_streams_of_either_library_lie_in_small_pools(make_client: Any) -> None:
    streams = 2 * REQUESTS_A_POOL + 10
    silent = Reply(pieces=(b"first",), ending="hang")

    async with LocalServer([silent] * streams) as server:
        client = make_client(EgressConfig(allowed_hosts=(server.address,)))
        pools = client._transport._pool._pools
        async with AsyncExitStack() as open_streams:
            for _ in range(streams):
                await open_streams.enter_async_context(client.stream("GET", server.url))
            crowds = [len(pool._requests) for pool in pools]

        assert crowds == [REQUESTS_A_POOL, REQUESTS_A_POOL, 10]
        assert not any(pool._requests for pool in pools)
        await client.aclose()
