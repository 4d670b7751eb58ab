"""The engine's own tests once more, on PostgreSQL: the same statements in its dialect."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import database_url

__all__ = ["database_url"]
HERE = Path(__file__).parent
SHORT = "not long and not production"


# What differs between the two databases: locks, and who gets what when several ask at once.
RACES = ("claiming_next", "leases", "ticker", "concurrency")
RANDOM = tuple(
    f"random_documents.py::test_every_random_execution_ends_as_its_log_tells[{seed}]"
    for seed in range(6)
)
LONG = (
    ("kinds", "maps", "loops", "sub_workflows", "approvals", "payloads"),
    ("failures", "retries", "cancelling", "ended_containers", "pausing", "timeouts"),
    ("fairness", "several_executions", "running_again", "budget", "lost_payloads"),
    ("random_documents", "child_places", "pausing_children"),
)


@pytest.mark.production
@pytest.mark.parametrize(
    "modules",
    [(*RACES, *RANDOM), *(pytest.param(modules, marks=pytest.mark.long) for modules in LONG)],
    ids=lambda modules: modules[0],
)
def test_the_engine_keeps_its_promises_on_postgresql(
    database_url: str, modules: tuple[str, ...]
) -> None:
    arguments = [
        str(HERE / f"test_{name}") if ".py" in name else str(HERE / f"test_{name}.py")
        for name in modules
    ]
    environment = os.environ | {
        "POSTGRES_FOR_TESTS": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.engine.postgres_settings",
    }

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-p", "no:xdist", "--ds", "tests.engine.postgres_settings", "-m", SHORT),
            # Threads that a stopped worker leaves behind take their connections with them: psycopg
            # warns of that, and such a connection would keep the database from being dropped.
            *("-W", "ignore::pytest.PytestUnraisableExceptionWarning", "--reuse-db"),
            *arguments,
        ],
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert run.returncode == 0, f"{run.stdout[-6_000:]}\n{run.stderr[-2_000:]}"
