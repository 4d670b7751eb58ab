"""The hints of a first visit: in nobody's way, gone for good, and there for whoever asks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_running import SHOUTING

pytestmark = pytest.mark.acceptance


def test_the_tour_comes_once_and_again_when_it_is_asked_for(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), sees_tour=True)
    tour = one.page.get_by_role("region", name="Tour of the designer")
    expect(tour).to_contain_text("Add tasks")
    one.needs_nothing_more()
    assert one.page.evaluate("document.activeElement.closest('[aria-label^=Tour]')") is None
    assert one.violations() == []

    # The page stays usable, and Escape ends it for good.
    one.select("Shout")
    expect(tour).to_contain_text("Hint 1 of 5")
    one.page.keyboard.press("Escape")
    expect(tour).to_have_count(0)
    one.page.reload()
    one.sees("Shout")
    one.needs_nothing_more()
    expect(tour).to_have_count(0)

    # Who asks for it is taken there, and goes on by the keyboard.
    one.page.get_by_role("application").press("?")
    one.button("Show the tour").click()
    expect(tour).to_be_focused()
    one.page.keyboard.press("Tab")
    for title in ("Connect them", "Say what to do", "Run it", "Work together"):
        one.button("Next").press("Enter")
        expect(tour.get_by_role("heading")).to_have_text(title)
    one.button("Done").press("Enter")
    expect(tour).to_have_count(0)
