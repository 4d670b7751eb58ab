"""What a command says when it finds no database to work on, in place of a driver's traceback."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


def explain(error: Error) -> str | None:
    """
    Where the database was looked for and what to do; None if the error has another cause.

    Only for errors that a command ended with: it asks the database again.
    """
    try:
        tables = connection.introspection.table_names()
    except (DatabaseError, InterfaceError):
        if isinstance(error, OperationalError | InterfaceError):
            return f"Database: {_place()} does not answer: {_first_line(error)}"
        return None
    if MigrationRecorder.Migration._meta.db_table in tables:
        return None
    return f"Database: {nothing_is_set_up()}"


def nothing_is_set_up() -> str:
    return (
        f"nothing is set up in {_place()} yet. `make run` and `manage.py migrate` do "
        "that; if it is elsewhere, set DATA_DIR or DATABASE_URL to the place."
    )


def refuse_empty_database() -> None:
    """
    Before a process that would serve from it starts; a database that is away may come back.

    Raises:
        CommandError: the database answers, and nothing is set up in it.
    """
    try:
        tables = connection.introspection.table_names()
    except (DatabaseError, InterfaceError):
        return
    finally:
        connection.close()
    if MigrationRecorder.Migration._meta.db_table not in tables:
        raise CommandError(f"Database: {nothing_is_set_up()}")


def _place() -> str:
    """Without the password."""
    if connection.vendor == "sqlite":
        return f"DATA_DIR={settings.DATA_DIR}"
    given = connection.settings_dict
    return (
        f"DATABASE_URL ({given['NAME']} on {given['HOST'] or 'this host'}:{given['PORT'] or 5432})"
    )


def _first_line(error: Error) -> str:
    return str(error).strip().partition("\n")[0]
