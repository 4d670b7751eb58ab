"""What guards every connection: the operator's exceptions, the resolver, the bounds on answers."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from workflows.conf import EgressConfig
from workflows.egress.addresses import refusal_of
from workflows.egress.caps import ResponseCaps
from workflows.errors import EgressDenied

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
MAX_TRIED = 4
# A look-up blocks its thread until the name server answers or is given up, whoever has stopped
# waiting meanwhile. In the loop's own few threads, names of one team that nobody answers for would
# keep the tasks of all teams from being begun.
_look_ups = ThreadPoolExecutor(max_workers=256, thread_name_prefix="look-up")


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """
    Addresses of a name as this machine knows it, best first.

    Raises:
        OSError: there is no such name, or nobody could be asked.
    """
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_look_ups, look_up)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """
    Decides at the moment of each connection which addresses it may use.

    Args:
        allowed_hosts: `host:port` that may be called wherever it leads.
        ssl_context: trusted authorities; None: the public ones.
    """

    allowed_hosts: frozenset[str]
    caps: ResponseCaps
    resolver: Resolver = resolve_name
    ssl_context: ssl.SSLContext | None = None

    async def addresses_of(self, host: str, port: int) -> Sequence[str]:
        """
        Addresses that a connection to `host:port` may be opened to; at least one.

        Forbidden ones are left out, since the caller connects to nothing but what stands here.

        Raises:
            EgressDenied: none of them may be called.
            OSError: the name cannot be resolved.
        """
        found = await self.resolver(host, port)
        if is_allowed_host(self.allowed_hosts, host, port):
            return found[:MAX_TRIED]
        refusals = {address: refusal_of(address) for address in found}
        allowed = [address for address, refusal in refusals.items() if refusal is None]
        if not allowed:
            raise EgressDenied(_explain(host, port, refusals))
        return allowed[:MAX_TRIED]


def guard_of(config: EgressConfig) -> Guard:
    hosts = frozenset(entry.strip().lower() for entry in config.allowed_hosts)
    return Guard(allowed_hosts=hosts, caps=ResponseCaps.of(config))


def is_allowed_host(allowed_hosts: frozenset[str], host: str, port: int) -> bool:
    name = host.lower()
    return f"{name}:{port}" in allowed_hosts or f"[{name}]:{port}" in allowed_hosts


def _explain(host: str, port: int, refusals: dict[str, str | None]) -> str:
    if not refusals:
        return f"{host} has no address."
    # The address itself is not told: it would map the operator's network for whoever asks.
    kinds = ", ".join(sorted({str(refusal) for refusal in refusals.values()}))
    return (
        f"{host}:{port} leads to an address that may not be called from here ({kinds}). "
        f"An operator can allow it: add {host}:{port} to workflows.egress.allowed_hosts."
    )
