"""PostgreSQL's tables by COPY, all from one snapshot; no program beside the driver is needed."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from orchestrator_site.backups.archive import BackupError

FOLDER = "tables/"
MIGRATIONS = "django_migrations"
CHUNK_BYTES = 1 << 20


def dump(folder: Path) -> list[tuple[str, Path]]:
    """One file for each table, as the database was at one moment."""
    dumps = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in tables():
            path = folder / f"{table}.copy"
            copy_out(cursor, table, path)
            dumps.append((f"{FOLDER}{table}.copy", path))
    return dumps


def copy_out(cursor: Any, table: str, path: Path) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(cursor, table)))
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), columns)
    header = "\t".join(columns_of(cursor, table)) + "\n"
    with path.open("wb") as file, cursor.copy(statement) as rows:
        file.write(header.encode())
        for chunk in rows:
            file.write(chunk)


def load(archive: zipfile.ZipFile, *, may_replace: bool) -> None:
    """
    Fill the tables in one transaction: either everything is back, or nothing has changed.

    Raises:
        BackupError: there is data already, or the backup has tables that this version has not.
    """
    call_command("migrate", interactive=False, verbosity=0)
    if has_people() and not may_replace:
        raise BackupError("The database has data; --replace throws it away.")
    with transaction.atomic(), connection.cursor() as cursor:
        present = [table for table in tables() if table != MIGRATIONS]
        cursor.execute(
            sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, present)))
        )
        for member in archive.namelist():
            if member.startswith(FOLDER) and member != f"{FOLDER}{MIGRATIONS}.copy":
                copy_in(cursor, archive, member, present)
        continue_counting(cursor)


def copy_in(cursor: Any, archive: zipfile.ZipFile, member: str, present: list[str]) -> None:
    table = member.removeprefix(FOLDER).removesuffix(".copy")
    if table not in present:
        raise BackupError(f"The backup has a table {table} that this version does not know.")
    with archive.open(member) as file:
        header = file.readline().decode().rstrip("\n")
        columns = sql.SQL(", ").join(map(sql.Identifier, header.split("\t")))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
        with cursor.copy(statement) as rows:
            while chunk := file.read(CHUNK_BYTES):
                rows.write(chunk)


def continue_counting(cursor: Any) -> None:
    """New rows get ids after the restored ones."""
    for sequence in connection.introspection.sequence_list():
        table, column = sequence["table"], sequence["column"]
        name = connection.ops.quote_name
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({name(column)}), 1), "  # noqa: S608
            f"max({name(column)}) IS NOT NULL) FROM {name(table)}",
            [name(table), column],
        )


def tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True)) + (
        [MIGRATIONS] if MIGRATIONS in connection.introspection.table_names() else []
    )


def columns_of(cursor: Any, table: str) -> list[str]:
    """Stored columns only: what the database computes itself cannot be written back."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND table_schema = current_schema() AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def has_people() -> bool:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.exists()
