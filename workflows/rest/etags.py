"""A document's ETag is its revision: `"42"`."""

from __future__ import annotations

import re

from rest_framework.request import Request

from workflows.errors import InvalidInput, Problem
from workflows.rest.refusals import ConditionMissing

_ETAG = re.compile(r'^(?:W/)?"(\d{1,18})"$')


def etag_of(revision: int) -> str:
    return f'"{revision}"'


def required_revision(request: Request) -> int:
    """
    Raises:
        ConditionMissing: there is no If-Match.
        InvalidInput: it is no ETag of ours.
    """
    revision = stated_revision(request)
    if revision is None:
        raise ConditionMissing
    return revision


def stated_revision(request: Request) -> int | None:
    """The revision that If-Match names; None when it is absent."""
    header = request.META.get("HTTP_IF_MATCH")
    return None if header is None else read_revision(header, "If-Match")


def is_unchanged(request: Request, revision: int) -> bool:
    """Whether If-None-Match already names this revision; anything unreadable does not."""
    found = _ETAG.match(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return found is not None and int(found[1]) == revision


def read_revision(header: str, name: str) -> int:
    found = _ETAG.match(header)
    if found is None:
        problem = Problem("request.etag", f"{name} must be an ETag of this document.", f"/{name}")
        raise InvalidInput(problems=(problem,))
    return int(found[1])
