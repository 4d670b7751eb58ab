"""Hints about expressions that can be read, but were probably meant otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import TemplateSyntaxError

from workflows.definition.expressions.failures import shorten
from workflows.definition.expressions.reading import (
    READER,
    describe_place,
    normalise_line_breaks,
    number_by_offset,
)
from workflows.errors import Problem

RawToken = tuple[int, str, str]


def find_suspicious_minus(source: str, *, is_condition: bool = False) -> tuple[Problem, ...]:
    """
    A hint for every `a-b` without spaces: two names, or one name with a hyphen in it?

    Ids have no hyphens, but names pasted from elsewhere do. Nothing for a source that cannot be
    read: that is a problem of its own.
    """
    if "-" not in source:
        return ()
    text = normalise_line_breaks(source)
    tokens = _raw_tokens(text, "variable" if is_condition else None)
    return tuple(
        _hint(text, tokens, index)
        for index in range(len(tokens) - 2)
        if _is_hyphenated(tokens[index : index + 3])
    )


def _raw_tokens(text: str, state: str | None) -> list[RawToken]:
    try:
        return list(number_by_offset(text, READER.lexer.tokeniter(text, None, None, state)))
    except TemplateSyntaxError:
        return []


def _is_hyphenated(three: Sequence[RawToken]) -> bool:
    (_, first, _), (_, _, middle), (_, last, _) = three
    return first == last == "name" and middle == "-"


def _hint(text: str, tokens: Sequence[RawToken], index: int) -> Problem:
    offset, _, left = tokens[index]
    right = tokens[index + 2][2]
    return Problem(
        code="expression.suspicious_minus",
        message=f"`{shorten(f'{left}-{right}')}` is read as `{shorten(left)}` minus "
        f"`{shorten(right)}`{describe_place(text, offset)}.",
        severity="hint",
        fix=f"Ids are written with `_`: `{shorten(f'{left}_{right}')}`; for another name with a "
        f"hyphen write `['{shorten(f'{left}-{right}')}']`; to subtract, put spaces around the `-`.",
    )
