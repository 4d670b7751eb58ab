"""What surrounds every request: who really calls, what the log says, what the browser may do."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")
SIGNS_OF_A_PROXY = (*FORWARDED_HEADERS, "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA")
CAME_DIRECTLY = "orchestrator.came_directly"


def content_security_policy(styles: str = "'self'") -> str:
    """Nothing but what this site serves; `styles` are the sources of style elements."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


BROWSER_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Middleware:
    """Both worlds in one class: `before` may answer by itself, `after` sees every answer."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response: Callable[[HttpRequest], Any] = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.answer_later(request) if self.is_async else self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.before(request) or self.get_response(request)
        self.after(request, response)
        return response

    async def answer_later(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.before(request) or await self.get_response(request)
        self.after(request, response)
        return response

    def before(self, request: HttpRequest) -> HttpResponse | None:
        return None

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        pass


class ClientAddress(Middleware):
    """
    `REMOTE_ADDR` becomes the address that the outermost trusted proxy saw.

    Without configured proxies the forwarded headers are dropped: anyone could have sent them. That
    there were some is noted: behind a proxy of this machine everybody comes from this machine.
    """

    def before(self, request: HttpRequest) -> None:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = client_address(
            forwarded, request.META.get("REMOTE_ADDR", ""), settings.SITE.proxy_hops
        )
        request.META["REMOTE_ADDR"] = address
        request.META[CAME_DIRECTLY] = settings.SITE.proxy_hops == 0 and not any(
            name in request.META for name in SIGNS_OF_A_PROXY
        )
        for name in FORWARDED_HEADERS:
            request.META.pop(name, None)


def client_address(forwarded: str, peer: str, hops: int) -> str:
    """The entry that the outermost of `hops` proxies appended; the peer when there is none."""
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    if hops == 0 or len(entries) < hops:
        return peer
    return entries[-hops]


class RequestLog(Middleware):
    """Every line logged while a request is answered carries the request's id."""

    def before(self, request: HttpRequest) -> None:
        request_id = uuid.uuid4().hex
        request.META["REQUEST_ID"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        response["X-Request-ID"] = request.META["REQUEST_ID"]
        structlog.contextvars.unbind_contextvars("request_id")


class SecurityHeaders(Middleware):
    """Only our own scripts, styles and sockets, where a view does not say it more exactly."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        for name, value in BROWSER_HEADERS.items():
            response.headers.setdefault(name, value)


class SameOrigin(Middleware):
    """A browser that says it comes from another site may change nothing with a person's cookie."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        if request.method in SAFE_METHODS or not is_foreign(request):
            return None
        return JsonResponse(
            problem("cross_origin", "This request came from another site's page."),
            status=403,
            content_type="application/problem+json",
        )


def is_foreign(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    origin = request.headers.get("Origin")
    return (
        has_session
        and site not in ("same-origin", "none")
        and origin not in settings.CSRF_TRUSTED_ORIGINS
    )


def problem(code: str, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "code": code,
        "detail": detail,
    }
