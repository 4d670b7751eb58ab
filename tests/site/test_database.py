"""Database settings, and what they make of a real connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, connections

from orchestrator_site.configuration import SiteConfig
from orchestrator_site.database import database_settings, end_frozen_transactions, sqlite_path


def test_without_an_address_sqlite_lies_in_the_data_directory(tmp_path: Path) -> None:
    settings = database_settings(SiteConfig(data_dir=tmp_path))

    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == str(tmp_path / "orchestrator.sqlite3")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/a%20b.db", "/srv/a b.db"),
        ("sqlite:///here.db", str(Path("here.db").absolute())),
    ],
)
def test_a_sqlite_address_names_a_file(url: str, path: str) -> None:
    assert str(sqlite_path(SiteConfig(database_url=url))) == path


def test_a_postgresql_address_is_taken_apart() -> None:
    url = "postgresql://us%40er:p%2Fw@db.example.org:5433/flows?sslmode=verify-full"

    settings = database_settings(SiteConfig(database_url=url))

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert [settings[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "us@er", "p/w", "db.example.org", "5433", "flows",
    ]  # fmt: skip
    assert settings["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_what_is_acknowledged_survives_a_power_cut(pragma: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")

        assert cursor.fetchone() == (value,)


def test_processes_that_work_have_frozen_transactions_ended_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "postgresql://u@db/flows?options=-c%20search_path%3Dflows"
    settings = database_settings(SiteConfig(database_url=url))
    monkeypatch.setitem(connections.settings, "default", settings)
    assert settings["OPTIONS"]["options"] == "-c search_path=flows"

    end_frozen_transactions(1.5)

    assert settings["OPTIONS"]["options"] == (
        "-c search_path=flows -c idle_in_transaction_session_timeout=1500"
    )
