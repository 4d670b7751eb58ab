"""The backup file: its manifest, its members, its checks."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workflows.errors import OrchestratorError

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
NOT_DATA = frozenset({"backups", "static", "logs"})


class BackupError(OrchestratorError):
    """The backup cannot be made or restored."""

    code = "backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup holds.

    Args:
        vendor: sqlite or postgresql; a backup returns only to a database of its own kind.
        migrations: `app.name` of each migration that the database had seen.
    """

    format: int
    product: str
    vendor: str
    made_at: str
    migrations: tuple[str, ...]


def data_files(data_dir: Path) -> Iterator[tuple[Path, str]]:
    """
    Files below the data directory's folders, with their names in the archive.

    Files at its top are not among them: the database, locks and generated keys lie there.
    """
    if not data_dir.is_dir():
        return
    for folder in sorted(data_dir.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and folder.name not in NOT_DATA:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    yield path, FILES + path.relative_to(data_dir).as_posix()


def write_archive(
    target: Path, manifest: Manifest, dumps: Sequence[tuple[str, Path]], data_dir: Path
) -> None:
    """Write beside the target, then rename: a backup is whole or not there."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            for name, path in dumps:
                archive.write(path, name)
            for path, name in data_files(data_dir):
                add_if_still_there(archive, path, name)
        draft.chmod(0o600)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def add_if_still_there(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    # The product goes on while it is backed up, and may remove a file that nothing refers to.
    try:
        archive.write(path, name)
    except FileNotFoundError:
        return


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """
    The manifest of a backup that this version can restore.

    Raises:
        BackupError: it is no backup, or one of another format.
    """
    try:
        content = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**{**content, "migrations": tuple(content["migrations"])})
    except (KeyError, TypeError, ValueError):
        raise BackupError("This file is no backup of the orchestrator.") from None
    if manifest.format != FORMAT:
        raise BackupError(f"The backup has format {manifest.format}; this version reads {FORMAT}.")
    return manifest


def file_places(archive: zipfile.ZipFile, data_dir: Path) -> list[tuple[zipfile.ZipInfo, Path]]:
    """
    Where each of the archive's files belongs.

    Raises:
        BackupError: a name leads out of the data directory's folders.
    """
    root = data_dir.resolve()
    places = []
    for member in archive.infolist():
        if member.filename.startswith(FILES) and not member.is_dir():
            place = (root / member.filename.removeprefix(FILES)).resolve()
            if not place.is_relative_to(root) or place.parent == root:
                raise BackupError(f"The backup has a file with a strange name: {member.filename}.")
            places.append((member, place))
    return places


def extract_files(archive: zipfile.ZipFile, places: Sequence[tuple[zipfile.ZipInfo, Path]]) -> None:
    for member, place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
