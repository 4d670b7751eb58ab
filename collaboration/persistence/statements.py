"""
The statements of every append, written by hand: building them anew costs more than running them.

The same on SQLite and PostgreSQL; each runs in the caller's transaction. They go through the
driver's own cursor, since Django's costs several times as much as a small statement; through
Django's only while somebody watches statements (tests, debugging).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

ROWS_AT_ONCE = 200

_LOCK = """
SELECT d.id, d.workflow_id, w.team_id, d.generation, d.number
  FROM collaboration_shareddocument d JOIN workflows_workflow w ON w.id = d.workflow_id
 WHERE d.id IN ({keys}) ORDER BY d.id {lock}
"""
_MEMBERS = """
SELECT m.team_id, m.user_id
  FROM workflows_membership m JOIN workflows_user u ON u.id = m.user_id
 WHERE m.team_id IN ({teams}) AND m.user_id IN ({people}) AND m.role IN ({roles}) AND u.is_active
"""
_INSERT = """
INSERT INTO collaboration_documentupdate
       (document_id, number, content, author_id, origin, touched, at) VALUES {rows}
"""
_GROW = """
UPDATE collaboration_shareddocument
   SET number = %s, tail_count = tail_count + %s, tail_bytes = tail_bytes + %s, changed_at = %s
 WHERE id = %s AND number = %s
"""

# Document, number, content, author, origin, touched, at (as it is stored).
UpdateRow = tuple[int, int, bytes, int | None, str, str, Any]


def lock_rows(keys: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """Key, workflow, team, generation and number of documents, locked in the order of `keys`."""
    # SQLite's transactions hold the whole database from their beginning.
    has_locks = connections[DEFAULT_DB_ALIAS].features.has_select_for_update
    sql = _LOCK.format(keys=_marks(len(keys)), lock="FOR UPDATE OF d" if has_locks else "")
    return list(_execute(sql, keys).fetchall())


def members_among(
    teams: Collection[int], people: Collection[int | None], roles: Collection[str]
) -> list[tuple[int, int]]:
    """Pairs of team and person, of active people who have one of the roles there."""
    given = {"teams": teams, "people": people, "roles": roles}
    sql = _MEMBERS.format(**{name: _marks(len(values)) for name, values in given.items()})
    return list(_execute(sql, [*teams, *people, *roles]).fetchall())


def insert_updates(rows: Iterable[UpdateRow]) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(some))
        _execute(_INSERT.format(rows=places), list(chain.from_iterable(some)))


def grow(key: int, before: int, number: int, more_bytes: int, at: Any) -> bool:
    """Move a document's number from `before` to `number`; False if it was another one."""
    done = _execute(_GROW, [number, number - before, more_bytes, at, key, before])
    return bool(done.rowcount)


def as_stored(at: datetime) -> Any:
    """A moment as the database takes it."""
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(at)


def _execute(sql: str, params: Sequence[Any]) -> Any:
    """The cursor that ran it."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.execute_wrappers or own.queries_logged or own.connection is None:
        watched = own.cursor()
        watched.execute(sql, params)
        return watched
    own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        cursor = own.connection.cursor()
        cursor.execute(_native(own.vendor, sql), params)
        return cursor


@lru_cache(maxsize=200)
def _native(vendor: str, sql: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql


@lru_cache(maxsize=200)
def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)
