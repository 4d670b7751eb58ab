"""Lanes: what needs servers says why it is skipped, and fails instead where it must not be."""

from __future__ import annotations

import os

import pytest

from tests.servers import database_url, missing_programs, production, redis_url

__all__ = ["database_url", "production", "redis_url"]  # fixtures, for every test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "acceptance" in item.keywords or "production" in item.keywords:
            item.add_marker(pytest.mark.xdist_group("processes"))


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
