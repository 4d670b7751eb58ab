"""Where and with what a run was made: without it no figure means anything."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil
import psycopg
import redis

from tests.benchmarks.competitors import ROOT
from tests.benchmarks.peers_venv import peers_versions
from tests.benchmarks.places import Servers

OURS = ("django", "celery", "redis", "psycopg")


def describe_machine() -> str:
    """One line."""
    memory_gib = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} × {_processor()}, {memory_gib:.0f} GiB, "
        f"{platform.system()} {platform.release()}"
    )


def describe_versions(servers: Servers) -> list[str]:
    """One line each: the interpreter and the servers, ours, the peers."""
    peers = ", ".join(f"{name} {number}" for name, number in peers_versions().items())
    ours = ", ".join(f"{name} {_package(name)}" for name in OURS)
    return [
        f"Python {platform.python_version()}, PostgreSQL {_ask(_postgres, servers)}, "
        f"Redis {_ask(_redis, servers)}",
        f"Ours: revision {_revision()}, {ours}, SQLite {sqlite3.sqlite_version}",
        f"Peers: {peers}",
    ]


def load_average() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.split(":", 1)[1].split())
    return platform.machine()


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _revision() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def _ask(question: Callable[[Servers], str], servers: Servers) -> str:
    try:
        return question(servers)
    except (psycopg.OperationalError, redis.ConnectionError):
        return "not running"


def _postgres(servers: Servers) -> str:
    with psycopg.connect(servers.database_url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT split_part(version(), ' ', 2) || ', fsync ' || current_setting('fsync')"
        ).fetchone()
    return str(row[0]) if row else "unknown"


def _redis(servers: Servers) -> str:
    with redis.Redis.from_url(servers.redis_url) as client:
        return str(client.info("server")["redis_version"])
