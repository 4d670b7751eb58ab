"""A worker for one test, on the test's own file database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.by_hand import ByHand, silent_bells
from tests.engine.functions import fresh_state
from tests.engine.invariants import check_all_executions
from tests.engine.worker import Person, running_worker, scaled_config
from workflows.engine.runtime import WorkerRuntime


def pytest_configure(config: pytest.Config) -> None:
    line = "engine_config(**changes): of the configuration's engine section, for one test"
    config.addinivalue_line("markers", line)


@pytest.fixture
def engine(request: pytest.FixtureRequest, settings: Any, transactional_db: None) -> Iterator[None]:
    """Short intervals, changed by `@pytest.mark.engine_config(slots=1)`; invariants at the end."""
    marker = request.node.get_closest_marker("engine_config")
    changes = marker.kwargs if marker else {}
    settings.WORKFLOWS = scaled_config(settings.WORKFLOWS, **changes)
    with fresh_state():
        yield
        check_all_executions()


@pytest.fixture
def worker(engine: None) -> Iterator[WorkerRuntime]:
    with running_worker() as runtime:
        yield runtime


@pytest.fixture
def ada(engine: None) -> Person:
    return Person.make("ada")


@pytest.fixture
def hand(engine: None) -> Iterator[ByHand]:
    with silent_bells():
        yield ByHand()
