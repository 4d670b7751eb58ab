"""However an address is written, no packet leaves for it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import pytest

from workflows.conf import EgressConfig
from workflows.egress import (
    HttpRequest,
    check_url,
    fetch,
    guarded_async_client,
    guarded_httpx2_client,
)
from workflows.errors import EgressDenied, TransientError

CONFIG = EgressConfig(timeout_s=5)
LOOPBACK_FORMS = [
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "127.0.0.1."),
    *("0x7f.1", "0x7f000001", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "2130706433"),
    *("127.0x0.0.1", "0x7F.1", "0127.1", "127.000.000.001", "localhost", "LOCALHOST"),
    *("localhost.", "ip6-localhost", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]"),
    *("①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1", "ⓛocalhost", "127．0．0．1"),
    *("%31%32%37.0.0.1", "127.0.0.1%00.example.com", "localhost%2e"),
]
OTHER_FORMS = [
    *("169.254.169.254", "0xa9fea9fe", "2852039166", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376"),
    *("169.254.43518", "169.16689662", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]"),
    *("[64:ff9b::169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "192.0.0.192"),
    *("100.100.100.200", "10.0.0.1", "012.0.0.1", "0x0a.1", "172.16.0.1", "192.168.0.1"),
    *("192.168.257", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "224.0.0.1", "[ff02::1]"),
    *("255.255.255.255", "198.18.0.1", "203.0.113.1", "168.63.129.16", "[2001:db8::1]"),
    *("[2001:0:7f00:1::]", "[::ffff:0:127.0.0.1]"),
]
UNSENT_URLS = [
    "http://user@{host}/",
    "http://user:pass@{host}/",
    "http://@{host}/",
    "http://example.com@{host}/",
    "http://{host}\\@example.com/",
    "http://example.com\\@{host}/",
    "http:\\\\{host}/",
    "http:///{host}/",
    "http:{host}/",
    "//{host}/",
    "{host}/",
    " http://{host}/",
    "http://{host}/\r\nHost: x",
    "ht\ttp://{host}/",
    "http://",
    "http://:{port}/",
    "http://[{host}/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "ftp://{host}/",
    "file:///etc/passwd",
    "gopher://{host}/_x",
    "dict://{host}/",
    "ws://{host}/",
    "unix:///var/run/docker.sock",
    "data:text/plain,x",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "javascript:alert(1)",
    "",
]


class Canary:
    """Listens on every loopback address at one port and counts who knocks."""

    def __init__(self) -> None:
        self._listener = socket.create_server(
            ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True
        )
        self.port = int(self._listener.getsockname()[1])
        self.knocks = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.knocks += 1
            connection.close()

    def close(self) -> None:
        # Closing alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.mark.parametrize("host", LOOPBACK_FORMS + OTHER_FORMS)
async def test_no_form_of_a_forbidden_address_is_called(canary: Canary, host: str) -> None:
    url = f"http://{host}:{canary.port}/"

    with pytest.raises((EgressDenied, TransientError)):
        await fetch(HttpRequest("GET", url), CONFIG)

    assert canary.knocks == 0


@pytest.mark.parametrize("host", LOOPBACK_FORMS + OTHER_FORMS)
@pytest.mark.parametrize("make", [guarded_async_client, guarded_httpx2_client])
async def test_no_kits_client_calls_a_forbidden_address(
    canary: Canary, make: Any, host: str
) -> None:
    async with make(CONFIG) as client:
        with pytest.raises(
            (EgressDenied, httpx.ConnectError, httpx2.ConnectError)
            + (httpx.InvalidURL, httpx2.InvalidURL)
        ):
            await client.get(f"http://{host}:{canary.port}/")

    assert canary.knocks == 0


@pytest.mark.parametrize("form", UNSENT_URLS)
async def test_odd_urls_are_refused_before_any_name_is_resolved(canary: Canary, form: str) -> None:
    url = form.replace("{host}", f"127.0.0.1:{canary.port}").replace("{port}", str(canary.port))

    with pytest.raises(EgressDenied):
        await fetch(HttpRequest("GET", url), CONFIG)

    assert canary.knocks == 0


@pytest.mark.parametrize("url", ["http://example.com", "https://example.com:8443/a?b=c#d"])
def test_plain_urls_pass_the_check(url: str) -> None:
    check_url(url)


def test_a_url_of_more_than_8192_characters_is_refused() -> None:
    check_url("http://example.com/" + "a" * (8_192 - 19))

    with pytest.raises(EgressDenied, match="longer"):
        check_url("http://example.com/" + "a" * (8_193 - 19))


async def test_the_allowed_host_and_port_is_called_and_no_other(canary: Canary) -> None:
    config = EgressConfig(allowed_hosts=(f"127.0.0.1:{canary.port + 1}", "localhost:1"))

    for url in (f"http://127.0.0.1:{canary.port}/", f"http://localhost:{canary.port}/"):
        with pytest.raises(EgressDenied):
            await fetch(HttpRequest("GET", url), config)

    assert canary.knocks == 0


async def test_environment_proxies_are_ignored(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")

    with pytest.raises(EgressDenied):
        await fetch(HttpRequest("GET", "http://10.1.2.3/"), CONFIG)

    assert canary.knocks == 0
