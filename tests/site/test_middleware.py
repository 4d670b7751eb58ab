"""What surrounds every request."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from orchestrator_site.configuration import SiteConfig
from orchestrator_site.middleware import client_address

ADDRESSES = st.ip_addresses().map(str)


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/nowhere"])
def test_every_answer_lets_only_our_own_scripts_run(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "img-src 'self' data:" in policy
    assert "frame-ancestors 'none'" in policy


def test_every_answer_tells_browsers_not_to_guess(client: Client) -> None:
    headers = client.get("/healthz").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_answer_invites_other_origins(client: Client) -> None:
    headers = client.get("/healthz", headers={"origin": "https://evil.example"}).headers

    assert not [name for name in headers if name.startswith("Access-Control-")]


def test_every_answer_has_an_id_of_its_own(client: Client) -> None:
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything-new"])
def test_another_sites_page_changes_nothing_with_a_persons_cookie(
    client: Client, site: str
) -> None:
    client.cookies["orchestrator_session"] = "abc"

    response = client.post("/healthz", headers={"sec-fetch-site": site})

    assert response.status_code == 403
    assert response.json()["code"] == "cross_origin"


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_gets_past(client: Client, site: str) -> None:
    client.cookies["orchestrator_session"] = "abc"

    assert client.post("/healthz", headers={"sec-fetch-site": site}).status_code == 405


def test_a_program_without_cookie_gets_past(client: Client) -> None:
    response = client.post("/healthz", headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 405


@given(st.lists(ADDRESSES, max_size=5), ADDRESSES)
def test_without_trusted_proxies_only_the_peer_is_believed(claims: list[str], peer: str) -> None:
    assert client_address(", ".join(claims), peer, 0) == peer


@given(st.lists(ADDRESSES, max_size=5), st.lists(ADDRESSES, min_size=1, max_size=3), ADDRESSES)
def test_claims_before_the_trusted_proxies_never_count(
    claims: list[str], seen_by_proxies: list[str], peer: str
) -> None:
    forwarded = ", ".join([*claims, *seen_by_proxies])

    assert client_address(forwarded, peer, len(seen_by_proxies)) == seen_by_proxies[0]


def test_forwarded_headers_are_dropped_without_a_proxy(client: Client, settings: Settings) -> None:
    settings.SITE = SiteConfig(metrics_token=None)

    outside = client.get(
        "/metrics", headers={"x-forwarded-for": "127.0.0.1"}, REMOTE_ADDR="8.8.8.8"
    )

    assert outside.status_code == 404
