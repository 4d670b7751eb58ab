"""Which pages may open sockets: checked before a connection is accepted."""

from __future__ import annotations

from collections.abc import Collection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.http.request import split_domain_port, validate_host

from orchestrator_site.configuration import SiteConfig

Headers = dict[bytes, bytes]
DEFAULT_PORTS = {"http": 80, "https": 443}


class OriginGuard:
    """
    Lets a socket through when its Host is ours and its Origin is our own page.

    A client that is no browser sends no Origin; it may connect as long as it brings no session
    cookie, since only a browser can be tricked into sending one.
    """

    def __init__(self, application: Any, site: SiteConfig, *, session_cookie: str) -> None:
        self.application = application
        self.site = site
        self.session_cookie = session_cookie

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers: Headers = dict(scope["headers"])
        allowed = self.is_known_host(headers) and self.is_known_origin(scope, headers)
        application = self.application if allowed else WebsocketDenier()
        return await application(scope, receive, send)

    def is_known_host(self, headers: Headers) -> bool:
        host, _ = split_domain_port(text_of(headers, b"host"))
        return bool(host) and validate_host(host, list(self.site.allowed_hosts))

    def is_known_origin(self, scope: dict[str, Any], headers: Headers) -> bool:
        if b"origin" not in headers:
            return self.session_cookie not in SimpleCookie(text_of(headers, b"cookie"))
        origin = normalise(text_of(headers, b"origin"))
        return origin is not None and origin in self.own_origins(scope, headers)

    def own_origins(self, scope: dict[str, Any], headers: Headers) -> Collection[str | None]:
        trusted = {normalise(origin) for origin in self.site.trusted_origins}
        if self.site.public_url:
            return {normalise(self.site.public_url), *trusted}
        secure = scope.get("scheme") == "wss" or (
            self.site.proxy_hops > 0 and text_of(headers, b"x-forwarded-proto") == "https"
        )
        return {
            normalise(f"{'https' if secure else 'http'}://{text_of(headers, b'host')}"),
            *trusted,
        }


def text_of(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")


def normalise(origin: str) -> str | None:
    """`scheme://host:port` with the port always there; None for what is no origin."""
    try:
        parts = urlsplit(origin)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        return None
    if not parts.hostname or parts.username is not None or parts.path or parts.query:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}"
