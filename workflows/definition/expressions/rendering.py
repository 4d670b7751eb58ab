"""Rendering whole JSON values, deciding conditions, and listing what templates read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workflows.conf import DocumentLimits
from workflows.definition.expressions.budget import LARGE_TEXT, Meter
from workflows.definition.expressions.interpreter import Frame, write_body
from workflows.definition.expressions.interpreter import evaluate as evaluate_tree
from workflows.definition.expressions.parsing import (
    Template,
    has_syntax,
    parse_condition,
    parse_template,
)
from workflows.definition.expressions.paths import Missing, follow_path
from workflows.definition.expressions.reading import too_deep
from workflows.definition.expressions.tree import Path, Reference
from workflows.definition.expressions.values import measure, refuse_infinite
from workflows.definition.json_types import JsonValue
from workflows.errors import ExpressionError, Problem


def render(
    value: JsonValue, scope: Mapping[str, JsonValue], *, limits: DocumentLimits
) -> JsonValue:
    """
    The value with every template in it rendered; keys of objects are left as they are.

    What a template puts in is never read as a template again. Parts of the scope are shared with
    the result, not copied: treat both as read-only. One budget serves the whole value.

    Raises:
        ExpressionError: `.problems[0].path` points to the string inside `value`.
    """
    frame = Frame(scope, Meter(limits))
    try:
        return _render_value(value, frame)
    except RecursionError:
        raise too_deep() from None


def evaluate(source: str, scope: Mapping[str, JsonValue], *, limits: DocumentLimits) -> bool:
    """
    Whether a condition holds: null, false, 0, empty text, lists and objects count as false.

    Raises:
        ExpressionError: it cannot be read, or names what does not exist.
    """
    condition = parse_condition(source, limits=limits)
    try:
        return bool(evaluate_tree(condition.expression, Frame(scope, Meter(limits))))
    except RecursionError:
        raise too_deep() from None


def _render_value(value: JsonValue, frame: Frame) -> JsonValue:
    if isinstance(value, str):
        return _render_text(value, frame) if has_syntax(value) else value
    if isinstance(value, dict):
        return {key: _render_part(key, each, frame) for key, each in value.items()}
    if isinstance(value, list):
        return [_render_part(index, each, frame) for index, each in enumerate(value)]
    return value


def _render_part(key: str | int, value: JsonValue, frame: Frame) -> JsonValue:
    try:
        return _render_value(value, frame)
    except ExpressionError as error:
        inner = error.problems[0]
        raise ExpressionError(
            problems=[replace(inner, path=f"/{escape_pointer(key)}{inner.path}")]
        ) from None


def escape_pointer(key: str | int) -> str:
    """One token of a JSON pointer (RFC 6901)."""
    return str(key).replace("~", "~0").replace("/", "~1")


def _render_text(source: str, frame: Frame) -> JsonValue:
    template = parse_template(source, limits=frame.meter.limits)
    single = template.single
    if type(single) is Path:
        return _place_path(single, frame)
    if single is not None:
        return _place_computed(evaluate_tree(single, frame), frame)
    return _write_text(template, frame)


def _place_path(path: Path, frame: Frame) -> JsonValue:
    value = follow_path(path, frame.names)
    if type(value) is Missing:
        raise value.as_error()
    if _is_large(value) and not frame.meter.is_first_copy(value):
        measure(value, frame.meter)
    return refuse_infinite(value)


def _place_computed(value: JsonValue, frame: Frame) -> JsonValue:
    measure(value, frame.meter)
    return value


def _is_large(value: JsonValue) -> bool:
    kind = type(value)
    return kind is list or kind is dict or (kind is str and len(value) > LARGE_TEXT)


def _write_text(template: Template, frame: Frame) -> str:
    pieces: list[str] = []
    write_body(template.body, frame, pieces)
    return "".join(pieces)


def references_in(value: JsonValue, *, limits: DocumentLimits) -> tuple[tuple[str, Reference], ...]:
    """
    What the templates inside a value read: the JSON pointer of each string, and a path.

    Strings that are no valid templates are passed over; `problems_in` names them.
    """
    return tuple(
        (pointer, reference)
        for pointer, text in texts_in(value)
        for reference in _references_of(text, limits)
    )


def _references_of(text: str, limits: DocumentLimits) -> tuple[Reference, ...]:
    try:
        return parse_template(text, limits=limits).references
    except ExpressionError:
        return ()


def problems_in(value: JsonValue, *, limits: DocumentLimits) -> tuple[Problem, ...]:
    """What is wrong with the templates inside a value; `path` is the pointer inside it."""
    return tuple(
        replace(problem, path=pointer)
        for pointer, text in texts_in(value)
        for problem in _problems_of(text, limits)
    )


def _problems_of(text: str, limits: DocumentLimits) -> tuple[Problem, ...]:
    try:
        parse_template(text, limits=limits)
    except ExpressionError as error:
        return error.problems
    return ()


def texts_in(value: JsonValue) -> Iterator[tuple[str, str]]:
    """Strings with template syntax, in document order, each with its pointer."""
    rest: list[tuple[str, JsonValue]] = [("", value)]
    while rest:
        pointer, each = rest.pop()
        if isinstance(each, str):
            if has_syntax(each):
                yield pointer, each
        elif isinstance(each, dict):
            rest += [(f"{pointer}/{escape_pointer(k)}", v) for k, v in reversed(each.items())]
        elif isinstance(each, list):
            numbered = list(enumerate(each))
            rest += [(f"{pointer}/{index}", v) for index, v in reversed(numbered)]
