"""Lanes: what needs servers says why it is skipped, and fails instead where it must not be."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.servers import database_url, missing_programs, production, redis_url

__all__ = ["database_url", "production", "redis_url"]  # fixtures, for every test


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    if config.getvalue("dist") != "loadgroup":
        return None
    from tests.dealing import DealtInGroups  # where tests are dealt out, pytest-xdist is there

    return DealtInGroups(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("production") is None:
        return
    if missing := missing_programs():
        reason = f"the production lane needs {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def _forget_rows() -> None:
    """Another test's rows have had the same keys."""
    # Late: settings are ready once tests run, not when this file is read.
    from tests.forgetting import forget_rows

    forget_rows()
