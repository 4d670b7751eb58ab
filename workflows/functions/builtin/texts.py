"""`text.*`: changing, cutting and comparing texts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Annotated, Any, TypedDict

from workflows.definition.linear_texts import strip
from workflows.errors import PermanentError
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

MAX_CHARS = 10_000_000
PATTERN_TIMEOUT_S = 0.1


class WordCount(TypedDict):
    words: int
    characters: int
    lines: int


@register("text.upper", title="Upper case", deterministic=True)
def raise_case(text: str) -> str:
    """The text in capital letters."""
    return text.upper()


@register("text.lower", title="Lower case", deterministic=True)
def lower_case(text: str) -> str:
    """The text in small letters."""
    return text.lower()


@register("text.trim", title="Trim", deterministic=True)
def trim(text: str, characters: str | None = None) -> str:
    """The text without white space, or without the given characters, at both ends."""
    return strip(text, frozenset(characters)) if characters else text.strip()


@register("text.replace", title="Replace", deterministic=True)
def replace(text: str, find: Annotated[str, Rules(minLength=1)], replace_with: str = "") -> str:
    """The text with every occurrence of one string replaced by another."""
    _refuse_longer(len(text) + text.count(find) * (len(replace_with) - len(find)))
    return text.replace(find, replace_with)


@register("text.split", title="Split", deterministic=True)
def split(
    text: str,
    separator: str | None = None,
    limit: Annotated[int | None, Rules(minimum=1, description="most parts")] = None,
) -> list[str]:
    """The parts between separators; without one, the words."""
    return text.split(separator or None, -1 if limit is None else limit - 1)


@register("text.join", title="Join", deterministic=True)
def join(texts: list[str], separator: str = "") -> str:
    """The texts one after the other, a separator between them."""
    _refuse_longer(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


@register("text.concat", title="Concatenate", deterministic=True)
def concatenate(first: str, second: str) -> str:
    """The second text after the first."""
    return first + second


@register("text.word_count", title="Word count", deterministic=True)
def count_words(text: str) -> WordCount:
    """How many words, characters and lines a text has."""
    return {
        "words": len(text.split()),
        "characters": len(text),
        "lines": len(text.splitlines()),
    }


@register("text.truncate", title="Truncate", deterministic=True)
def truncate(text: str, length: Annotated[int, Rules(minimum=0)], ending: str = "…") -> str:
    """The text, cut to at most so many characters; the ending shows that it was cut."""
    if len(text) <= length:
        return text
    kept = max(length - len(ending), 0)
    return (text[:kept].rstrip() + ending)[:length]


@register("text.slug", title="Slug", deterministic=True)
def make_slug(text: str, separator: Annotated[str, Rules(enum=["-", "_"])] = "-") -> str:
    """The text in small ASCII letters, digits and separators, for names in addresses."""
    # Character by character: the marks of a whole text are ordered in quadratic time.
    plain = text.translate({ord(each): _ascii_form(each) for each in set(text)}).lower()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return separator.join(words)


def _ascii_form(character: str) -> str:
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()


@register("text.similarity", title="Similarity", deterministic=True)
def compare(first: str, second: str) -> float:
    """How alike two texts are, from 0 to 1: the share of three-letter pieces in common."""
    pieces, others = _pieces(first), _pieces(second)
    total = pieces.total() + others.total()
    return 1.0 if pieces == others else 2 * (pieces & others).total() / total


def _pieces(text: str) -> Counter[str]:
    padded = f"  {' '.join(text.casefold().split())} "
    return Counter(padded[i : i + 3] for i in range(len(padded) - 2))


# In a child of its own: matching obeys a time-out, but compiling a pattern such as
# `(a{1000}){1000}` takes time and memory that only a process can be denied.
@register(
    "text.extract",
    title="Extract",
    deterministic=True,
    lane="process",
    timeout_s=5,
    memory_mb=128,
)
def extract(
    text: str,
    pattern: Annotated[str, Rules(minLength=1, maxLength=500, description="a regex")],
    limit: Annotated[int, Rules(minimum=1, maximum=10_000)] = 1_000,
) -> list[Any]:
    """
    What a regular expression finds: whole matches, or one list of groups a match,
    or one object a match where the groups have names. Matching may take 0.1 seconds.
    """
    import regex  # type: ignore[import-untyped]  # has no types; only children need it

    try:
        compiled = regex.compile(pattern)
        found = compiled.finditer(text, timeout=PATTERN_TIMEOUT_S)
        return [_found(match) for match, _ in zip(found, range(limit), strict=False)]
    except (regex.error, RecursionError) as error:
        raise PermanentError(f"The pattern is wrong: {error}.", code="pattern") from error
    except TimeoutError as error:
        message = f"The pattern took longer than {PATTERN_TIMEOUT_S:g} s on this text."
        raise PermanentError(message, code="pattern_timeout") from error


def _found(match: Any) -> Any:
    named = match.groupdict()
    return named or list(match.groups()) or match.group()


def _refuse_longer(length: int) -> None:
    if length > MAX_CHARS:
        raise PermanentError(f"The text would be {length:,} characters long.", code="too_large")
