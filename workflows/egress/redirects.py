"""Which request follows a redirect; pure."""

from __future__ import annotations

from dataclasses import replace

import httpx

from workflows.egress.masking import is_secret_name
from workflows.egress.requests import HttpRequest
from workflows.errors import EgressDenied

REDIRECTS = frozenset((301, 302, 303, 307, 308))
NEVER_FOLLOW = frozenset(("authorization", "cookie", "proxy-authorization"))
PLAIN = frozenset(("idempotency-key",))
BODY_HEADERS = frozenset(("content-type", "content-encoding", "content-language"))


def next_request(request: HttpRequest, status: int, location: str) -> HttpRequest:
    """
    The request that a redirect asks for.

    Secrets stay behind when host, port or scheme change. POST becomes GET on 301, 302 and 303,
    as browsers do.

    Raises:
        EgressDenied: the target is not a URL.
    """
    here = httpx.URL(request.url)
    try:
        there = here.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise EgressDenied("The server redirects to something that is not a URL.") from error
    moved = _without_body(request) if _becomes_get(request.method, status) else request
    if not _is_same_origin(here, there):
        moved = _without_secrets(moved)
    return replace(moved, url=str(there))


def _is_same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return _origin(one) == _origin(other)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _becomes_get(method: str, status: int) -> bool:
    if status == 303:
        return method not in ("GET", "HEAD")
    return status in (301, 302) and method == "POST"


def _without_body(request: HttpRequest) -> HttpRequest:
    headers = {k: v for k, v in request.headers.items() if k.lower() not in BODY_HEADERS}
    return replace(request, method="GET", body=b"", headers=headers)


def _without_secrets(request: HttpRequest) -> HttpRequest:
    """Without those that are named as secret, and those that are named like one."""
    secret = NEVER_FOLLOW | {name.lower() for name in request.secret_headers}
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.lower() not in secret and (name.lower() in PLAIN or not is_secret_name(name))
    }
    return replace(request, headers=headers)
