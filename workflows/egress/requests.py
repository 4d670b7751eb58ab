"""Requests and responses as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit, urlunsplit

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import EgressDenied

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What frames the message or names its target is written by us alone.
RESERVED_HEADERS = frozenset(
    (
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
# Python's other codecs decompress or run in quadratic time; texts use none of them.
TEXT_CHARSETS = frozenset(
    (
        *("utf-8", "utf8", "us-ascii", "ascii", "utf-16"),
        *("iso-8859-1", "iso-8859-2", "iso-8859-15", "latin-1", "latin1"),
        *("windows-1250", "windows-1251", "windows-1252", "koi8-r"),
        *("gb18030", "gbk", "gb2312", "big5", "euc-jp", "shift_jis", "euc-kr"),
    )
)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """
    One request to send.

    Args:
        headers: names in any case; those that frame the message are refused.
        secret_headers: further headers that never follow a redirect to another origin;
            Authorization, Cookie and Proxy-Authorization never do.
        timeout_s: for everything including redirects; the installation's own bound still holds.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    secret_headers: frozenset[str] = frozenset()
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """
    The answer after all redirects, decoded.

    Args:
        headers: names in lower case; repeated ones joined by a comma.
        url: where the answer came from.
        redirects: how many were followed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str
    redirects: int = 0

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def text(self) -> str:
        """The body as text in its declared charset; bytes that do not fit become U+FFFD."""
        try:
            return self.body.decode(_charset_of(self.headers.get("content-type", "")), "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    def value(self) -> JsonValue:
        """The body as JSON where its type says so and it is; else as text."""
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == "application/json" or kind.endswith("+json"):
            try:
                return json.loads(self.body)
            except (ValueError, RecursionError):
                return self.text()
        return self.text()


def request_of(
    settings: JsonObject,
    *,
    timeout_s: float | None = None,
    secrets: Mapping[str, str] | None = None,
) -> HttpRequest:
    """
    Build the request that an `http` task describes: method, url, headers, query, json|text|form.

    Args:
        secrets: headers from a credential; they win and never follow to another origin.

    Raises:
        EgressDenied: the method or a header may not be used.
    """
    hidden = {name.lower(): value for name, value in (secrets or {}).items()}
    body, content_type = _body_of(settings)
    headers = {"content-type": content_type} if content_type else {}
    headers |= {name.lower(): str(value) for name, value in settings.get("headers", {}).items()}
    return HttpRequest(
        method=str(settings.get("method") or "GET").upper(),
        url=_with_query(str(settings.get("url") or ""), settings.get("query") or {}),
        headers=headers | hidden,
        body=body,
        secret_headers=frozenset(hidden),
        timeout_s=timeout_s,
    )


def check_request(request: HttpRequest) -> None:
    """
    Refuse methods and headers that could change how the message is framed.

    Raises:
        EgressDenied
    """
    if request.method not in METHODS:
        raise EgressDenied(f"The method {request.method[:20]!r} may not be used.")
    for name, value in request.headers.items():
        if name.lower() in RESERVED_HEADERS:
            raise EgressDenied(f"The header {name[:40]!r} is set by the product itself.")
        if not name or not name.isascii() or any(c in "\r\n\0" for c in name + value):
            raise EgressDenied(f"The header {name[:40]!r} holds characters that may not be sent.")


def _body_of(settings: JsonObject) -> tuple[bytes, str]:
    if "json" in settings:
        text = json.dumps(settings["json"], ensure_ascii=False, allow_nan=False)
        return text.encode(), "application/json"
    if "form" in settings:
        return urlencode(settings["form"], doseq=True).encode(), "application/x-www-form-urlencoded"
    if "text" in settings:
        return str(settings["text"]).encode(), "text/plain; charset=utf-8"
    return b"", ""


def _with_query(url: str, query: Mapping[str, JsonValue]) -> str:
    if not query:
        return url
    parts = urlsplit(url)
    pairs = {name: _query_text(value) for name, value in query.items() if value is not None}
    joined = "&".join(filter(None, (parts.query, urlencode(pairs, doseq=True))))
    return urlunsplit(parts._replace(query=joined))


def _query_text(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value)
    return [_query_text(item) for item in value] if isinstance(value, list) else value


def _charset_of(content_type: str) -> str:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
            return charset if charset in TEXT_CHARSETS else "utf-8"
    return "utf-8"
