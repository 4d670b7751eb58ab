"""An owner invites by a link; somebody without an account opens it in another browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.designer.people import AXE, RULES, STILL
from tests.pages.builders import PASSWORD
from tests.pages.conftest import Visiting
from tests.pages.documents import working
from tests.pages.product import Visit
from tests.pages.test_reach import VIOLATIONS


@contextmanager
def somebody_else(here: Visit) -> Iterator[Visit]:
    """Another browser, in which nobody has signed in."""
    browser = here.page.context.browser
    assert browser is not None
    context = browser.new_context()
    yield Visit(context.new_page(), here.home)
    context.close()


def invite(here: Visit, note: str, role: str = "editor", team: str = "") -> str:
    """The link, as the owner finds it in the clipboard."""
    page = here.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.open("/team")
    if team:
        page.get_by_role("button", name=team).click()
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("radio", name=role).check()
    page.get_by_label("For whom").fill(note)
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    link = page.get_by_label("The link").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("button", name="Done").click()
    page.get_by_role("listitem").filter(has_text=note).wait_for()
    return link


def sign_up(new: Visit, name: str) -> None:
    page = new.page
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create the account and join").click()
    page.get_by_role("heading", name="Workflows").wait_for()


def sign_in_to_join(new: Visit, name: str) -> None:
    page = new.page
    page.get_by_role("link", name="Sign in to join").click()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=f"Join as {name}").click()


def violations(here: Visit) -> list[str]:
    here.page.evaluate(AXE.read_text())
    here.page.wait_for_function(STILL)
    return list(here.page.evaluate(VIOLATIONS, RULES))


def test_somebody_new_opens_the_link_and_sees_the_teams_workflow(visit: Visiting) -> None:
    with visit() as here:
        here.open("/")
        here.make(working("For the newcomer"))
        link = invite(here, "The newcomer", role="viewer")

        with somebody_else(here) as new:
            page = new.page
            page.goto(link)
            sign_up(new, "newcomer")
            page.get_by_role("link", name="For the newcomer").first.click()
            page.get_by_text("view only").first.wait_for()
            assert new.call("GET", "me")["teams"][0]["role"] == "viewer"
            assert new.mistakes == []
        with somebody_else(here) as late:
            late.page.goto(link)
            late.page.get_by_role("heading", name="This invitation does not work").wait_for()

        here.page.get_by_label("Role of newcomer").wait_for()  # on the page that was open all along
        here.page.get_by_text("Earlier invitations").click()
        used = here.page.get_by_role("list", name="Earlier invitations").get_by_role("listitem")
        used.filter(has_text="newcomer came in").first.wait_for()
        assert here.mistakes == []


def test_who_has_an_account_signs_in_by_the_link_and_sees_that_team_alone(visit: Visiting) -> None:
    with visit() as here:
        here.open("/")
        here.make(working("Of the first team"))
        [first] = here.call("GET", "me")["teams"]
        both = {"role": "viewer", "max_uses": 2}
        token = here.call("POST", f"teams/{first['id']}/invitations", both)["token"]

        with somebody_else(here) as host, somebody_else(here) as guest:
            host.page.goto(f"{here.home}/join/{token}")
            sign_up(host, "host")
            second = host.call("POST", "teams", {"name": "Second team"})["id"]
            made = {"document": working("Of the second"), "team": second}
            host.call("POST", "workflows", made)
            guest.page.goto(f"{here.home}/join/{token}")
            sign_up(guest, "guest")
            guest.page.context.clear_cookies()

            guest.page.goto(invite(host, "The guest", team="Second team"))
            sign_in_to_join(guest, "guest")
            page = guest.page
            page.wait_for_url(f"**/?team={second}")
            page.get_by_role("link", name="Of the second").first.wait_for()
            expect(page.get_by_role("link", name="Of the first team")).to_have_count(0)
            page.get_by_label("Team", exact=True).select_option("All teams")
            page.get_by_role("link", name="Of the first team").first.wait_for()
            assert guest.mistakes == []


def test_a_revoked_link_opens_nothing(visit: Visiting) -> None:
    with visit() as here:
        link = invite(here, "Not any more")
        page = here.page
        line = page.get_by_role("listitem").filter(has_text="Not any more")
        line.get_by_role("button", name="Revoke").click()
        line.get_by_role("button", name="Revoke").click()
        line.wait_for(state="hidden")  # behind the line of those that are over

        with somebody_else(here) as new:
            new.page.goto(link)
            new.page.get_by_role("heading", name="This invitation does not work").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(visit: Visiting, scheme: Literal["light", "dark"]) -> None:
    with visit(scheme=scheme) as here:
        link = invite(here, f"Somebody who sees {scheme}")
        found = {"team": violations(here)}
        here.page.get_by_role("button", name="Invite").click()
        here.page.get_by_role("button", name="Make the link").wait_for()
        found["dialogue"] = violations(here)
        here.open(f"/join/{link.rsplit('/', 1)[1]}")
        found["a member's"] = violations(here)
        with somebody_else(here) as new:
            new.page.emulate_media(color_scheme=scheme)
            for path in (link, f"{here.home}/join/nothing"):
                new.page.goto(path)
                new.page.get_by_role("heading").first.wait_for()
                found[path] = violations(new)

        assert {name: each for name, each in found.items() if each} == {}
