"""Redirects: which request follows, and what stays behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.egress.wire import LocalServer, Received, Reply, text_reply
from workflows.conf import EgressConfig
from workflows.egress import HttpRequest, fetch, request_of
from workflows.egress.redirects import next_request
from workflows.errors import EgressDenied, PermanentError

SECRETS = {"Authorization": "Bearer s", "Cookie": "a=b", "X-Api-Key": "s", "X-Plain": "p"}


def request_with_secrets(url: str, method: str = "GET", body: bytes = b"") -> HttpRequest:
    return HttpRequest(method, url, SECRETS, body, secret_headers=frozenset({"x-api-key"}))


def names_of(request: HttpRequest) -> set[str]:
    return {name.lower() for name in request.headers}


@pytest.mark.parametrize(
    "target",
    [
        "https://api.example/",
        "http://api.example:8080/",
        "http://other.example/",
        "http://sub.api.example/",
        "//other.example/x",
        "http://api.example.evil/",
        "http://10.0.0.1/",
    ],
)
def test_secrets_stay_behind_when_host_port_or_scheme_change(target: str) -> None:
    following = next_request(request_with_secrets("http://api.example/a"), 307, target)

    assert names_of(following) == {"x-plain"}


def test_what_is_named_like_a_secret_stays_behind_too() -> None:
    headers = {"X-Auth-Token": "s", "Ocp-Subscription-Key": "s", "Idempotency-Key": "1"}
    request = HttpRequest("GET", "http://api.example/a", headers)

    following = next_request(request, 307, "http://other.example/")

    assert names_of(following) == {"idempotency-key"}
    assert names_of(next_request(request, 307, "/b")) == names_of(request)


@pytest.mark.parametrize("target", ["/b", "b", "http://api.example/b", "http://API.example:80/"])
def test_secrets_go_on_to_the_same_origin(target: str) -> None:
    following = next_request(request_with_secrets("http://api.example/a"), 302, target)

    assert names_of(following) == {name.lower() for name in SECRETS}


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("PUT", 303, "GET"),
        ("PUT", 302, "PUT"),
        ("HEAD", 303, "HEAD"),
        ("POST", 307, "POST"),
        ("DELETE", 308, "DELETE"),
    ],
)
def test_the_method_follows_as_in_browsers(method: str, status: int, expected: str) -> None:
    request = HttpRequest(method, "http://a.example/", {"Content-Type": "text/plain"}, b"body")

    following = next_request(request, status, "/b")

    assert following.method == expected
    assert (following.body == b"body") == (method == expected)
    assert ("content-type" in names_of(following)) == (method == expected)


@given(st.text(max_size=60))
def test_no_location_ever_carries_a_secret_to_another_host(location: str) -> None:
    try:
        following = next_request(request_with_secrets("https://api.example/a"), 302, location)
    except EgressDenied:
        return

    stays = following.url.startswith(("https://api.example/", "https://api.example:443/"))
    stays = stays or following.url in ("https://api.example", "https://api.example:443")
    stays = stays or following.url.startswith(("https://api.example?", "https://api.example#"))
    assert stays or names_of(following) == {"x-plain"}


async def test_redirects_are_followed_and_counted() -> None:
    def answer(request: Received) -> Reply:
        if request.path == "/2":
            return text_reply("there")
        return Reply(302, {"location": f"/{int(request.path[1:]) + 1}"})

    async with LocalServer(answer) as server:
        config = EgressConfig(allowed_hosts=(server.address,))
        response = await fetch(HttpRequest("GET", server.url + "/0"), config)

    assert response.text() == "there"
    assert response.redirects == 2
    assert response.url == server.url + "/2"


async def test_a_redirect_too_many_fails_for_good() -> None:
    async with LocalServer([Reply(302, {"location": "/again"})]) as server:
        config = EgressConfig(allowed_hosts=(server.address,), max_redirects=3)

        with pytest.raises(PermanentError) as caught:
            await fetch(HttpRequest("GET", server.url), config)

    assert caught.value.failure_code == "too_many_redirects"
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "http://0x7f.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://user:pass@example.com/",
    ],
)
async def test_a_redirect_to_what_may_not_be_called_is_refused(location: str) -> None:
    async with LocalServer([Reply(302, {"location": location})]) as server:
        config = EgressConfig(allowed_hosts=(server.address,))

        with pytest.raises(EgressDenied):
            await fetch(HttpRequest("GET", server.url), config)


async def test_a_credential_does_not_reach_the_server_that_is_redirected_to() -> None:
    async with (
        LocalServer([text_reply("stolen?")]) as other,
        LocalServer([Reply(307, {"location": other.url})]) as server,
    ):
        config = EgressConfig(allowed_hosts=(server.address, other.address))
        request = request_of(
            {"method": "post", "url": server.url, "json": {"a": 1}},
            secrets={"X-Key": "canary", "Authorization": "Bearer canary"},
        )
        await fetch(request, config)

    assert server.requests[0].headers["x-key"] == "canary"
    assert "canary" not in str(other.requests[0].headers)
    assert other.requests[0].json() == {"a": 1}
