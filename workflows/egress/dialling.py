"""Opens connections to checked addresses, for both generations of the HTTP client library."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from workflows.egress.guard import Guard

Stream = TypeVar("Stream")
Dial: TypeAlias = Callable[[str, float | None], Awaitable[Stream]]


async def dial_first(
    guard: Guard,
    host: str,
    port: int,
    *,
    dial: Dial[Stream],
    timeout_s: float | None,
    connect_errors: tuple[type[Exception], ...],
    unresolved: Callable[[str], Exception],
) -> Stream:
    """
    Connect to the first checked address that answers.

    The name is resolved once, here; `dial` gets the address itself, so nothing can answer
    differently between the check and the connection.

    Raises:
        EgressDenied: no address may be called.
        Exception: `unresolved(...)`, or the last error of `dial`.
    """
    ends = None if timeout_s is None else time.monotonic() + timeout_s
    try:
        addresses = await guard.addresses_of(host, port)
    except (OSError, UnicodeError) as error:
        raise unresolved(f"{host} cannot be resolved.") from error
    return await _dial_in_turn(addresses, dial, ends, connect_errors)


async def _dial_in_turn(
    addresses: Sequence[str],
    dial: Dial[Stream],
    ends: float | None,
    connect_errors: tuple[type[Exception], ...],
) -> Stream:
    for address in addresses[:-1]:
        try:
            return await dial(address, _left(ends))
        except connect_errors:
            continue
    return await dial(addresses[-1], _left(ends))


def _left(ends: float | None) -> float | None:
    return None if ends is None else max(0.001, ends - time.monotonic())


def pool_options(guard: Guard, ssl_context: Any, max_connections: int) -> dict[str, Any]:
    """What both libraries' connection pools are made with."""
    return {
        "ssl_context": guard.ssl_context or ssl_context,
        "max_connections": max_connections,
        "max_keepalive_connections": 100,
        "keepalive_expiry": 30.0,
        "http1": True,
        "http2": False,
    }
