"""How this package says no: one problem with a stable code and a sentence for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice

from workflows.errors import ExpressionError, Problem

SHOWN_NAMES = 12
SHOWN_CHARS = 60
COMPARED_NAMES = 500


def failure(code: str, message: str, *, fix: str | None = None) -> ExpressionError:
    return ExpressionError(problems=[Problem(code=code, message=message, fix=fix)])


def problem_of(error: ExpressionError) -> Problem:
    return error.problems[0]


def shorten(text: str) -> str:
    """The text for a message: one line, bounded."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CHARS else flat[: SHOWN_CHARS - 1] + "…"


def list_names(names: Collection[str]) -> str:
    """The first names in backticks, and how many more there are."""
    shown = ", ".join(f"`{shorten(name)}`" for name in islice(names, SHOWN_NAMES))
    return f"{shown} and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else shown


def suggest_name(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    if len(wrong) > SHOWN_CHARS:
        return None
    candidates = [name for name in islice(known, COMPARED_NAMES) if len(name) <= SHOWN_CHARS]
    close = get_close_matches(wrong, candidates, n=1)
    return close[0] if close else None
