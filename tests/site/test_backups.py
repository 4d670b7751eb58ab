"""What is backed up comes back; what must not be overwritten is not."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.processes import manage
from tests.servers import Production

INSERT = (
    "INSERT INTO workflows_team (public_id, name, slug, weight, created_at)"
    " VALUES ('{id}', 'T', '{slug}', 1, '2026-01-01 00:00:00')"
)
SELECT = "SELECT slug FROM workflows_team ORDER BY id"


def run(environment: dict[str, str], *arguments: str) -> None:
    done = manage(*arguments, environment=environment)
    assert done.returncode == 0, done.stderr


def insert_statement(slug: str) -> str:
    return INSERT.format(id=uuid4().hex, slug=slug)


def add_team(data_dir: Path, slug: str) -> None:
    with closing(sqlite3.connect(data_dir / "orchestrator.sqlite3")) as database:
        database.execute(insert_statement(slug))
        database.commit()


def teams_of(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(data_dir / "orchestrator.sqlite3")) as database:
        return [slug for (slug,) in database.execute(SELECT)]


def add_payload(data_dir: Path) -> None:
    payload = data_dir / "payloads/ab/abcdef"
    payload.parent.mkdir(parents=True)
    payload.write_bytes(b"\x00payload")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installation in `data`, and its backup `b.zip`."""
    folder = tmp_path_factory.mktemp("saved")
    environment = {"DATA_DIR": str(folder / "data")}
    run(environment, "migrate", "--verbosity", "0")
    add_team(folder / "data", "saved")
    add_payload(folder / "data")
    run(environment, "backup", str(folder / "b.zip"))
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def restore(folder: Path, *options: str, into: str = "data") -> subprocess.CompletedProcess[str]:
    return manage(
        "restore", *options, str(folder / "b.zip"), environment={"DATA_DIR": str(folder / into)}
    )


def test_database_and_files_come_back_in_another_place(folder: Path) -> None:
    done = restore(folder, into="new")

    assert done.returncode == 0, done.stderr
    assert teams_of(folder / "new") == ["saved"]
    assert (folder / "new/payloads/ab/abcdef").read_bytes() == b"\x00payload"


def test_generated_keys_are_in_no_backup(saved: Path) -> None:
    key = (saved / "data/secret_key").read_bytes()

    with zipfile.ZipFile(saved / "b.zip") as archive:
        contents = [archive.read(name) for name in archive.namelist()]

    assert not any(key in content for content in contents)
    assert (saved / "b.zip").stat().st_mode & 0o777 == 0o600


def test_data_that_is_there_is_not_overwritten_without_being_told_to(folder: Path) -> None:
    add_team(folder / "data", "later")

    refused = restore(folder)

    assert "--replace" in refused.stderr
    assert teams_of(folder / "data") == ["saved", "later"]


def test_when_told_to_it_replaces_what_is_there(folder: Path) -> None:
    add_team(folder / "data", "later")

    done = restore(folder, "--replace")

    assert done.returncode == 0, done.stderr
    assert teams_of(folder / "data") == ["saved"]


@pytest.mark.parametrize("spoil", ["cut", "flip", "foreign"])
def test_a_spoilt_backup_is_refused_and_changes_nothing(folder: Path, spoil: str) -> None:
    spoil_file(folder / "b.zip", spoil)

    done = restore(folder, "--replace")

    assert done.returncode != 0
    assert done.stderr.startswith("CommandError: ")
    assert teams_of(folder / "data") == ["saved"]


def spoil_file(backup: Path, how: str) -> None:
    content = bytearray(backup.read_bytes())
    if how == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif how == "flip":
        content[len(content) // 2] ^= 0xFF
        backup.write_bytes(content)
    else:
        with zipfile.ZipFile(backup, "w") as archive:
            archive.writestr("anything.txt", os.urandom(10))


def test_a_member_with_a_path_out_of_the_directory_is_refused(folder: Path) -> None:
    with zipfile.ZipFile(folder / "b.zip", "a") as archive:
        archive.writestr("files/../../outside.txt", "x")

    done = restore(folder, "--replace")

    assert "strange name" in done.stderr
    assert not (folder.parent / "outside.txt").exists()
    assert not (folder / "outside.txt").exists()


@pytest.mark.production
def test_postgresql_comes_back_whole(tmp_path: Path, production: Production) -> None:
    old = production_on_new_database(production, tmp_path / "old")
    new = production_on_new_database(production, tmp_path / "new")
    run(old, "migrate", "--verbosity", "0")
    add_payload(tmp_path / "old")
    with psycopg.connect(old["DATABASE_URL"]) as database:
        database.execute(insert_statement("saved"))
    run(old, "backup", str(tmp_path / "b.zip"))

    run(new, "restore", str(tmp_path / "b.zip"))

    with psycopg.connect(new["DATABASE_URL"]) as database:
        database.execute(insert_statement("after"))
        slugs = [slug for (slug,) in database.execute(SELECT)]
    assert slugs == ["saved", "after"]
    assert (tmp_path / "new/payloads/ab/abcdef").is_file()


def production_on_new_database(production: Production, data_dir: Path) -> dict[str, str]:
    name = f"backup_{secrets.token_hex(4)}"
    with psycopg.connect(production.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = production.database_url.rpartition("/")[0]
    return {**production.environment(data_dir), "DATABASE_URL": f"{url}/{name}"}


def test_a_place_with_nothing_in_it_gives_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "b.zip"

    ended = manage("backup", str(file), environment={"DATA_DIR": str(tmp_path / "elsewhere")})

    assert ended.returncode == 1
    assert f"nothing is set up in DATA_DIR={tmp_path / 'elsewhere'}" in ended.stderr
    assert not file.exists()
