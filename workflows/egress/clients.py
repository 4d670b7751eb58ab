"""Guarded clients for software development kits that bring their own requests."""

from __future__ import annotations

from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from workflows.conf import EgressConfig
from workflows.egress.guard import Guard, guard_of

if TYPE_CHECKING:
    from typing import TypeAlias

    import httpx
    import httpx2

    KitClient: TypeAlias = httpx2.AsyncClient

# Streams may be silent while a model thinks; the call's own time-out ends them.
READ_S, CONNECT_S = 600.0, 10.0


def guarded_async_client(config: EgressConfig, *, guard: Guard | None = None) -> httpx.AsyncClient:
    """A client without redirects, cookies, proxies or environment; its caller closes it."""
    import httpx

    from workflows.egress.httpx_transport import GuardedTransport

    client = httpx.AsyncClient(
        transport=GuardedTransport(guard or stream_guard(config)),
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        follow_redirects=False,
        trust_env=False,
    )
    client.cookies.jar.set_policy(_no_cookies())
    return client


def guarded_httpx2_client(
    config: EgressConfig, *, guard: Guard | None = None
) -> httpx2.AsyncClient:
    """The same for kits built on the second generation of the library."""
    import httpx2

    from workflows.egress.httpx2_transport import GuardedTransport

    client = httpx2.AsyncClient(
        transport=GuardedTransport(guard or stream_guard(config)),
        timeout=httpx2.Timeout(READ_S, connect=CONNECT_S),
        follow_redirects=False,
        trust_env=False,
    )
    client.cookies.jar.set_policy(_no_cookies())
    return client


def stream_guard(config: EgressConfig) -> Guard:
    """The installation's guard with bounds that fit token streams."""
    guard = guard_of(config)
    return replace(guard, caps=guard.caps.for_streams())


def _no_cookies() -> DefaultCookiePolicy:
    # Clients are shared between teams; a cookie set for one must not travel with another.
    return DefaultCookiePolicy(allowed_domains=())
