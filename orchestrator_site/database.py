"""Django's database settings: SQLite in the data directory, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from orchestrator_site.configuration import SiteConfig

SQLITE_NAME = "orchestrator.sqlite3"

# WAL lets readers go on beside the writer; FULL keeps what was acknowledged through a power cut;
# IMMEDIATE waits for its turn, where a read that turns into a write would fail at once.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA temp_store=MEMORY;"
)


def database_settings(site: SiteConfig) -> dict[str, Any]:
    if site.is_production and site.database_url:
        return postgres_settings(site.database_url)
    return sqlite_settings(sqlite_path(site))


def sqlite_path(site: SiteConfig) -> Path:
    """`sqlite:///relative.db` and `sqlite:////absolute.db` name a file; unset, the usual one."""
    if site.database_url:
        return Path(unquote(urlsplit(site.database_url).path).removeprefix("/")).absolute()
    return site.data_dir.absolute() / SQLITE_NAME


def sqlite_settings(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def postgres_settings(url: str) -> dict[str, Any]:
    """Parts of the address; its query (`?sslmode=verify-full`) goes to the driver as it is."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,  # each ASGI request may run on a new thread: kept ones would pile up
        "OPTIONS": {"connect_timeout": 5, **dict(parse_qsl(parts.query))},
    }


def end_frozen_transactions(after_s: float) -> None:
    """
    Have PostgreSQL end a transaction of this process that does nothing for so long.

    A frozen process must not keep others from its rows. For processes that serve and work, before
    their first query; migrations and restores may compute for as long as they like.
    """
    from django.db import connections

    settings = connections.settings["default"]
    if settings["ENGINE"].endswith("postgresql"):
        asked = f"-c idle_in_transaction_session_timeout={int(after_s * 1_000)}"
        given = settings["OPTIONS"].get("options", "")
        settings["OPTIONS"]["options"] = f"{given} {asked}".strip()


def pool_connections(size: int) -> None:
    """
    Let this process share `size` PostgreSQL connections; nothing for SQLite.

    For web processes, before their first query. Workers keep one connection a thread, which
    measured twice as fast there as borrowing one for each transaction.
    """
    from django.db import connections

    settings = connections.settings["default"]
    if settings["ENGINE"].endswith("postgresql"):
        settings["OPTIONS"]["pool"] = {"min_size": 0, "max_size": size, "timeout": 10}
