"""A designer in a browser of somebody's own, with what measures it."""

from __future__ import annotations

from playwright.sync_api import Browser, CDPSession, Page

from tests.chromium import without_tour
from tests.collaboration.conformance.site import Site

CARD = "[data-node]"
EITHER = f"{CARD}, canvas"


def open_designer(browser: Browser, site: Site, workflow: str, person: str) -> Page:
    context = without_tour(browser.new_context(viewport={"width": 1440, "height": 900}))
    origin = f"http://127.0.0.1:{site.port}"
    session = site.team.people[person].session
    context.add_cookies([{"name": "orchestrator_session", "value": session, "url": origin}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{origin}/workflows/{workflow}/design")
    page.wait_for_selector(EITHER, state="attached")
    return page


def devtools_of(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    return devtools
