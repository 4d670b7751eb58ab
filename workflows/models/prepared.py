"""Queries that the ORM writes once: to write one takes it a hundred times as long as to run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Kind = type[int] | type[UUID]
# The stubs describe a newer Django, whose function takes one more argument.
related_populators: Any = get_related_populators


class Prepared(Generic[Row]):
    """
    A query for the few places that every start and every wait comes through.

    Args:
        build: makes the queryset. It is called once, with values that stand for those to come, so
            it must not look at them.
        kinds: of those values.
    """

    def __init__(self, build: Callable[..., QuerySet[Row, Any]], *kinds: Kind) -> None:
        self._build = build
        self._kinds = kinds
        self._written: _Written | None = None

    def row(self, *values: int | UUID) -> tuple[Any, ...] | None:
        """The first row of a query with `values_list`."""
        found = self._in_writing().first(values)
        return None if found is None else tuple(found)

    def object(self, *values: int | UUID) -> Row | None:
        """The first row as an object, with its annotations and what `select_related` brings."""
        written = self._in_writing()
        found = written.first(values)
        made: Row | None = None if found is None else written.object_of(found)
        return made

    def _in_writing(self) -> _Written:
        if self._written is None:
            stand_ins = [_stand_in(place, kind) for place, kind in enumerate(self._kinds)]
            self._written = _Written(self._build(*stand_ins), stand_ins)
        return self._written


def _stand_in(place: int, kind: Kind) -> int | UUID:
    """A value that nothing else in a query equals."""
    return UUID(int=2**128 - 1 - place) if kind is UUID else place - 2**31


class _Written:
    """The SQL of a query, and how its rows become objects."""

    def __init__(self, query: QuerySet[Any, Any], stand_ins: Sequence[int | UUID]) -> None:
        # A wrapper of its own, never connected: a thread's connection would be kept from closing.
        own = connections.create_connection(DEFAULT_DB_ALIAS)
        self._has_uuids = own.features.has_native_uuid_field
        self._compiler = query.query.get_compiler(connection=own)
        self._sql, given = self._compiler.as_sql()
        self._native = self._sql
        if own.vendor == "sqlite":
            self._native = self._sql.replace("%s", "?").replace("%%", "%")
        known = [self._as_given(value) for value in stand_ins]
        self._given = list(given)
        self._places = [(i, known.index(v)) for i, v in enumerate(given) if v in known]
        columns = [column for column, _, _ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        if self._compiler.klass_info is not None:
            self._learn_objects(self._compiler.klass_info)

    def _learn_objects(self, known: dict[str, Any]) -> None:
        self._model: type[Model] = known["model"]
        self._end = known["select_fields"][-1] + 1
        own_columns = self._compiler.select[: self._end]
        self._names = [column.target.attname for column, _, _ in own_columns]
        self._related = related_populators(known, self._compiler.select, DEFAULT_DB_ALIAS)
        self._annotations = dict(self._compiler.annotation_col_map or {})

    def first(self, values: Sequence[int | UUID]) -> list[Any] | None:
        given = list(self._given)
        for place, number in self._places:
            given[place] = self._as_given(values[number])
        rows = self._fetch(given)
        if not rows:
            return None
        first: list[Any] = next(self._compiler.apply_converters(rows[:1], self._converters))
        return first

    def object_of(self, row: Sequence[Any]) -> Any:
        made: Any = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[: self._end])
        for each in self._related:
            each.populate(row, made)
        for name, column in self._annotations.items():
            setattr(made, name, row[column])
        return made

    def _as_given(self, value: int | UUID) -> int | str | UUID:
        return value.hex if isinstance(value, UUID) and not self._has_uuids else value

    def _fetch(self, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Through the driver's own cursor, unless somebody watches or holds statements back."""
        thread = connections[DEFAULT_DB_ALIAS]
        if thread.execute_wrappers or thread.queries_logged:
            with thread.cursor() as watched:
                watched.execute(self._sql, given)
                return list(watched.fetchall())
        thread.close_if_health_check_failed()
        thread.ensure_connection()
        thread.validate_no_broken_transaction()
        with thread.wrap_database_errors:
            cursor = thread.connection.cursor()
            cursor.execute(self._native, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
