from __future__ import annotations

import sqlite3

import pytest

from tests.benchmarks.statement_counter import StatementCounter, Totals


def counts_of(*statements: str) -> tuple[int, int]:
    totals = Totals()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    connection.set_trace_callback(StatementCounter(totals))
    for statement in statements:
        connection.execute(statement).fetchall()
    connection.close()
    return totals.read()


def test_a_transaction_is_one_commit_whatever_it_holds() -> None:
    counts = counts_of(
        "BEGIN IMMEDIATE",
        "INSERT INTO t (n) VALUES (1)",
        "UPDATE t SET n = 2",
        "SELECT * FROM t",
        "COMMIT",
    )

    assert counts == (3, 1)


@pytest.mark.parametrize(
    ("statement", "commits"),
    [
        ("INSERT INTO t (n) VALUES (1)", 1),
        ("UPDATE t SET n = 2 RETURNING id", 1),
        ("WITH x AS (SELECT 1) INSERT INTO t (n) SELECT * FROM x", 1),
        ("SELECT n FROM t", 0),
    ],
)
def test_alone_only_what_writes_commits(statement: str, commits: int) -> None:
    assert counts_of(statement) == (1, commits)


def test_a_rollback_commits_nothing() -> None:
    counts = counts_of("BEGIN", "INSERT INTO t (n) VALUES (1)", "ROLLBACK", "SELECT 1")

    assert counts == (2, 0)


def test_going_back_to_a_savepoint_stays_in_the_transaction() -> None:
    counts = counts_of(
        "BEGIN", "SAVEPOINT a", "ROLLBACK TO a", "INSERT INTO t (n) VALUES (1)", "COMMIT"
    )

    assert counts == (3, 1)


def test_pragmas_are_not_counted_and_leading_comments_do_not_matter() -> None:
    assert counts_of("PRAGMA cache_size = 10", "-- why\nINSERT INTO t (n) VALUES (1)") == (1, 1)
