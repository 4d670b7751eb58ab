"""What runs here, and what is too old to be safe."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

PRODUCT = "multi-agent-orchestrator"
# Releases before these have published holes that this product would be open to.
PACKAGE_FLOORS: Mapping[str, tuple[int, ...]] = {
    "Django": (5, 2, 17),
    "djangorestframework": (3, 18, 2),
    "daphne": (4, 2, 2),
    "Jinja2": (3, 1, 6),
    "kombu": (5, 4),
    "celery": (5, 7),
}
PYTHON_FLOORS: Mapping[tuple[int, int], int] = {(3, 11): 17, (3, 12): 15, (3, 13): 16}
SQLITE_FLOOR = (3, 35)


def product_version() -> str:
    try:
        return version(PRODUCT)
    except PackageNotFoundError:  # run from its sources
        return "source"


def package_versions() -> dict[str, str]:
    names = (*PACKAGE_FLOORS, "channels", "psycopg", "pydantic", "redis", "Twisted")
    return {name: version(name) for name in names}


def warnings() -> list[str]:
    """One line for each part that is too old; empty when all is well."""
    return [*old_packages(), *old_interpreter(), *old_sqlite()]


def old_packages() -> list[str]:
    return [
        f"{name} {version(name)} is older than {'.'.join(map(str, floor))}."
        for name, floor in PACKAGE_FLOORS.items()
        if numbers_of(version(name)) < floor
    ]


def old_interpreter() -> list[str]:
    wanted = PYTHON_FLOORS.get(sys.version_info[:2], 0)
    if sys.version_info[2] >= wanted:
        return []
    newest = f"{sys.version_info[0]}.{sys.version_info[1]}.{wanted}"
    return [f"Python {platform.python_version()} has known holes; {newest} closes them."]


def old_sqlite() -> list[str]:
    if sqlite3.sqlite_version_info >= SQLITE_FLOOR:
        return []
    return [f"SQLite {sqlite3.sqlite_version} lacks RETURNING; 3.35 or newer is needed."]


def numbers_of(text: str) -> tuple[int, ...]:
    """`5.2.17rc1` → (5, 2); what is not a number ends it."""
    numbers: list[int] = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
