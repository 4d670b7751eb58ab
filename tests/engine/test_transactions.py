"""The engine's own transaction is to Django what `atomic(durable=True)` is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction

from workflows.engine.dialect import Statements
from workflows.engine.journal.transition import write_transaction
from workflows.engine.transactions import DurableTransaction
from workflows.models import Lease

pytestmark = pytest.mark.django_db(transaction=True)


def keep(name: str) -> None:
    Lease.objects.create(name=name, holder="x", until="2026-01-01T00:00:00Z")


def kept() -> set[str]:
    return set(Lease.objects.values_list("name", flat=True))


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """After each test the connection is as it was: in no block, committing by itself."""
    yield
    own = connections[DEFAULT_DB_ALIAS]
    assert (own.in_atomic_block, own.atomic_blocks, own.savepoint_ids) == (False, [], [])
    assert own.get_autocommit()
    assert not own.needs_rollback


def keep_and_fail(name: str) -> None:
    keep(name)
    raise ValueError("no")


def note_and_fail(seen: list[str], name: str) -> None:
    transaction.on_commit(lambda: seen.append(name))
    raise ValueError("no")


def break_a_reference(statements: Statements) -> None:
    """Foreign keys are checked at the commit."""
    keep("a")
    statements.execute(
        "INSERT INTO workflows_membership (team_id, user_id, role) VALUES (%s, %s, 'owner')",
        (10**9, 10**9),
    )


def own_transaction() -> DurableTransaction:
    return DurableTransaction(connections[DEFAULT_DB_ALIAS])


def test_what_is_written_is_committed() -> None:
    with own_transaction():
        keep("a")
        assert connection.in_atomic_block

    assert kept() == {"a"}


def test_an_error_takes_all_of_it_back() -> None:
    with pytest.raises(ValueError, match="no"), own_transaction():
        keep_and_fail("a")

    assert kept() == set()


def test_a_block_within_is_taken_back_alone() -> None:
    with own_transaction():
        keep("a")
        with pytest.raises(ValueError, match="no"), transaction.atomic():
            keep_and_fail("b")
        keep("c")

    assert kept() == {"a", "c"}


def test_a_block_without_savepoint_that_fails_takes_all_of_it_back() -> None:
    with own_transaction():
        keep("a")
        with pytest.raises(ValueError, match="no"), transaction.atomic(savepoint=False):
            raise ValueError("no")

    assert kept() == set()


def test_hooks_run_once_it_is_committed() -> None:
    seen: list[set[str]] = []

    with own_transaction():
        keep("a")
        transaction.on_commit(lambda: seen.append(kept()))
        transaction.on_commit(lambda: seen.append({str(connection.in_atomic_block)}))
        assert seen == []

    assert seen == [{"a"}, {"False"}]


def test_hooks_of_what_is_taken_back_never_run() -> None:
    seen: list[str] = []

    with pytest.raises(ValueError, match="no"), own_transaction():
        note_and_fail(seen, "outer")
    with own_transaction():
        with pytest.raises(ValueError, match="no"), transaction.atomic():
            note_and_fail(seen, "inner")
        keep("a")

    assert seen == []


def test_a_durable_block_can_neither_hold_nor_be_held_by_another() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), own_transaction():
        pass
    with own_transaction(), pytest.raises(RuntimeError, match="durable"), own_transaction():
        pass
    with own_transaction():
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic(durable=True):
            pass
        keep("a")

    assert kept() == {"a"}


def test_a_commit_that_is_refused_takes_all_of_it_back() -> None:
    with pytest.raises(DatabaseError), write_transaction("transition") as statements:
        break_a_reference(statements)

    assert kept() == set()
    with own_transaction():
        keep("b")
    assert kept() == {"b"}


def test_a_connection_closed_within_is_opened_anew() -> None:
    with own_transaction():
        keep("a")
        connection.close()

    assert kept() == set()


def test_a_database_that_is_away_leaves_nothing_open() -> None:
    own = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection()
    if own.vendor != "sqlite":
        pytest.skip("the lock of a whole database is SQLite's")
    other = sqlite3.connect(str(own.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    own.connection.execute("PRAGMA busy_timeout = 1")

    with pytest.raises(DatabaseError, match="locked"), write_transaction("transition"):
        pass

    other.execute("ROLLBACK")
    other.close()
    with own_transaction():
        keep("a")
    assert kept() == {"a"}
