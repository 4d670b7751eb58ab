"""Search by whole keys, which an index answers; substring search would read the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    CharField,
    Field,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
    UUIDField,
)

M = TypeVar("M", bound=Model)


def find_exactly(rows: QuerySet[M], lookups: Sequence[str], term: str) -> QuerySet[M]:
    """
    Rows one of whose `lookups` equals the term; all rows for an empty term.

    A term that reads as an id or a number is looked for in fields of that type alone: an OR
    across types would keep the database from using either index.
    """
    wanted = term.strip()
    if not wanted:
        return rows
    found = Q(pk__in=[])
    kind, value = _read(wanted)
    for lookup in lookups:
        if isinstance(_field(rows.model, lookup), kind):
            found |= Q(**{lookup: value})
    return rows.filter(found)


def is_key(term: str) -> bool:
    """Whether a search for the term is a look-up of an id or a number."""
    kind, _ = _read(term.strip())
    return bool(term) and CharField not in kind


def _read(term: str) -> tuple[tuple[type[Field[Any, Any]], ...], Any]:
    try:
        return (UUIDField,), UUID(term)
    except ValueError:
        pass
    if term.isascii() and term.isdigit() and len(term) < 19:
        return (IntegerField,), int(term)
    return (CharField, TextField), term


def _field(model: type[Model], lookup: str) -> Field[Any, Any]:
    first, _, rest = lookup.partition("__")
    field = model._meta.pk if first == "pk" else model._meta.get_field(first)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(lookup)
    related = field.related_model
    return _field(related, rest) if rest and isinstance(related, type) else field
