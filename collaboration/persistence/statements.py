"""
The statements of every append, written by hand: building them anew costs more than running them.

The same on SQLite and PostgreSQL; each runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db import connection

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

# Document, number, content, author, origin, touched, at.
UpdateRow = tuple[int, int, bytes, int | None, str, str, datetime]


def lock_rows(keys: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """Key, workflow, team, generation and number of documents, locked in the order of `keys`."""
    # SQLite's transactions hold the whole database from their beginning.
    lock = "FOR UPDATE OF d" if connection.features.has_select_for_update else ""
    return _rows(_LOCK.format(keys=_marks(keys), lock=lock), keys)


def members_among(
    teams: Collection[int], people: Collection[int | None], roles: Collection[str]
) -> list[tuple[int, int]]:
    """Pairs of team and person, of active people who have one of the roles there."""
    sql = _MEMBERS.format(teams=_marks(teams), people=_marks(people), roles=_marks(roles))
    return _rows(sql, [*teams, *people, *roles])


def insert_updates(rows: Iterable[UpdateRow]) -> None:
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(waiting, ROWS_AT_ONCE)):
            places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(some))
            values = chain.from_iterable((*row[:-1], _moment(row[-1])) for row in some)
            cursor.execute(_INSERT.format(rows=places), list(values))


def grow(key: int, before: int, number: int, more_bytes: int, now: datetime) -> bool:
    """Move a document's number from `before` to `number`; False if it was another one."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [number, number - before, more_bytes, _moment(now), key, before])
        return bool(cursor.rowcount)


def _rows(sql: str, params: Collection[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
