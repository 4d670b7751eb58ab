"""The tests of what stores documents once more, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import database_url

__all__ = ["database_url"]
HERE = Path(__file__).parent
FOLDERS = ("persistence", "shared_drafts", "checkpoints", "history")
SHORT = "not long and not production and not acceptance"


@pytest.mark.production
def test_documents_keep_their_promises_on_postgresql(database_url: str) -> None:
    folders = [str(HERE / name) for name in FOLDERS if (HERE / name).is_dir()]
    environment = os.environ | {
        "POSTGRES_FOR_TESTS": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.engine.postgres_settings",
    }

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"),
            *("--ds", "tests.engine.postgres_settings", "-m", SHORT, "--reuse-db"),
            # psycopg warns of connections that threads leave behind when they end.
            *("-W", "ignore::pytest.PytestUnraisableExceptionWarning"),
            *folders,
        ],
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, f"{run.stdout[-6_000:]}\n{run.stderr[-2_000:]}"
