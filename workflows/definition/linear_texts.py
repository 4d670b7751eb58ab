"""What Python does with texts in quadratic time, in linear: strangers choose both sides."""

from __future__ import annotations


def strip(text: str, characters: frozenset[str]) -> str:
    """As Python's own, which looks through all of `characters` for every one it takes away."""
    start, stop = 0, len(text)
    while start < stop and text[start] in characters:
        start += 1
    while stop > start and text[stop - 1] in characters:
        stop -= 1
    return text[start:stop]
