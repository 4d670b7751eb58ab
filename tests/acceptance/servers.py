"""PostgreSQL and Redis of a test's own: stopped, killed, emptied and started anew at will."""

from __future__ import annotations

import secrets
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.servers import (
    accepts_connections,
    free_port,
    postgres_program,
    stop,
    wait_until,
)


class PostgresServer:
    """
    A server that trusts everybody on this machine; data is not synced, for only processes die here.

    Args:
        folder: owned by `user`.
        user: PostgreSQL refuses to run as root.
    """

    def __init__(self, folder: Path, user: int | None) -> None:
        self._folder = folder
        self._user = user
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        initdb = postgres_program("initdb")
        assert initdb
        command = [initdb, "-D", str(self._folder / "data"), "-U", "orchestrator"]
        subprocess.run(
            [*command, "--auth", "trust", "--no-sync"],
            user=self._user,
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        postgres = postgres_program("postgres")
        assert postgres
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [postgres, "-D", str(self._folder / "data"), "-p", str(self.port)]
                + ["-h", "127.0.0.1", "-k", str(self._folder), "-c", "fsync=off"],
                user=self._user,
                cwd=self._folder,
                stderr=log,
            )
        wait_until(self._answers, "PostgreSQL")

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=10):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self, sign: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is PostgreSQL's immediate mode: no checkpoint, connections are cut."""
        if self._process is not None:
            stop(self._process, sign)
            self._process = None

    def restart_at_once(self) -> None:
        self.stop()
        self.start()

    def url(self, database: str, port: int | None = None) -> str:
        return f"postgresql://orchestrator@127.0.0.1:{port or self.port}/{database}"

    def execute(self, sql: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def copy_database(self, source: str, target: str) -> None:
        self.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def drop_database(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class RedisServer:
    """A server that keeps nothing on disk: killed and started anew, it is empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.password = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
            + ["--dir", str(self._folder), "--requirepass", self.password],
            stdout=subprocess.DEVNULL,
        )
        wait_until(lambda: accepts_connections(self.port), "Redis")

    def kill(self) -> None:
        if self._process is not None:
            stop(self._process, signal.SIGKILL)
            self._process = None

    def send(self, sign: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(sign)

    def url(self, port: int | None = None) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port or self.port}/0"

    def connect(self) -> Any:
        return redis.Redis(port=self.port, password=self.password)
