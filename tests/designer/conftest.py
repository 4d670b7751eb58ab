"""The designer in real browsers, several people in one document, against a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.chromium import launched_for_tests
from tests.collaboration.conformance.conftest import (
    killable_site,
    make_site,
    open_site,
    site,
    sqlite_template,
)
from tests.collaboration.conformance.site import Site
from tests.designer.people import Desk

__all__ = ["killable_site", "make_site", "open_site", "site", "sqlite_template"]  # fixtures

Sit = Callable[..., Desk]


# Not of the session: its event loop would stay in the thread and break asynchronous tests.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched_for_tests() as browser:
        yield browser


@pytest.fixture
def sit(chromium: Browser) -> Iterator[Sit]:
    """Somebody opens a workflow in a browser of their own; nothing may go wrong in any page."""
    desks: list[Desk] = []

    def open_desk(
        site: Site,
        workflow: str,
        person: str = "editor0",
        port: int | None = None,
        **options: object,
    ) -> Desk:
        desks.append(Desk(chromium, site, workflow, person, options, port))
        return desks[-1]

    yield open_desk
    mistakes = [mistake for desk in desks for mistake in desk.mistakes]
    strayed = [address for desk in desks for address in desk.strayed]
    for desk in desks:
        desk.leave()
    assert mistakes == []
    assert strayed == []
