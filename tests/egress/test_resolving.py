"""The check is on the address that is connected to, whatever a name server says and when."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.egress.certificates import Certificates
from tests.egress.wire import LocalServer, Received, Reply, text_reply
from workflows.conf import EgressConfig
from workflows.egress import (
    Guard,
    HttpRequest,
    fetch,
    guard_of,
    guarded_async_client,
    guarded_httpx2_client,
)
from workflows.egress import guard as guard_module
from workflows.egress.guard import resolve_name
from workflows.errors import EgressDenied, PermanentError, TransientError

CONFIG = EgressConfig(timeout_s=5)


class NameServer:
    """Answers in turn, the last answer for ever, and counts the questions."""

    def __init__(self, *answers: Sequence[str] | OSError) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, OSError):
            raise answer
        return answer


def guard_with(names: NameServer, *allowed: str) -> Guard:
    return replace(guard_of(EgressConfig(allowed_hosts=allowed)), resolver=names)


async def test_a_name_is_resolved_once_per_connection() -> None:
    names = NameServer(["127.0.0.1"])
    async with LocalServer([text_reply("hello")]) as server:
        guard = guard_with(names, f"rebinding.example:{server.port}")

        answer = await fetch(
            HttpRequest("GET", f"http://rebinding.example:{server.port}/"), CONFIG, guard=guard
        )

    assert answer.text() == "hello"
    assert names.asked == 1


async def test_a_name_that_turns_to_loopback_after_its_first_answer_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = NameServer(["127.0.0.1"], ["127.0.0.2"])
    # Stands for a public address: this machine has none to serve on.
    monkeypatch.setattr(
        guard_module, "refusal_of", lambda address: None if address == "127.0.0.1" else "loopback"
    )
    async with LocalServer([text_reply("first", connection="close")]) as server:
        guard = guard_with(names)
        request = HttpRequest("GET", f"http://rebinding.example:{server.port}/")
        await fetch(request, CONFIG, guard=guard)

        with pytest.raises(EgressDenied):
            await fetch(request, CONFIG, guard=guard)

    assert server.connections == 1


async def test_a_redirect_is_resolved_and_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    names = NameServer(["127.0.0.1"], ["169.254.169.254"])
    monkeypatch.setattr(
        guard_module, "refusal_of", lambda address: None if address == "127.0.0.1" else "other"
    )
    reply = Reply(302, {"location": "/next", "connection": "close"})
    async with LocalServer([reply]) as server:
        with pytest.raises(EgressDenied):
            await fetch(
                HttpRequest("GET", f"http://rebinding.example:{server.port}/"),
                CONFIG,
                guard=guard_with(names),
            )

    assert len(server.requests) == 1


async def test_forbidden_addresses_beside_an_allowed_one_are_never_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = NameServer(["127.0.0.9", "127.0.0.1"])
    monkeypatch.setattr(
        guard_module, "refusal_of", lambda address: None if address == "127.0.0.1" else "other"
    )

    assert await guard_with(names).addresses_of("mixed.example", 80) == ["127.0.0.1"]


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with LocalServer([text_reply("second")]) as server:
        guard = guard_with(NameServer(["::1", "127.0.0.1"]), f"two.example:{server.port}")

        answer = await fetch(
            HttpRequest("GET", f"http://two.example:{server.port}/"), CONFIG, guard=guard
        )

    assert answer.text() == "second"


async def test_a_name_that_cannot_be_resolved_may_be_tried_again() -> None:
    names = NameServer(OSError("no such name"), ["10.0.0.1"])
    request = HttpRequest("GET", "http://slow-names.example/")
    guard = guard_with(names)

    with pytest.raises(TransientError, match="cannot be resolved"):
        await fetch(request, CONFIG, guard=guard)
    with pytest.raises(EgressDenied):
        await fetch(request, CONFIG, guard=guard)


async def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(EgressDenied, match="no address"):
        await guard_with(NameServer([])).addresses_of("empty.example", 80)


async def test_the_refusal_names_the_setting_and_not_the_address() -> None:
    with pytest.raises(EgressDenied) as caught:
        await guard_with(NameServer(["10.20.30.40"])).addresses_of("inside.example", 80)

    assert "inside.example:80" in caught.value.message
    assert "allowed_hosts" in caught.value.message
    assert "10.20.30.40" not in caught.value.message


@pytest.mark.parametrize(
    ("entry", "host", "port", "is_allowed"),
    [
        ("models.example:11434", "models.example", 11434, True),
        ("Models.Example:11434", "MODELS.example", 11434, True),
        ("[::1]:8000", "::1", 8000, True),
        ("models.example:11434", "models.example", 11435, False),
        ("models.example:11434", "evil-models.example", 11434, False),
        ("models.example:11434", "models.example.evil", 11434, False),
        ("*.example:80", "models.example", 80, False),
        ("models.example", "models.example", 80, False),
    ],
)
async def test_an_allowed_host_is_matched_exactly(
    entry: str, host: str, port: int, is_allowed: bool
) -> None:
    guard = guard_with(NameServer(["10.0.0.1"]), entry)

    if is_allowed:
        assert await guard.addresses_of(host, port) == ["10.0.0.1"]
    else:
        with pytest.raises(EgressDenied):
            await guard.addresses_of(host, port)


async def test_tls_and_the_host_header_keep_the_name(certificates: Certificates) -> None:
    seen: list[str | None] = []
    tls = certificates.server_context(seen)
    async with LocalServer([text_reply("safe")], tls=tls) as server:
        host = f"secure.example:{server.port}"
        guard = replace(
            guard_with(NameServer(["127.0.0.1"]), host), ssl_context=certificates.client_context()
        )

        answer = await fetch(HttpRequest("GET", f"https://{host}/"), CONFIG, guard=guard)

    assert answer.text() == "safe"
    assert seen == ["secure.example"]
    assert server.requests[0].headers["host"] == host


async def test_a_certificate_for_another_name_is_refused_for_good(
    certificates: Certificates,
) -> None:
    async with LocalServer([text_reply()], tls=certificates.server_context([])) as server:
        host = f"other.example:{server.port}"
        guard = replace(
            guard_with(NameServer(["127.0.0.1"]), host), ssl_context=certificates.client_context()
        )

        with pytest.raises(PermanentError) as caught:
            await fetch(HttpRequest("GET", f"https://{host}/"), CONFIG, guard=guard)

    assert caught.value.failure_code == "certificate"


@pytest.mark.parametrize("make", [guarded_async_client, guarded_httpx2_client])
async def test_kits_clients_keep_no_cookies_and_follow_nothing(make: Any) -> None:
    def answer(request: Received) -> Reply:
        if request.path == "/away":
            return Reply(302, {"location": "http://10.0.0.1/"})
        return text_reply("ok", set_cookie="session=1; Path=/")

    async with (
        LocalServer(answer) as server,
        make(EgressConfig(allowed_hosts=(server.address,))) as client,
    ):
        await client.get(server.url)
        away = await client.get(server.url + "/away")

    assert away.status_code == 302
    assert "cookie" not in server.requests[1].headers
    assert server.requests[0].headers["accept-encoding"] == "gzip"
    assert server.connections == 1


async def test_names_that_nobody_answers_for_hold_up_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = threading.Event()

    def never_answers(host: str, *_: Any, **__: Any) -> Any:
        answered.wait(20)
        raise OSError(host)

    monkeypatch.setattr(socket, "getaddrinfo", never_answers)
    asked = [asyncio.ensure_future(resolve_name(f"{n}.example", 80)) for n in range(60)]
    await asyncio.sleep(0)  # each has asked when it is our turn again
    try:
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "rendered") == "rendered"
    finally:
        answered.set()
        await asyncio.gather(*asked, return_exceptions=True)
