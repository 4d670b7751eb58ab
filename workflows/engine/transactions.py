"""
One durable transaction, begun and committed by hand on Django's own connection.

`transaction.atomic` takes a fifth of the computing of a short transition on SQLite. Inside this one
Django sees what it sees inside `atomic`: blocks within become savepoints, and `on_commit` waits for
the commit. Whatever is not the plain case (PostgreSQL, statements that somebody watches, a block
around this one, a rollback) goes Django's own way.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.transaction import Atomic


class DurableTransaction:
    """
    Args:
        own: the thread's connection itself, not the proxy.

    Raises:
        RuntimeError: a transaction is open already, and is not a test's own.
    """

    __slots__ = ("_by_hand", "_own")
    _atomic: Any = Atomic(DEFAULT_DB_ALIAS, savepoint=True, durable=True)  # it keeps no state

    def __init__(self, own: Any) -> None:
        self._own = own
        self._by_hand = False

    def __enter__(self) -> None:
        own = self._own
        own.ensure_connection()
        is_watched = own.execute_wrappers or own.queries_logged
        self._by_hand = own.vendor == "sqlite" and own.autocommit and not is_watched
        if own.in_atomic_block or not self._by_hand:
            self._by_hand = False
            self._atomic.__enter__()
            return
        own.connection.execute(f"BEGIN {own.transaction_mode or 'DEFERRED'}")
        own.commit_on_exit = True
        own.needs_rollback = False
        own.autocommit = False
        own.in_atomic_block = True
        own.atomic_blocks.append(self._atomic)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        own = self._own
        is_plain = kind is None and not own.needs_rollback and not own.closed_in_transaction
        if not (self._by_hand and is_plain):
            self._atomic.__exit__(kind, error, traceback)
            return
        try:
            own.connection.commit()
        except BaseException as refused:
            self._atomic.__exit__(type(refused), refused, refused.__traceback__)
            raise
        own.atomic_blocks.pop()
        own.in_atomic_block = False
        own.autocommit = True
        own.errors_occurred = False
        if own.run_on_commit:
            own.run_and_clear_commit_hooks()
