"""A database with all tables and nothing in them: migrated once for all workers of a run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import manage

DATABASE = "orchestrator.sqlite3"


def copy_migrated(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> None:
    """Put one where an installation with this data directory looks for its database."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with alone(shared / "migrated.lock"):
        migrated = shared / "migrated"
        if not migrated.exists():
            migrate(shared / "being-migrated").rename(migrated)
    shutil.copy(migrated / DATABASE, data_dir)


def migrate(data_dir: Path) -> Path:
    shutil.rmtree(data_dir, ignore_errors=True)  # of a worker that died meanwhile
    done = manage("migrate", "--verbosity", "0", environment={"DATA_DIR": str(data_dir)})
    assert done.returncode == 0, done.stderr
    assert [path.name for path in data_dir.glob(f"{DATABASE}*")] == [DATABASE]
    return data_dir


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
