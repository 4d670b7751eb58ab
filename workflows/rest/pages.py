"""Cursor pages `{items, next}`: by keyset, so page one thousand costs as much as page one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet

from workflows.errors import InvalidInput, Problem
from workflows.rest.parameters import Parameter, count, is_common_moment
from workflows.rest.strict_json import is_storable

LONGEST_CURSOR = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is an opaque cursor; None on the last page."""

    items: Sequence[Any]
    next: str | None


def page_parameters() -> tuple[Parameter, Parameter]:
    cursor = Parameter(
        "cursor", _read_cursor, {"type": "string"}, "`next` of the page before this one"
    )
    return cursor, count("limit", least=1, most=settings.WORKFLOWS.rest.max_page_size)


def page_of(
    rows: QuerySet[Any],
    order: Sequence[str],
    *,
    cursor: list[Any] | None,
    limit: int | None,
    fit: Callable[[Sequence[Any]], Sequence[Any]] = lambda rows: rows,
) -> Page:
    """
    One page of `rows` in `order`: fields, each with `-` for descending, the last one unique.

    Args:
        fit: gives the first of the rows back, fewer where they would be too large for one page.

    Raises:
        InvalidInput: the cursor belongs to another list.
    """
    size = limit or settings.WORKFLOWS.rest.page_size
    if cursor is not None:
        rows = rows.filter(_after(rows.model, order, cursor))
    found = list(rows.order_by(*order)[: size + 1])
    items = fit(found[:size])
    return Page(items, _cursor_of(items[-1], order) if len(found) > len(items) else None)


def _after(model: type[Model], order: Sequence[str], values: list[Any]) -> Q:
    """Rows behind the one with `values`: equal up to some field and beyond it there."""
    typed = _typed(model, order, values)
    condition, equal = Q(), Q()
    for name, value in zip(order, typed, strict=True):
        lookup = f"{name[1:]}__lt" if name.startswith("-") else f"{name}__gt"
        condition |= equal & Q((lookup, value))
        equal &= Q((name.removeprefix("-"), value))
    return condition


def _typed(model: type[Model], order: Sequence[str], values: list[Any]) -> list[Any]:
    try:
        fields = [model._meta.get_field(name.removeprefix("-")) for name in order]
        typed = [
            field.to_python(value)  # type: ignore[union-attr]
            for field, value in zip(fields, values, strict=True)
        ]
    except (ValidationError, ValueError, TypeError, OverflowError, FieldDoesNotExist):
        raise _foreign_cursor() from None
    if not all(_is_storable(value) for value in typed):
        raise _foreign_cursor()
    return typed


def _is_storable(value: Any) -> bool:
    """Whether a database could compare with it; cursors of ours hold nothing else."""
    if isinstance(value, datetime):
        return is_common_moment(value)
    if isinstance(value, str):
        return is_storable(value)
    return value is not None and not (isinstance(value, int) and abs(value) >= 2**63)


def _cursor_of(row: Any, order: Sequence[str]) -> str:
    values = [_plain(getattr(row, name.removeprefix("-"))) for name in order]
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read_cursor(given: str) -> list[Any]:
    if len(given) > LONGEST_CURSOR or not given.isascii():
        raise ValueError("is no cursor of this list")
    try:
        values = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValueError, RecursionError, binascii.Error):
        values = None
    if not isinstance(values, list) or not all(isinstance(v, int | str) for v in values):
        raise ValueError("is no cursor of this list")
    return values


def _foreign_cursor() -> InvalidInput:
    message = "cursor: is no cursor of this list."
    return InvalidInput(problems=(Problem("request.parameter", message, "/cursor"),))
