"""What comes back: bounded, decoded, and told apart by what another try would change."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.egress.wire import LocalServer, Reply, json_reply, text_reply
from workflows.conf import EgressConfig
from workflows.egress import (
    HttpRequest,
    HttpResponse,
    ResponseCaps,
    client_uses,
    close_connections,
    fetch,
    parse_retry_after,
)
from workflows.egress.caps import BodyMeter
from workflows.errors import AttemptTimeout, PermanentError, TransientError

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


async def fetch_from(server: LocalServer, *, timeout_s: float = 5, **bounds: int) -> HttpResponse:
    config = EgressConfig(allowed_hosts=(server.address,), timeout_s=timeout_s, **bounds)
    return await fetch(HttpRequest("GET", server.url), config)


async def fetch_bounded(server: LocalServer, bound: str) -> HttpResponse:
    if bound == "max_ratio":
        return await fetch_from(server, max_ratio=100)
    return await fetch_from(server, max_decoded_bytes=1_000_000, max_ratio=10_000)


def gzip_reply(body: bytes, **headers: str) -> Reply:
    return Reply(200, {"content-encoding": "gzip"} | headers, (body,))


async def test_a_gzipped_answer_is_decoded() -> None:
    async with LocalServer([gzip_reply(gzip.compress(b"hello " * 100))]) as server:
        response = await fetch_from(server)

    assert response.body == b"hello " * 100
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "compress"])
async def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    async with LocalServer([Reply(200, {"content-encoding": encoding}, (b"x",))]) as server:
        with pytest.raises(PermanentError) as caught:
            await fetch_from(server)

    assert caught.value.failure_code == "response_encoding"


async def test_a_body_that_is_not_what_its_encoding_says_is_refused() -> None:
    async with LocalServer([gzip_reply(b"plain text")]) as server:
        with pytest.raises(PermanentError) as caught:
            await fetch_from(server)

    assert caught.value.failure_code == "response_encoding"


async def test_a_gzip_that_ends_too_early_may_be_tried_again() -> None:
    async with LocalServer([gzip_reply(gzip.compress(b"a" * 1000)[:-9])]) as server:
        with pytest.raises(TransientError) as caught:
            await fetch_from(server)

    assert caught.value.failure_code == "response_cut_off"


async def test_the_last_byte_within_the_bound_passes_and_the_next_does_not() -> None:
    def sized(size: int) -> Reply:
        return Reply(200, {}, (b"a" * size,))

    async with LocalServer([sized(1000), sized(1001)]) as server:
        assert len((await fetch_from(server, max_wire_bytes=1000)).body) == 1000
        with pytest.raises(PermanentError) as caught:
            await fetch_from(server, max_wire_bytes=1000)

    assert caught.value.failure_code == "response_too_large"


async def test_an_endless_answer_is_cut_at_the_bound() -> None:
    async with LocalServer([Reply(200, {}, (b"a" * 65_536,) * 100, "hang")]) as server:
        with pytest.raises(PermanentError) as caught:
            await fetch_from(server, max_wire_bytes=200_000)

    assert caught.value.failure_code == "response_too_large"


@pytest.mark.parametrize("bound", ["max_decoded_bytes", "max_ratio"])
async def test_a_compression_bomb_is_refused_before_it_unfolds(bound: str) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    async with LocalServer([gzip_reply(bomb)]) as server:
        with pytest.raises(PermanentError) as caught:
            await fetch_bounded(server, bound)

    assert caught.value.failure_code == "response_too_large"


async def test_an_answer_that_never_ends_times_out() -> None:
    async with LocalServer([Reply(200, {}, (b"a",), "hang")]) as server:
        with pytest.raises(AttemptTimeout, match=r"0\.2 s"):
            await fetch_from(server, timeout_s=0.2)
        await asyncio.wait_for(server.closed.wait(), 5)


async def test_a_request_cannot_ask_for_more_time_than_the_installation_allows() -> None:
    async with LocalServer([Reply(200, {}, (b"a",), "hang")]) as server:
        config = EgressConfig(allowed_hosts=(server.address,), timeout_s=0.2)

        with pytest.raises(AttemptTimeout):
            await fetch(HttpRequest("GET", server.url, timeout_s=600), config)


async def test_a_connection_that_breaks_off_may_be_tried_again() -> None:
    async with LocalServer([Reply(200, {}, (b"half",), "cut")]) as server:
        with pytest.raises(TransientError) as caught:
            await fetch_from(server)

    assert caught.value.failure_code == "connection"


async def test_nobody_listening_may_be_tried_again() -> None:
    async with LocalServer([text_reply()]) as server:
        config = EgressConfig(allowed_hosts=(server.address,))
        url = server.url

    with pytest.raises(TransientError):
        await fetch(HttpRequest("GET", url), config)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
async def test_busy_servers_are_transient_and_say_when_to_return(status: int) -> None:
    async with LocalServer([text_reply("later", status, retry_after="7")]) as server:
        with pytest.raises(TransientError) as caught:
            await fetch_from(server)

    assert caught.value.retry_after_s == 7
    assert caught.value.failure_code == f"http_{status}"


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 401, 404, 422])
async def test_every_other_status_is_an_answer(status: int) -> None:
    reply = Reply(status) if status in (204, 304) else text_reply("", status)
    async with LocalServer([reply]) as server:
        response = await fetch_from(server)

    assert response.status == status
    assert response.is_success == (status < 300)


async def test_connections_are_reused_and_the_reuse_is_counted() -> None:
    async with LocalServer([json_reply({"a": 1})]) as server:
        before = client_uses().get("http")
        for _ in range(5):
            assert (await fetch_from(server)).value() == {"a": 1}
        after = client_uses()["http"]

    assert server.connections == 1
    assert after.reused - (before.reused if before else 0) == 4


async def test_closing_ends_connections_and_the_next_call_opens_new_ones() -> None:
    async with LocalServer([text_reply()]) as server:
        await fetch_from(server)
        await close_connections()
        await fetch_from(server)

    assert server.connections == 2


async def test_no_cookie_is_kept_between_calls() -> None:
    async with LocalServer([text_reply("a", set_cookie="s=1; Path=/")]) as server:
        await fetch_from(server)
        await fetch_from(server)

    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("1.5", 1.5),
        ("-5", 0),
        ("99999999", 86_400),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0),
        ("Fri, 01 May 2026 12:00:30 -0000", 30),
        ("", None),
        (None, None),
        ("soon", None),
        ("nan", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_makes_a_wait_negative_or_endless(value: str) -> None:
    seconds = parse_retry_after(value, now=NOW)

    assert seconds is None or 0 <= seconds <= 86_400


@settings(max_examples=50)
@given(st.binary(max_size=200_000), st.integers(1, 5_000), st.integers(0, 9))
def test_however_a_gzip_is_cut_into_chunks_it_decodes_to_the_same(
    body: bytes, size: int, level: int
) -> None:
    compressor = zlib.compressobj(level, wbits=16 + zlib.MAX_WBITS)
    packed = compressor.compress(body) + compressor.flush()
    meter = BodyMeter(ResponseCaps(10**9, 10**9, 10**6), "gzip")
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]

    decoded = b"".join(piece for chunk in chunks for piece in meter.feed(chunk))

    meter.finish()
    assert decoded == body


@given(st.integers(70_000, 3_000_000), st.integers(1, 200))
@settings(max_examples=30)
def test_no_more_than_the_ratio_is_ever_handed_on(size: int, ratio: int) -> None:
    packed = gzip.compress(b"\0" * size)
    meter = BodyMeter(ResponseCaps(10**9, 10**9, ratio), "gzip")
    handed = 0

    try:
        for piece in meter.feed(packed):
            handed += len(piece)
    except PermanentError:
        pass

    assert handed <= max(65_536, len(packed) * ratio)
