"""
Jinja2 as a parser, and as nothing else.

Its `lineno` is an opaque integer that it copies from tokens to nodes and errors. We feed it the
offset into the source instead, so every message can name line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from workflows.definition.expressions.failures import failure
from workflows.errors import ExpressionError

# Escapes that mean the same in JSON, or are plain; others only warn in Python and surprise people.
UNKNOWN_ESCAPE = re.compile(r"(?:\\[\\'\"nrtbfxuU\n])|(?P<unknown>\\.)", re.DOTALL)
LINE_BREAK = re.compile(r"\r\n?")

FOREIGN_SYNTAX = {
    "&&": "Write `and` instead of `&&`.",
    "||": "Write `or` instead of `||`.",
    "!": "Write `not` instead of `!`.",
    "?": "Write `a if condition else b` instead of `condition ? a : b`.",
    "=": "Write `==` to compare.",
    "$": "Write `{{ name }}` without a dollar sign.",
}


PLAIN_WORDS = {
    "'end of print statement'": "`}}`",
    "'end of statement block'": "`%}`",
    "'begin of print statement'": "`{{`",
    "'begin of statement block'": "`{%`",
    "unexpected 'end of template'": "something is missing at the end",
    "Unexpected end of template": "Something is missing at the end",
    "end of template": "the end",
    "Jinja is expecting": "A template has",
    "Jinja was looking for the following tags": "Expected",
}

Parsed = TypeVar("Parsed")


class OffsetReader(Environment):
    """Tokenizes with offsets in the place of line numbers."""

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = number_by_offset(source, self.lexer.tokeniter(source, name, filename, state))
        return TokenStream(self.lexer.wrap(tokens, name, filename), name, filename)


# `{#` is plain text: a comment mark that no accepted source contains switches comments off, so that
# only `{{` and `{%` are special and any text without them is its own result.
READER = OffsetReader(
    comment_start_string="\0{#",
    comment_end_string="#}\0",
    keep_trailing_newline=True,
    optimized=False,
    cache_size=0,
)


def number_by_offset(
    source: str, tokens: Iterator[tuple[int, str, str]]
) -> Iterator[tuple[int, str, str]]:
    """The same tokens, each with its offset into `source` where its line number was."""
    offset = 0
    try:
        for _, kind, text in tokens:
            # `{%-` strips white space that no token holds, hence a search and not a running sum.
            offset = max(offset, source.find(text, offset))
            if kind == "string":
                refuse_unknown_escape(text, offset)
            yield offset, kind, text
            offset += len(text)
    except PlacedSyntaxError:
        raise
    except TemplateSyntaxError as error:
        raise PlacedSyntaxError(error.message or "", offset) from None


class PlacedSyntaxError(TemplateSyntaxError):
    """Its line number is an offset already."""


def refuse_unknown_escape(text: str, offset: int) -> None:
    for match in UNKNOWN_ESCAPE.finditer(text):
        if match["unknown"]:
            raise PlacedSyntaxError(
                f"unknown escape {match['unknown']} in a text; write two backslashes",
                offset + match.start(),
            )


def read_template(source: str) -> nodes.Template:
    """
    Jinja2's own tree of a template whose line breaks are `\\n`.

    Raises:
        ExpressionError: it is no template.
        RecursionError: nested more deeply than this thread's stack allows just now.
    """
    return _read(source, lambda: Parser(READER, source).parse())


def read_expression(source: str) -> nodes.Expr:
    """
    The tree of a bare expression.

    Raises:
        ExpressionError: it is none, or more than one.
        RecursionError: nested more deeply than this thread's stack allows just now.
    """
    return _read(source, lambda: _parse_expression(Parser(READER, source, state="variable")))


def _read(source: str, parse: Callable[[], Parsed]) -> Parsed:
    try:
        return parse()
    except TemplateSyntaxError as error:
        raise explain(error, source) from None
    except ValueError:
        raise failure("expression.syntax", "A number here has too many digits.") from None


def _parse_expression(parser: Parser) -> nodes.Expr:
    expression = parser.parse_expression()
    if not parser.stream.eos:
        parser.fail(f"unexpected {parser.stream.current.value!r} after the expression")
    return expression


def too_deep() -> ExpressionError:
    return failure("expression.too_deep", "This is nested too deeply; split it into smaller parts.")


def explain(error: TemplateSyntaxError, source: str) -> ExpressionError:
    message = re.sub(r" at \d+$", "", error.message or "it cannot be read").rstrip(".")
    for theirs, ours in PLAIN_WORDS.items():
        message = message.replace(theirs, ours)
    sentence = message[:1].upper() + message[1:]
    place = describe_place(source, error.lineno)
    return failure("expression.syntax", f"{sentence}{place}.", fix=_foreign(source, error.lineno))


def _foreign(source: str, offset: int) -> str | None:
    # `||` is refused at its second half: the first is a filter's mark.
    here, before = source[offset : offset + 2], source[max(0, offset - 1) : offset + 1]
    return FOREIGN_SYNTAX.get(here) or FOREIGN_SYNTAX.get(before) or FOREIGN_SYNTAX.get(here[:1])


def describe_place(source: str, offset: int) -> str:
    """` (line 2, column 7)`, both from 1."""
    line = source.count("\n", 0, offset) + 1
    column = offset - (source.rfind("\n", 0, offset) + 1) + 1
    return f" (line {line}, column {column})"


def normalise_line_breaks(source: str) -> str:
    return LINE_BREAK.sub("\n", source)
