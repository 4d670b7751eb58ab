"""Somebody with a team, in a browser."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.pages.builders import a_team, person
from workflows.models import Team, User


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def team(db: None) -> Team:
    return a_team()


@pytest.fixture
def user(team: Team) -> User:
    return person(team=team)


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
