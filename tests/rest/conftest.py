from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.rest.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def fresh_request_counts() -> None:
    cache.clear()
