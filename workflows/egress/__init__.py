"""
The guarded HTTP client: the only place that opens outgoing sockets.

What may be called is decided on the address that a name resolved to, at the moment of connecting.
"""

from workflows.egress.addresses import refusal_of
from workflows.egress.caps import ResponseCaps
from workflows.egress.clients import guarded_async_client, guarded_httpx2_client
from workflows.egress.connections import (
    ClientUse,
    client_of_loop,
    client_uses,
    close_connections,
)
from workflows.egress.fetch import fetch
from workflows.egress.guard import Guard, Resolver, guard_of
from workflows.egress.masking import HIDDEN, masked_fields, masked_url, masked_value
from workflows.egress.requests import HttpRequest, HttpResponse, request_of
from workflows.egress.retry_after import parse_retry_after
from workflows.egress.urls import check_url

__all__ = [
    "HIDDEN",
    "ClientUse",
    "Guard",
    "HttpRequest",
    "HttpResponse",
    "Resolver",
    "ResponseCaps",
    "check_url",
    "client_of_loop",
    "client_uses",
    "close_connections",
    "fetch",
    "guard_of",
    "guarded_async_client",
    "guarded_httpx2_client",
    "masked_fields",
    "masked_url",
    "masked_value",
    "parse_retry_after",
    "refusal_of",
    "request_of",
]
