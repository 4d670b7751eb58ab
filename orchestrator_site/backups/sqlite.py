"""The SQLite database as one file, copied while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connections

from orchestrator_site.backups.archive import BackupError

MEMBER = "database.sqlite3"
COMPANIONS = ("-wal", "-shm", "-journal")


def dump(folder: Path) -> list[tuple[str, Path]]:
    """A consistent copy of the database, made by SQLite's own online backup."""
    copy = folder / MEMBER
    with (
        closing(sqlite3.connect(database_path(), timeout=20)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return [(MEMBER, copy)]


def load(archive: zipfile.ZipFile, *, may_replace: bool) -> None:
    """
    Put the database file in place, checked before the old one goes.

    Raises:
        BackupError: there is data already, or the copy is damaged.
    """
    path = database_path()
    if path.exists() and not may_replace:
        raise BackupError(f"{path} exists; --replace throws away what is in it.")
    connections.close_all()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with archive.open(MEMBER) as source, draft.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        check_integrity(draft)
        for companion in COMPANIONS:
            path.with_name(path.name + companion).unlink(missing_ok=True)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def check_integrity(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as database:
            [verdict] = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise BackupError(f"The database in the backup is damaged: {verdict}.")


def database_path() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])
