"""Making and restoring a backup of whatever database this installation has."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from orchestrator_site.backups import postgres, sqlite
from orchestrator_site.backups.archive import (
    FORMAT,
    BackupError,
    Manifest,
    extract_files,
    file_places,
    read_manifest,
    write_archive,
)
from orchestrator_site.missing_database import nothing_is_set_up

DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def make_backup(target: Path, *, product: str, now: datetime) -> None:
    """
    Write a backup; the product may go on working meanwhile.

    The database is copied first, the files after it: files are only ever added, so each that the
    copy refers to is there.

    Raises:
        BackupError: the target exists, or there is nothing to back up.
    """
    if target.exists():
        raise BackupError(f"{target} exists already.")
    migrations = applied_migrations()
    if not migrations:  # most often the wrong DATA_DIR; a backup of nothing would be trusted
        raise BackupError(f"There is no backup: {nothing_is_set_up()}")
    manifest = Manifest(
        format=FORMAT,
        product=product,
        vendor=connection.vendor,
        made_at=now.isoformat(),
        migrations=migrations,
    )
    with tempfile.TemporaryDirectory(prefix="orchestrator-backup-") as folder:
        dumps = DIALECTS[connection.vendor].dump(Path(folder))
        write_archive(target, manifest, dumps, settings.DATA_DIR)


def restore_backup(source: Path, *, may_replace: bool) -> Manifest:
    """
    Bring database and files back as they were.

    Raises:
        BackupError: the file is no backup, is damaged, was made by a newer version or by another
            kind of database, or there is data that `may_replace` does not give up.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = read_manifest(archive)
            check_fit(manifest)
            if damaged := archive.testzip():
                raise BackupError(f"The backup is damaged in {damaged}.")
            places = file_places(archive, settings.DATA_DIR)
            DIALECTS[connection.vendor].load(archive, may_replace=may_replace)
            extract_files(archive, places)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} cannot be read: {error}.") from None
    return manifest


def check_fit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest.vendor}; this installation has {connection.vendor}."
        )
    unknown = set(manifest.migrations) - known_migrations()
    if unknown:
        raise BackupError(f"A newer version made the backup; it knows {sorted(unknown)[0]}.")
    if manifest.vendor == "postgresql" and set(manifest.migrations) != known_migrations():
        raise BackupError("An older version made the backup: restore with it, then upgrade.")


def applied_migrations() -> tuple[str, ...]:
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
