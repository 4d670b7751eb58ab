"""Parsed templates and conditions, kept by their source text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from workflows.conf import DocumentLimits
from workflows.definition.expressions import filters, questions
from workflows.definition.expressions.expression_nodes import EXPRESSIONS
from workflows.definition.expressions.failures import failure, problem_of
from workflows.definition.expressions.reading import (
    normalise_line_breaks,
    read_expression,
    read_template,
    too_deep,
)
from workflows.definition.expressions.statement_nodes import STATEMENTS
from workflows.definition.expressions.translator import Translator
from workflows.definition.expressions.tree import (
    Body,
    Expression,
    Path,
    Reference,
    Shown,
    Text,
)
from workflows.errors import ExpressionError, Problem

RULES = (filters, questions)  # importing them fills the tables that parsing looks names up in

# A dense source makes a tree of up to a hundred times its size, so long ones get few places.
SHORT_CHARS = 1_000
SHORT_KEPT = 8_192
LONG_KEPT = 128

FORBIDDEN = "\0"


@dataclass(frozen=True, slots=True)
class Template:
    """
    A text with `{{ … }}` and `{% … %}` in it.

    `single`: the expression, if the source is exactly one `{{ … }}`; its value keeps its type.
    """

    source: str
    body: Body
    references: tuple[Reference, ...]
    single: Expression | None

    @property
    def is_literal(self) -> bool:
        """Whether it holds no template syntax, so that it is its own result."""
        return not has_syntax(self.source)

    @property
    def is_single_path(self) -> bool:
        return type(self.single) is Path


@dataclass(frozen=True, slots=True)
class Condition:
    """A bare expression that holds or does not."""

    source: str
    expression: Expression
    references: tuple[Reference, ...]


Parsed = TypeVar("Parsed", Template, Condition)


def has_syntax(text: str) -> bool:
    """Whether a text is more than its own result."""
    return "{{" in text or "{%" in text


def parse_template(source: str, *, limits: DocumentLimits) -> Template:
    """
    Raises:
        ExpressionError: it is too long, cannot be read, or holds what is not allowed.
    """
    if not has_syntax(source):
        return Template(source, (Text(source),), (), None)
    return _unwrap(_kept(source, limits, _short_template, _long_template))


def parse_condition(source: str, *, limits: DocumentLimits) -> Condition:
    """
    Raises:
        ExpressionError: it is empty, too long, cannot be read, or holds what is not allowed.
    """
    return _unwrap(_kept(source, limits, _short_condition, _long_condition))


def _kept(
    source: str,
    limits: DocumentLimits,
    short: Callable[[str], Parsed | Problem],
    long: Callable[[str], Parsed | Problem],
) -> Parsed | Problem:
    _refuse_long(source, limits)
    try:
        return short(source) if len(source) <= SHORT_CHARS else long(source)
    except RecursionError:
        # Depends on the caller's stack, so it is not kept: elsewhere the same source may do.
        raise too_deep() from None


def _refuse_long(source: str, limits: DocumentLimits) -> None:
    if len(source) * 4 <= limits.template_bytes:
        return
    if len(source.encode("utf-8", "surrogatepass")) > limits.template_bytes:
        raise failure(
            "expression.too_long",
            f"A template or condition may have at most {limits.template_bytes:,} bytes.",
            fix="Put long texts without `{{` into another field, or split it.",
        )


def _unwrap(parsed: Parsed | Problem) -> Parsed:
    if isinstance(parsed, Problem):
        raise ExpressionError(problems=[parsed])
    return parsed


def _template_of(source: str) -> Template | Problem:
    """The problem as a value, so that a wrong source is also read only once."""
    try:
        return _build_template(source)
    except ExpressionError as error:
        return problem_of(error)


def _build_template(source: str) -> Template:
    text = _check_characters(source)
    translator = Translator(text, EXPRESSIONS, STATEMENTS)
    body = translator.translate_body(read_template(text).body)
    only = body[0] if len(body) == 1 else None
    single = only.expression if isinstance(only, Shown) else None
    return Template(source, body, tuple(translator.references), single)


def _condition_of(source: str) -> Condition | Problem:
    try:
        return _build_condition(source)
    except ExpressionError as error:
        return problem_of(error)


def _build_condition(source: str) -> Condition:
    text = _check_characters(source)
    _refuse_braces(text)
    translator = Translator(text, EXPRESSIONS, STATEMENTS)
    expression = translator.translate(read_expression(text))
    return Condition(source, expression, tuple(translator.references))


def _refuse_braces(text: str) -> None:
    if not text.strip():
        raise failure("expression.syntax", "The condition is empty.", fix="Write `true`.")
    if text.lstrip().startswith(("{{", "{%")):
        raise failure(
            "expression.syntax",
            "A condition is a bare expression, without `{{ }}` around it.",
            fix="Leave the braces out.",
        )


def _check_characters(source: str) -> str:
    if FORBIDDEN in source:
        raise failure("expression.syntax", "A template cannot hold the character \\u0000.")
    return normalise_line_breaks(source)


_short_template = lru_cache(SHORT_KEPT)(_template_of)
_long_template = lru_cache(LONG_KEPT)(_template_of)
_short_condition = lru_cache(SHORT_KEPT)(_condition_of)
_long_condition = lru_cache(LONG_KEPT)(_condition_of)
