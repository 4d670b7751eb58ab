"""Private databases for each runner, taken away when it has left."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from tests.benchmarks.competitors import Competitor, Need
from tests.benchmarks.runner import NotRun

DEFAULT_DATABASE_URL = "postgresql://postgres@localhost:5432/postgres"
DEFAULT_REDIS_URL = "redis://localhost:6379"
FIRST_REDIS_DATABASE, LAST_REDIS_DATABASE = 8, 15


@dataclass(frozen=True, slots=True)
class Servers:
    """Where private databases are made; any database and any number is taken off the addresses."""

    database_url: str
    redis_url: str

    @classmethod
    def from_environment(cls) -> Servers:
        """DATABASE_URL and REDIS_URL name the servers; unset, those on this host."""
        return cls(
            os.environ.get("DATABASE_URL") or DEFAULT_DATABASE_URL,
            os.environ.get("REDIS_URL") or DEFAULT_REDIS_URL,
        )


@contextmanager
def private_places(
    competitor: Competitor, servers: Servers, folder: Path
) -> Iterator[dict[str, str]]:
    """
    The environment that tells a runner where its databases are.

    Raises:
        NotRun: a server is not there.
    """
    makers = {
        Need.SQLITE: lambda: _sqlite(folder / f"{competitor.name}.sqlite3"),
        Need.POSTGRES: lambda: _postgres(servers.database_url, competitor.name),
        Need.REDIS: lambda: _redis(servers.redis_url),
    }
    with ExitStack() as stack:
        yield {need.value: stack.enter_context(makers[need]()) for need in competitor.needs}


@contextmanager
def _sqlite(path: Path) -> Iterator[str]:
    try:
        yield str(path)
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _postgres(server: str, name: str) -> Iterator[str]:
    database = private_name(name, os.getpid())
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    _administer(server, create)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
    finally:
        _administer(server, drop)


def private_name(name: str, pid: int) -> str:
    """A database's name that no other run uses at the same time."""
    return f"bench_{re.sub('[^a-z0-9]', '_', name)}_{pid}"


def _administer(server: str, statement: sql.Composed) -> None:
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)
    except psycopg.OperationalError as error:
        raise NotRun(f"PostgreSQL: {str(error).strip().splitlines()[0]}") from error


@contextmanager
def _redis(server: str) -> Iterator[str]:
    number = _empty_redis_database(server)
    url = urlunsplit(urlsplit(server)._replace(path=f"/{number}"))
    with redis.Redis.from_url(url) as client:
        # Others see that it is taken: it is no longer empty.
        client.set("bench", os.getpid())
        try:
            yield url
        finally:
            client.flushdb()


def _empty_redis_database(server: str) -> int:
    try:
        for number in range(FIRST_REDIS_DATABASE, LAST_REDIS_DATABASE + 1):
            with redis.Redis.from_url(server, db=number) as client:
                if client.dbsize() == 0:
                    return number
    except redis.ConnectionError as error:
        raise NotRun(f"Redis: {error}") from error
    raise NotRun("Redis: every database from 8 to 15 holds something already.")


def written_transactions(server: str) -> int:
    """The server's counter of transactions that wrote something, in all its databases."""
    with psycopg.connect(server, autocommit=True) as connection:
        row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    assert row is not None
    return int(row[0])
