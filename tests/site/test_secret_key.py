"""The generated secret: made once, readable by its owner alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestrator_site.secret_key import load_or_make_secret_key
from workflows.errors import ConfigurationError


def test_it_is_made_once(tmp_path: Path) -> None:
    first = load_or_make_secret_key(tmp_path / "new")

    assert load_or_make_secret_key(tmp_path / "new") == first
    assert len(first) >= 60


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    load_or_make_secret_key(tmp_path)

    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_all_that_begin_together_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(load_or_make_secret_key, [tmp_path] * 16))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_empty_file_is_told_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with pytest.raises(ConfigurationError, match="empty"):
        load_or_make_secret_key(tmp_path)


def test_a_directory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationError, match="DATA_DIR"):
        load_or_make_secret_key(tmp_path / "file")
