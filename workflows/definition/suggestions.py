"""“Did you mean …?”"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST_COMPARED = 500
LONGEST = 64


def suggest(wrong: str, known: Iterable[str]) -> str | None:
    """A sentence with the name that was probably meant."""
    if len(wrong) > LONGEST:
        return None
    close = get_close_matches(wrong, list(known)[:MOST_COMPARED], n=1)
    return f"Did you mean `{close[0]}`?" if close else None
