"""Counting what a SQLite connection executes, from the text its trace callback is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Lock

WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
SETTING = "PRAGMA"


@dataclass(slots=True)
class Totals:
    """Of all connections of a process."""

    statements: int = 0
    commits: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, statements: int, commits: int) -> None:
        with self._lock:
            self.statements += statements
            self.commits += commits

    def read(self) -> tuple[int, int]:
        with self._lock:
            return self.statements, self.commits


class StatementCounter:
    """
    One connection's trace callback.

    A commit is a COMMIT, or a statement that writes outside a transaction. BEGIN, COMMIT and PRAGMA
    are no statements of their own; savepoints are. A statement that fires a trigger counts twice.
    """

    def __init__(self, totals: Totals) -> None:
        self._totals = totals
        self._is_in_transaction = False

    def __call__(self, sql: str) -> None:
        word = sql.lstrip().split(None, 1)[0].rstrip(";").upper() if sql.strip() else ""
        if word == "BEGIN":
            self._is_in_transaction = True
        elif word in ("COMMIT", "END"):
            self._is_in_transaction = False
            self._totals.add(0, 1)
        elif word == "ROLLBACK" and " TO " not in sql.upper():
            self._is_in_transaction = False
        elif word and word != SETTING:
            commits_itself = not self._is_in_transaction and WRITES.search(sql) is not None
            self._totals.add(1, int(commits_itself))
