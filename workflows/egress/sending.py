"""Sends one request and follows its redirects, every hop checked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx

from workflows.conf import EgressConfig
from workflows.egress.connections import client_of_loop
from workflows.egress.guard import Guard, guard_of
from workflows.egress.httpx_transport import GuardedTransport
from workflows.egress.redirects import REDIRECTS, next_request
from workflows.egress.requests import HttpRequest, HttpResponse, check_request
from workflows.egress.retry_after import parse_retry_after
from workflows.egress.urls import check_url
from workflows.errors import AttemptTimeout, EgressDenied, PermanentError, TransientError

BUSY = frozenset((408, 425, 429))
USER_AGENT = "multi-agent-orchestrator"


async def send_request(
    request: HttpRequest, config: EgressConfig, guard: Guard | None
) -> HttpResponse:
    """What `fetch` promises."""
    check_request(request)
    chosen = guard or guard_of(config)
    transport = client_of_loop("http", chosen, lambda: GuardedTransport(chosen))
    limit_s = min(request.timeout_s or config.timeout_s, config.timeout_s)
    try:
        async with asyncio.timeout(limit_s):
            response = await _follow(transport, request, config.max_redirects)
    except TimeoutError as error:
        raise AttemptTimeout(f"No complete answer within {limit_s:g} s.") from error
    _raise_for_busy(response)
    return response


async def _follow(
    transport: GuardedTransport, request: HttpRequest, max_redirects: int
) -> HttpResponse:
    for redirects in range(max_redirects + 1):
        response = await _send(transport, request, redirects)
        location = response.headers.get("location")
        if response.status not in REDIRECTS or location is None:
            return response
        request = next_request(request, response.status, location)
    raise PermanentError(f"More than {max_redirects} redirects.", code="too_many_redirects")


async def _send(transport: GuardedTransport, request: HttpRequest, redirects: int) -> HttpResponse:
    check_url(request.url)
    outgoing = _outgoing(request)
    try:
        response = await transport.handle_async_request(outgoing)
        try:
            assert isinstance(response.stream, httpx.AsyncByteStream)
            body = b"".join([piece async for piece in response.stream])
        finally:
            await response.aclose()
    except httpx.TransportError as error:
        raise _as_failure(error, outgoing.url.host) from error
    return HttpResponse(
        response.status_code, _plain(response.headers), body, request.url, redirects
    )


def _outgoing(request: HttpRequest) -> httpx.Request:
    headers = {"user-agent": USER_AGENT, "accept": "*/*"}
    headers |= {name.lower(): value for name, value in request.headers.items()}
    try:
        return httpx.Request(
            request.method,
            request.url,
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],
            content=request.body or None,
        )
    except httpx.InvalidURL as error:
        raise EgressDenied("This is not a URL.") from error


def _plain(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _as_failure(error: httpx.TransportError, host: str) -> TransientError | PermanentError:
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return EgressDenied(f"This request cannot be sent: {error}.")
    if isinstance(_root_of(error), ssl.SSLCertVerificationError):
        return PermanentError(f"The certificate of {host} is not valid.", code="certificate")
    return TransientError(f"No answer from {host}: {_reason_of(error)}.", code="connection")


def _root_of(error: BaseException) -> BaseException:
    while (deeper := error.__cause__ or error.__context__) is not None:
        error = deeper
    return error


def _reason_of(error: httpx.TransportError) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _raise_for_busy(response: HttpResponse) -> None:
    if response.status < 500 and response.status not in BUSY:
        return
    raise TransientError(
        f"The server answered {response.status}.",
        code=f"http_{response.status}",
        retry_after_s=parse_retry_after(response.headers.get("retry-after"), now=datetime.now(UTC)),
    )
