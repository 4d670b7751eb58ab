"""Commands without a database say where they looked and what to do, not how the driver failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import manage

NO_SERVER = {
    "DATABASE_URL": "postgres://somebody:a-secret@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "localhost",
}


def test_a_place_with_nothing_in_it_is_named(tmp_path: Path) -> None:
    ended = manage("stats", environment={"DATA_DIR": str(tmp_path)})

    assert ended.returncode == 1
    assert f"nothing is set up in DATA_DIR={tmp_path}" in ended.stderr
    assert "manage.py migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    ended = manage("stats", environment={"DATA_DIR": str(tmp_path), **NO_SERVER})

    assert ended.returncode == 1
    assert "DATABASE_URL (none on 127.0.0.1:1) does not answer" in ended.stderr
    assert "a-secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["web", "worker"])
def test_no_process_serves_from_a_database_with_nothing_in_it(tmp_path: Path, name: str) -> None:
    ended = manage(name, environment={"DATA_DIR": str(tmp_path), "PORT": "0"})

    assert ended.returncode == 1
    assert f"nothing is set up in DATA_DIR={tmp_path}" in ended.stderr
    assert "Listening" not in ended.stdout
