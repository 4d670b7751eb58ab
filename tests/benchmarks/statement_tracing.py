"""Tracing every SQLite connection that Django opens from now on."""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created

from tests.benchmarks.statement_counter import StatementCounter, Totals


def trace_statements() -> Totals:
    """Counts of all connections opened after this call, in all threads of the process."""
    totals = Totals()

    def trace(connection: Any, **_: Any) -> None:
        connection.connection.set_trace_callback(StatementCounter(totals))

    connection_created.connect(trace, weak=False)
    return totals
