"""
What the engine's few hot statements say differently on SQLite and PostgreSQL.

Leases and delays are compared with the database's clock, never a worker's.
"""

from __future__ import annotations

from functools import cache

from django.db import connection


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


@cache
def _spoken(vendor: str, sql: str) -> str:
    words = _words(vendor)
    for name, words_for in words.items():
        sql = sql.replace("{" + name + "}", words_for)
    return sql


def say(sql: str) -> str:
    """Fill `{now}`, `{after}` (one parameter: seconds), `{lock}`, `{lock_free}` into a statement."""
    return _spoken(connection.vendor, sql)


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def marks(count: int) -> str:
    """`%s, %s, …` for an IN list."""
    return ", ".join(["%s"] * count)
