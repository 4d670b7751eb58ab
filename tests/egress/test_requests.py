"""What an `http` task's settings become on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from tests.egress.wire import LocalServer, Received, text_reply
from workflows.conf import EgressConfig
from workflows.egress import HttpRequest, HttpResponse, fetch, request_of
from workflows.errors import EgressDenied


async def sent(**settings: Any) -> Received:
    async with LocalServer([text_reply()]) as server:
        request = request_of({**settings, "url": server.url + settings.get("url", "/")})
        await fetch(request, EgressConfig(allowed_hosts=(server.address,)))
        return server.requests[0]


async def test_json_is_sent_as_utf8_with_its_type() -> None:
    received = await sent(method="post", json={"name": "Ünïcode", "n": [1, None]})

    assert received.method == "POST"
    assert received.headers["content-type"] == "application/json"
    assert received.json() == {"name": "Ünïcode", "n": [1, None]}


async def test_a_form_is_url_encoded() -> None:
    received = await sent(method="POST", form={"a": "1 & 2", "b": ["x", "y"]})

    assert received.body == b"a=1+%26+2&b=x&b=y"


async def test_text_is_sent_as_it_is() -> None:
    received = await sent(method="PUT", text="héllo", headers={"Content-Type": "text/csv"})

    assert received.body == "héllo".encode()
    assert received.headers["content-type"] == "text/csv"


async def test_the_query_is_added_to_the_urls_own() -> None:
    received = await sent(
        url="/search?q=1", query={"page": 2, "on": True, "none": None, "tags": ["a", "b"]}
    )

    assert received.target == "/search?q=1&page=2&on=true&tags=a&tags=b"


async def test_a_get_without_body_sends_none() -> None:
    received = await sent()

    assert received.method == "GET"
    assert "content-length" not in received.headers
    assert "content-type" not in received.headers


@pytest.mark.parametrize(
    "name", ["Host", "content-length", "Transfer-Encoding", "connection", "Upgrade", "TE"]
)
async def test_headers_that_frame_the_message_are_refused(name: str) -> None:
    request = HttpRequest("GET", "http://example.com/", {name: "x"})

    with pytest.raises(EgressDenied, match="product itself"):
        await fetch(request, EgressConfig())


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "a\r\nX-B: b"), ("X-A\r\nX-B", "b"), ("X-A", "a\0"), ("", "a"), ("X-Ä", "a")],
)
async def test_headers_that_would_end_early_are_refused(name: str, value: str) -> None:
    with pytest.raises(EgressDenied):
        await fetch(HttpRequest("GET", "http://example.com/", {name: value}), EgressConfig())


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "GET /x HTTP/1.1\r\nX: y", "", "get"])
async def test_other_methods_are_refused(method: str) -> None:
    with pytest.raises(EgressDenied, match="method"):
        await fetch(HttpRequest(method, "http://example.com/"), EgressConfig())


@pytest.mark.parametrize(
    ("content_type", "body", "value"),
    [
        ("application/json", b'{"a": 1}', {"a": 1}),
        ("application/problem+json; charset=utf-8", b"[1]", [1]),
        ("application/json", b"not json", "not json"),
        ("text/plain; charset=iso-8859-1", "é".encode("latin-1"), "é"),
        ("text/plain; charset=bz2_codec", b"plain", "plain"),
        ("text/plain; charset=nonsense", b"plain", "plain"),
        ("", b"\xff", "\ufffd"),
    ],
)
def test_a_body_is_read_as_its_type_says(content_type: str, body: bytes, value: Any) -> None:
    response = HttpResponse(200, {"content-type": content_type}, body, "http://example.com/")

    assert response.value() == value


def test_secrets_are_not_shown_when_a_request_is_printed() -> None:
    request = request_of(
        {"url": "http://example.com", "text": "canary"}, secrets={"Authorization": "canary"}
    )

    assert "canary" not in repr(request)
