"""Reading a request's body: bounded before it is read, UTF-8 JSON and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from rest_framework.parsers import BaseParser

from workflows.rest.refusals import BodyTooLarge, Malformed, UnsupportedBody
from workflows.rest.strict_json import read_json

JSON = "application/json"
JSON_PATCH = "application/json-patch+json"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_json_body(request: HttpRequest, *, media_types: Collection[str] = (JSON,)) -> Any:
    """
    The body as JSON; an empty body is an empty object.

    Raises:
        BodyTooLarge: by its declared length, before a byte is read, or by its true one.
        UnsupportedBody: another media type, charset or content encoding.
        Malformed: see `read_json`.
    """
    maximum = settings.WORKFLOWS.rest.body_bytes
    if declared_length(request) > maximum:
        raise BodyTooLarge
    if request.META.get("CONTENT_LENGTH") == "0":
        return {}
    if request.META.get("CONTENT_TYPE"):
        check_form(request, media_types)
    body = read_at_most(request, maximum)
    if not body:
        return {}
    check_form(request, media_types)
    return read_json(body, max_depth=settings.WORKFLOWS.rest.json_depth)


def read_at_most(stream: Readable, maximum: int) -> bytes:
    body = stream.read(maximum + 1)
    if len(body) > maximum:
        raise BodyTooLarge
    return body


def declared_length(request: HttpRequest) -> int:
    """0 without a Content-Length: a chunked body is counted while it is read."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not (text.isascii() and text.isdigit()):
        raise Malformed("Content-Length is not a number.")
    return int(text[:20])


def check_form(request: HttpRequest, media_types: Collection[str]) -> None:
    media_type, _ = parse_content_type(request.META.get("CONTENT_TYPE", ""))
    if media_type not in media_types:
        raise UnsupportedBody(f"Send {' or '.join(media_types)}.")
    check_encoding(request)


def check_encoding(request: HttpRequest) -> None:
    """
    For every request, with a body or not: Django decodes the query by the body's charset too.

    Raises:
        UnsupportedBody: a charset that is not UTF-8, or compressed content.
    """
    _, charset = parse_content_type(request.META.get("CONTENT_TYPE", ""))
    if charset not in (None, "utf-8"):
        raise UnsupportedBody
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise UnsupportedBody


def parse_content_type(header: str) -> tuple[str, str | None]:
    """
    Media type and charset, in lower case.

    Raises:
        UnsupportedBody: the charset is given twice or in an odd form.
    """
    media_type, *parameters = header.split(";")
    pairs = [parameter.partition("=") for parameter in parameters]
    charsets = [value for name, _, value in pairs if "charset" in name.lower()]
    if len(charsets) > 1:
        raise UnsupportedBody
    charset = charsets[0].strip().strip('"').lower() if charsets else None
    return media_type.strip().lower(), "utf-8" if charset == "utf8" else charset


class StrictJSONParser(BaseParser):
    """For views that read `request.data`; ours read `read_json_body`, chunked bodies included."""

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return read_json_body(parser_context["request"]._request)
