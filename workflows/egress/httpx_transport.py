"""The guarded transport for httpx: every connection and every response passes the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from functools import lru_cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from workflows.egress.caps import ACCEPTED_ENCODING, BodyMeter, metered
from workflows.egress.dialling import dial_first, pool_options
from workflows.egress.guard import Guard
from workflows.egress.pools import Pools
from workflows.egress.urls import check_parts
from workflows.errors import EgressDenied, PermanentError


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves and checks names itself; nothing below it sees a name."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        async def dial(address: str, left_s: float | None) -> httpcore.AsyncNetworkStream:
            return await self._inner.connect_tcp(
                address, port, left_s, local_address, socket_options
            )

        return await dial_first(
            self._guard,
            host,
            port,
            dial=dial,
            timeout_s=timeout,
            connect_errors=(httpcore.ConnectError, httpcore.ConnectTimeout),
            unresolved=httpcore.ConnectError,
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise EgressDenied("Unix sockets may not be called from here.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class MeteredStream(httpx.AsyncByteStream):
    """A response's body, decoded and bounded."""

    def __init__(self, source: httpx.AsyncByteStream, meter: BodyMeter) -> None:
        self._source = source
        self._meter = meter

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in metered(self._source, self._meter):
            yield piece

    async def aclose(self) -> None:
        await self._source.aclose()


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Refuses what may not be called, asks for gzip only, and decodes under the caps."""

    def __init__(self, guard: Guard, *, max_connections: int = 1_000) -> None:
        self._guard = guard
        # The library offers no parameter for the network backend, so its pool is replaced whole.
        self._pool = Pools(self._make_pool, max_connections)  # type: ignore[assignment]

    def _make_pool(self, max_connections: int) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            network_backend=GuardedBackend(self._guard),
            **pool_options(self._guard, public_authorities(), max_connections),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        check_parts(url.scheme, url.host, bool(url.userinfo))
        request.headers["accept-encoding"] = ACCEPTED_ENCODING
        response = await super().handle_async_request(request)
        try:
            return _meter_response(response, self._guard)
        except PermanentError:
            await response.aclose()
            raise


def _meter_response(response: httpx.Response, guard: Guard) -> httpx.Response:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    meter = BodyMeter(guard.caps, response.headers.get("content-encoding", ""))
    headers = response.headers.copy()
    if meter.decodes:
        headers.pop("content-encoding", None)
        headers.pop("content-length", None)
    return httpx.Response(
        status_code=response.status_code,
        headers=headers,
        stream=MeteredStream(response.stream, meter),
        extensions=response.extensions,
    )


@lru_cache(maxsize=1)
def public_authorities() -> SSLContext:
    """The certificate authorities of the installation, read once; no environment variable."""
    return httpx.create_ssl_context(trust_env=False)
