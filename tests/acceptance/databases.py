"""The truth, read past the product: rows of a private database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg

Row = tuple[Any, ...]


class Database(Protocol):
    def rows(self, sql: str) -> list[Row]:
        """All rows of a statement; the same text on both databases."""


class SqliteFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, sql: str) -> list[Row]:
        with closing(sqlite3.connect(self.path, timeout=20)) as connection:
            return list(connection.execute(sql))


class PostgresDatabase:
    """
    Args:
        url: asked directly, never through a proxy that a test has put in between.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, sql: str) -> list[Row]:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(sql.encode()).fetchall()
