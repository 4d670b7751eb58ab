"""The designer in real browsers, several people in one document, against a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.collaboration.conformance.conftest import make_site, open_site, site, sqlite_template
from tests.collaboration.conformance.site import Site
from tests.designer.people import Desk

__all__ = ["make_site", "open_site", "site", "sqlite_template"]  # fixtures

Sit = Callable[..., Desk]


# Not of the session: its event loop would stay in the thread and break asynchronous tests.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed.")
    if path is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


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
