"""Rooms belong to a loop, and each test has its own; settings before the first socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from pytest_django import Settings

from collaboration.conf import CollaborationConfig
from collaboration.rooms.process import end_rooms

Configure = Callable[..., CollaborationConfig]


@pytest.fixture
def configure(settings: Settings) -> Configure:
    """Set some of the collaboration section for this test."""

    def set_some(**values: object) -> CollaborationConfig:
        section = CollaborationConfig(**values)
        settings.COLLABORATION = section
        return section

    return set_some


@pytest.fixture(autouse=True)
async def _end_rooms() -> AsyncIterator[None]:
    yield
    await end_rooms()
