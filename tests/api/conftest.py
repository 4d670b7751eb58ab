from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.rest.world import Caller, World, make_world
from workflows.models import Role


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def owner(world: World) -> Caller:
    return Caller(world.people[Role.OWNER])


@pytest.fixture(autouse=True)
def fresh_request_counts() -> None:
    cache.clear()
