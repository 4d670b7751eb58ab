"""Private PostgreSQL and Redis servers, started from installed programs for one session."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

UNPRIVILEGED = "nobody"
PATIENCE_S = 60  # what holds at once on an idle machine is not to fail on a busy one
# Below the ports that systems lend to whoever connects: a lent one could be taken between being
# found free here and being listened at, or while its server is dead for a moment.
PORTS = range(10_000, 30_000)


@dataclass(frozen=True, slots=True)
class Production:
    """Addresses of the servers, and the environment that makes the product use them."""

    database_url: str
    redis_url: str

    def environment(self, data_dir: Path) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "DATA_DIR": str(data_dir),
        }


def postgres_program(name: str) -> str | None:
    """Debian keeps the server's programs out of PATH; the newest version is taken."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


def missing_programs() -> list[str]:
    wanted = {
        "PostgreSQL (initdb, postgres)": postgres_program("initdb")
        and postgres_program("postgres"),
        "Redis (redis-server)": shutil.which("redis-server"),
    }
    return [name for name, found in wanted.items() if not found]


def free_port() -> int:
    """Another one at each call; other test processes count on from elsewhere."""
    return next(port for port in _PORTS if is_free(port))


def ports_from(first: int) -> Iterator[int]:
    yield from range(first, PORTS.stop)
    yield from ports_from(PORTS.start)


_PORTS = ports_from(secrets.choice(PORTS))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: of a connection that has ended nothing is left that would be in the way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
        return True


def wait_until(condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """
    Return once the condition holds.

    Raises:
        TimeoutError: it did not in time; the message says what was waited for.
    """
    deadline = monotonic() + patience_s
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s:g} s for {what}")
        sleep(0.02)


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM) -> None:
    process.send_signal(sign)
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, password = free_port(), secrets.token_hex(8)
    folder = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(folder),
            "--requirepass",
            password,
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: accepts_connections(port), "Redis")
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        stop(process)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    user = server_user()
    with server_folder(user) as folder:
        yield from run_postgres(folder, user)


def run_postgres(folder: Path, user: int | None) -> Iterator[str]:
    port = free_port()
    postgres, initdb = postgres_program("postgres"), postgres_program("initdb")
    assert postgres
    assert initdb
    made = subprocess.run(
        [
            initdb,
            "--pgdata",
            str(folder / "data"),
            "--username",
            "orchestrator",
            "--auth",
            "trust",
            "--no-sync",
        ],
        user=user,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    process = subprocess.Popen(
        [
            postgres,
            "-D",
            str(folder / "data"),
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            str(folder),
        ],
        user=user,
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: accepts_connections(port), "PostgreSQL")
        yield f"postgresql://orchestrator@127.0.0.1:{port}/postgres"
    finally:
        stop(process, signal.SIGINT)


def server_user() -> int | None:
    """PostgreSQL refuses to run as root: then an unprivileged user owns its folder."""
    return pwd.getpwnam(UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None


@contextmanager
def server_folder(user: int | None) -> Iterator[Path]:
    """Not below pytest's own folder, which every starting session closes to other users."""
    folder = Path(tempfile.mkdtemp(prefix="orchestrator-postgres-"))
    if user is not None:
        os.chown(folder, user, -1)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def production(database_url: str, redis_url: str) -> Production:
    return Production(database_url, redis_url)
