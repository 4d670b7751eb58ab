"""“Did you mean …?”"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

# A document may hold thousands of wrong names and as many right ones to compare each with.
MOST_KNOWN = 300
MOST_COMPARED = 10
LONGEST = 64
ENDING = 3


def suggest(wrong: str, known: Iterable[str]) -> str | None:
    """A sentence with the name that was probably meant."""
    if len(wrong) > LONGEST:
        return None
    start, end = wrong[:1], wrong[-ENDING:]
    compared = islice(known, MOST_KNOWN)
    alike = [name for name in compared if name[:1] == start or name.endswith(end)]
    close = get_close_matches(wrong, alike[:MOST_COMPARED], n=1)
    return f"Did you mean `{close[0]}`?" if close else None
