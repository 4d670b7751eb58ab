"""
What the engine's few hot statements say differently on SQLite and PostgreSQL.

Leases and delays are compared with the database's clock, never a worker's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection

KEPT_CHARS = 4_000  # a statement of many rows is long, rare, and of any length


@cache
def _words(vendor: str) -> dict[str, str]:
    if vendor == "postgresql":
        return {
            "now": "clock_timestamp()",
            "after": "clock_timestamp() + make_interval(secs => %s)",
            "lock": "FOR UPDATE",
            "lock_free": "FOR UPDATE SKIP LOCKED",
        }
    # Text of one width, as Django itself writes it, so that text order is time order.
    return {
        "now": "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now')",
        "after": "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now', %s || ' seconds')",
        "lock": "",
        "lock_free": "",
    }


def _spoken(vendor: str, sql: str) -> str:
    return _kept(vendor, sql) if len(sql) <= KEPT_CHARS else _speak(vendor, sql)


def _spoken_natively(vendor: str, sql: str) -> str:
    """The same in the driver's own marks: sqlite3 takes `?` and no escaped per cent signs."""
    if len(sql) <= KEPT_CHARS:
        return _kept_natively(vendor, sql)
    return _speak_natively(vendor, sql)


def _speak(vendor: str, sql: str) -> str:
    for name, words in _words(vendor).items():
        sql = sql.replace("{" + name + "}", words)
    return sql


def _speak_natively(vendor: str, sql: str) -> str:
    sql = _speak(vendor, sql)
    return sql.replace("%s", "?").replace("%%", "%") if vendor == "sqlite" else sql


_kept = lru_cache(maxsize=2_000)(_speak)
_kept_natively = lru_cache(maxsize=2_000)(_speak_natively)


def say(sql: str) -> str:
    """
    Fill `{now}`, `{after}`, `{lock}` and `{lock_free}` into a statement.

    `{after}` takes one parameter: seconds from now.
    """
    return _spoken(connection.vendor, sql)


class Statements:
    """
    The hot statements of one open transaction on a thread's own connection, sent through the
    driver's own cursor.

    Django's cursor costs as much as a small statement; it is used only while somebody watches the
    statements (tests, debugging). Errors are the driver's: wrap them once around the transaction.

    On PostgreSQL a statement whose rows nobody reads is held back and travels with the next one, in
    one round trip; anything else that uses the connection sends it first.
    """

    __slots__ = ("_connection", "_cursor", "_held", "_say", "_vendor", "_watched")

    def __init__(self, own: Any) -> None:
        self._connection = own
        self._vendor: str = own.vendor
        self._watched = bool(own.execute_wrappers or own.queries_logged)
        self._say = _spoken if self._watched else _spoken_natively
        self._cursor: Any = own.cursor() if self._watched else own.connection.cursor()
        self._held: list[tuple[str, Sequence[Any], type[Exception] | None]] = []

    @property
    def has_uuids(self) -> bool:
        """Whether the database has a type for UUIDs; else they are 32 hexadecimal digits."""
        return self._vendor == "postgresql"

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement and tell how many rows it touched."""
        self._send(sql, params)
        return int(self._cursor.rowcount)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._send(sql, params)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.flush()
        self._cursor.executemany(self._say(self._vendor, sql), rows)

    def later(
        self, sql: str, params: Sequence[Any] = (), *, or_raise: type[Exception] | None = None
    ) -> None:
        """
        Run a statement at the latest before the next one that is read.

        Args:
            or_raise: raised when it touches no row.
        """
        if self._vendor == "postgresql" and not self._watched:
            self._held.append((self._say(self._vendor, sql), params, or_raise))
        elif not self.execute(sql, params) and or_raise is not None:
            raise or_raise

    def flush(self) -> None:
        """Send what is held back."""
        if self._held:
            held, self._held = self._held, []
            self._cursor.execute(_joined(self._cursor, held))
            self._check(held)

    def commit(self) -> None:
        """Send what is held back together with the COMMIT; Django's own then has nothing to do."""
        if self._vendor == "postgresql" and not self._watched:
            if any(or_raise is not None for _, _, or_raise in self._held):
                self.flush()  # what may be refused must be known before it is committed
            self._held.append(("COMMIT", (), None))
            self.flush()

    def _send(self, sql: str, params: Sequence[Any]) -> None:
        sql = self._say(self._vendor, sql)
        if not self._held:
            self._cursor.execute(sql, params)
            return
        held, self._held = self._held, []
        self._cursor.execute(_joined(self._cursor, [*held, (sql, params, None)]))
        self._check(held)
        self._cursor.nextset()

    def _check(self, held: Sequence[tuple[str, Sequence[Any], type[Exception] | None]]) -> None:
        """Look at the held statements' results in order; leaves the cursor at the last of them."""
        for i, (_, _, or_raise) in enumerate(held):
            if i:
                self._cursor.nextset()
            if or_raise is not None and self._cursor.rowcount < 1:
                raise or_raise

    def __enter__(self) -> Statements:
        if self._vendor == "postgresql" and not self._watched:
            self._connection.execute_wrappers.append(self._first)
        return self

    def __exit__(self, *error: object) -> None:
        if self._connection.execute_wrappers and not self._watched:
            self._connection.execute_wrappers.remove(self._first)

    def _first(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """What others ask of the connection comes after what is held back."""
        self.flush()
        return execute(sql, params, many, context)


def _joined(cursor: Any, held: Sequence[tuple[str, Sequence[Any], Any]]) -> str:
    """Several statements as one text; the client puts the values in, so any number may travel."""
    return ";".join(cursor.mogrify(sql, params) if params else sql for sql, params, _ in held)


def drop_broken_connection() -> None:
    """
    Close this thread's connection if an error made it unusable.

    Django's own `close_old_connections` would also close a healthy one whose age is not configured,
    and a new connection costs as much as several transactions.
    """
    if connection.connection is not None and connection.errors_occurred:
        connection.close_if_unusable_or_obsolete()


@lru_cache(maxsize=500)
def marks(count: int) -> str:
    """`%s, %s, …` for an IN list."""
    return ", ".join(["%s"] * count)


def padded(values: Sequence[Any]) -> list[Any]:
    """
    The values of an IN list, the last one repeated up to a power of two.

    So lists of every length make a dozen statements, which drivers and servers keep prepared.
    """
    size = 1 << max(len(values) - 1, 0).bit_length()
    return [*values, *[values[-1]] * (size - len(values))]
