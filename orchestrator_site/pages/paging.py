"""Pages of long lists by the last key shown, which costs the same on page one and page thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from django.http import Http404, HttpRequest

T = TypeVar("T")


class Slice(Generic[T]):
    """The rows shown, and whether there are more; `rows` holds one more than shown, if any."""

    def __init__(self, rows: Sequence[T], size: int) -> None:
        self.rows = list(rows[:size])
        self.last = self.rows[-1] if len(rows) > size else None


def asked_key(request: HttpRequest, name: str) -> int | None:
    """The whole number in the address; raises Http404 for anything else."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
