"""Somebody with a team, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from orchestrator_site.pages.app_shell import BUILT
from tests.chromium import PATIENCE_MS, launched_for_tests
from tests.migrated import copy_migrated
from tests.pages.builders import a_team, person
from tests.pages.product import Visit, started, visiting
from workflows.models import Team, User

Visiting = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def team(db: None) -> Team:
    return a_team()


@pytest.fixture
def user(team: Team) -> User:
    return person(team=team)


@pytest.fixture(name="browser")
def signed_in_client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """Where a product runs, and what the browser of who has signed in there keeps."""
    if not BUILT.exists():
        pytest.skip("the app is not built: make setup")
    data_dir = tmp_path_factory.mktemp("product")
    copy_migrated(tmp_path_factory, data_dir)
    with started(data_dir) as link:
        yield link.partition("/sign-in/")[0], sign_in(link)


def sign_in(link: str) -> Any:
    """What a browser keeps of the person who came by the link."""
    with launched_for_tests() as opened:
        page = opened.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        page.locator("#main").wait_for()
        return page.context.storage_state()


# Not of the session: its event loop would stay in the thread and break asynchronous tests.
@pytest.fixture(scope="module")
def visit(product: tuple[str, Any]) -> Iterator[Visiting]:
    """Opens windows of one who has signed in to a product that really runs."""
    with launched_for_tests() as opened:
        yield partial(visiting, opened, *product)
