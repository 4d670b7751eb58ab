"""Which pages may open sockets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.configuration import SiteConfig
from orchestrator_site.origins import OriginGuard, normalise

HOST = "flows.example.org:8000"


async def is_let_through(
    *, site: SiteConfig | None = None, scheme: str = "ws", **headers: str
) -> bool:
    """Whether a handshake with these headers (`_` for `-`) reaches the application."""
    reached = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    incoming = iter(["websocket.connect", "websocket.disconnect"])

    async def receive() -> dict[str, object]:
        return {"type": next(incoming), "code": 1006}

    async def send(message: dict[str, Any]) -> None:
        assert message["type"] == "websocket.close"

    guard = OriginGuard(
        application,
        site or SiteConfig(allowed_hosts=("flows.example.org",)),
        session_cookie="orchestrator_session",
    )
    scope = {
        "type": "websocket",
        "scheme": scheme,
        "path": "/ws",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    await guard(scope, receive, send)
    return bool(reached)


async def test_our_own_page_may_connect() -> None:
    assert await is_let_through(host=HOST, origin=f"http://{HOST}")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        "http://flows.example.org.evil.example:8000",
        "http://evilflows.example.org:8000",
        "http://flows.example.org:8001",
        "http://flows.example.org",
        "https://flows.example.org:8000",
        "http://flows.example.org@evil.example:8000",
        "http://user@flows.example.org:8000",
        "http://flows.example.org:8000/path",
        "file://",
        "flows.example.org:8000",
    ],
)
async def test_a_foreign_page_is_refused(origin: str) -> None:
    assert not await is_let_through(host=HOST, origin=origin)


@pytest.mark.parametrize("host", ["evil.example", "flows.example.org.evil.example", ""])
async def test_a_foreign_host_is_refused(host: str) -> None:
    assert not await is_let_through(host=host, origin=f"http://{host}")


async def test_a_program_without_origin_may_connect() -> None:
    assert await is_let_through(host=HOST, authorization="Bearer x")


async def test_a_persons_cookie_without_origin_is_refused() -> None:
    assert not await is_let_through(host=HOST, cookie="a=b; orchestrator_session=abc")


async def test_behind_a_proxy_the_public_address_counts() -> None:
    site = SiteConfig(allowed_hosts=("flows.example.org",), public_url="https://flows.example.org")

    assert await is_let_through(site=site, host=HOST, origin="https://flows.example.org")
    assert not await is_let_through(site=site, host=HOST, origin=f"http://{HOST}")


async def test_a_forwarded_scheme_counts_only_from_a_trusted_proxy() -> None:
    headers = {"host": "flows.example.org", "origin": "https://flows.example.org"}
    hosts = ("flows.example.org",)

    trusted = await is_let_through(
        site=SiteConfig(allowed_hosts=hosts, proxy_hops=1), x_forwarded_proto="https", **headers
    )
    claimed = await is_let_through(
        site=SiteConfig(allowed_hosts=hosts), x_forwarded_proto="https", **headers
    )

    assert (trusted, claimed) == (True, False)


async def test_a_trusted_origin_may_connect() -> None:
    site = SiteConfig(
        allowed_hosts=("flows.example.org",), trusted_origins=("https://tools.example.org",)
    )

    assert await is_let_through(site=site, host=HOST, origin="https://tools.example.org")


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_origins(text: str) -> None:
    origin = normalise(text)

    assert origin is None or origin.startswith(("http://", "https://"))
