"""The pages in a real browser, with the product behind them that `make run` starts."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.fetching import DRAWN
from tests.pages.conftest import Visiting
from tests.pages.documents import asking, document, failing, working
from tests.pages.hostile import HOSTILE
from tests.pages.product import Visit
from tests.servers import wait_until

LISTS = ["/", "/executions", "/approvals", "/agents", "/team", "/tokens"]
TABS = ["", "?tab=timeline", "?tab=data", "?tab=events", "?tab=logs"]
PLAIN = [text for text in HOSTILE if "{{" not in text]  # values of documents are templates
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('#main, #main > *')]
  .filter((element) => element.scrollWidth > innerWidth)
  .map((element) => `${element.tagName}.${element.className}`)"""


def paths_full_of(visit: Visit, name: str, text: str) -> list[str]:
    """Pages of workflows and runs in which everything that people or models may write is these."""
    done = visit.make(
        {**working(name, value={text: text}), "description": text, "tags": [name[:100]]}
    )
    asked = visit.make(asking(name, message=text))
    runs = [visit.run(done), visit.run(asked)]
    return [
        f"/workflows/{done}",
        f"/executions/{runs[0]}?task=report",
        *(f"/executions/{runs[0]}{tab}" for tab in TABS),
        f"/executions/{runs[1]}",
    ]


def test_no_text_runs_or_reaches_out(visit: Visiting) -> None:
    with visit() as here:
        here.open("/")
        paths = paths_full_of(here, "All of them", "\n".join(PLAIN))
        for text in HOSTILE:
            here.call("POST", "agents", {"name": text, "description": text, "kind": "model"})
            here.make(working(text))
        for path in [*LISTS, *paths]:
            here.open(path)
            assert "210003" not in here.page.content()

        assert here.mistakes == []
        assert here.strayed == []


def test_no_page_scrolls_sideways(visit: Visiting) -> None:
    with visit() as here:
        here.open("/")
        long = paths_full_of(here, "a_very_long_name_without_space_" * 6, "long_" * 100)
        for path in [*LISTS, *long, "/set-password", "/api/v1/docs"]:
            here.page.goto(f"{here.home}{path}")
            here.rests()
            for width in (320, 1440):
                here.page.set_viewport_size({"width": width, "height": 740})
                here.page.evaluate(DRAWN)
                assert here.page.evaluate(TOO_WIDE) == [], (path, width)


def test_from_an_empty_list_to_a_run_that_one_has_read(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/")
        page.get_by_role("button", name="New workflow").click()
        page.get_by_role("button", name="Import").click()
        page.get_by_label("JSON or YAML of a workflow").fill(
            str(working("From a text")).replace("'", '"')
        )
        page.get_by_role("button", name="Import").last.click()
        page.wait_for_url("**/design*")

        here.open("/")
        page.get_by_role("button", name="Run From a text").click()
        page.wait_for_url("**/executions/*")
        page.locator("header [data-look=done]").first.wait_for()
        page.get_by_role("link", name="Timeline").click()
        page.get_by_role("button", name="report").first.focus()
        page.keyboard.press("Enter")
        page.get_by_label("Task", exact=True).get_by_text("forty-two").wait_for()
        page.keyboard.press("Escape")
        page.get_by_label("Task", exact=True).wait_for(state="detached")

        assert here.mistakes == []


def test_a_failure_is_explained_and_retried_from_where_it_failed(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/")
        workflow = here.make(failing())
        execution = here.run(workflow)
        here.open(f"/executions/{execution}")
        page.get_by_text("A template or condition could not be evaluated").first.wait_for()

        page.get_by_role("button", name="Retry…").click()
        dialog = page.get_by_role("dialog")
        reused = dialog.get_by_text("1 reused").locator("xpath=../following-sibling::dd[1]")
        expect(reused).to_contain_text("gather")
        dialog.get_by_role("button", name="Start").click()
        page.wait_for_url(lambda address: "/executions/" in address and execution not in address)
        page.get_by_text("Retry of").wait_for()

        retried = here.call("GET", f"executions/{page.url.rsplit('/', 1)[1]}")
        assert retried["retry_of"] == execution

        # What it stumbled over is mended in the draft; nothing is published.
        mending = {"op": "replace", "path": "/tasks/divide/value", "value": "mended"}
        here.call("PATCH", f"workflows/{workflow}/document", {"operations": [mending]})
        page.get_by_role("button", name="Retry…").click()
        dialog.get_by_role("combobox", name="Version").select_option("the draft as it is now")
        dialog.get_by_text("the others keep what they gave").wait_for()
        dialog.get_by_text("1 reused").wait_for()
        before = page.url
        dialog.get_by_role("button", name="Start").click()
        page.wait_for_url(lambda address: "/executions/" in address and address != before)
        mended_run = here.call("GET", f"executions/{page.url.rsplit('/', 1)[1]}/wait?timeout=30")
        assert mended_run["state"] == "succeeded"


def test_a_run_is_followed_where_no_socket_gets_through(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        page.route_web_socket(re.compile("/ws/executions/"), lambda socket: socket.close())
        here.open("/")
        execution = here.run(here.make(asking("Barred", "Through a proxy?")))
        here.open(f"/executions/{execution}")
        page.locator("[data-look=waiting]").first.wait_for()

        here.call("POST", f"approvals/{question_of(here, execution)}/decide", {"approve": True})

        page.locator("header [data-look=done]").first.wait_for()


def test_a_question_is_answered_from_a_phone(visit: Visiting) -> None:
    with visit(width=360) as here:
        here.open("/")
        execution = here.run(here.make(asking("Phone", "From the phone?")))
        here.open("/approvals")
        card = here.page.get_by_role("article").filter(has_text="From the phone?").first
        card.get_by_label("Comment, if you like").fill("Go on.")
        card.get_by_role("button", name="Approve").click()
        here.page.locator("article[data-look=done]", has_text="From the phone?").wait_for()

        assert here.until_ended(execution)["state"] == "succeeded"


def question_of(here: Visit, execution: str) -> str:
    open_ones = here.call("GET", "approvals?state=open&limit=500")["items"]
    [approval] = [each for each in open_ones if each["execution"] == execution]
    return str(approval["id"])


def test_the_link_of_a_mail_shows_its_question_alone_and_who_may_not_answer_is_told(
    visit: Visiting,
) -> None:
    with visit() as here:
        here.open("/")
        execution = here.run(here.make(asking("Alone", "Is this alone?")))
        barred = here.run(here.make(asking("Four eyes", "Who else?", self_approval=False)))
        here.open(f"/approvals?only={question_of(here, barred)}")
        here.page.get_by_text("so somebody else has to decide").wait_for()
        assert here.page.get_by_role("button", name="Approve").count() == 0

        here.open(f"/approvals?only={question_of(here, execution)}")
        here.page.get_by_role("button", name="Approve").click()
        here.page.locator("article[data-look=done]").wait_for()
        here.page.get_by_role("link", name="All that waits for you").click()
        here.page.get_by_role("heading", name="Approvals").wait_for()


def test_filters_stand_in_the_address_and_two_runs_are_compared(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/")
        before = here.run(here.make(working("Before", value="one\ntwo")))
        after = here.run(here.make(working("After", value="one\nthree")))
        here.open("/executions?state=failed")
        expect(page.get_by_role("link", name=re.compile("^After "))).to_have_count(0)
        page.get_by_role("button", name="done").click()
        page.wait_for_url("**state=done*")
        for execution in (before, after):
            page.get_by_role("checkbox", name=re.compile(execution[:8])).check()
        page.get_by_role("link", name="Compare these two").click()
        page.get_by_role("button", name=re.compile("^gather")).click()

        has_changes(page, "Output", ["− two", "+ three"])
        has_changes(page, "Settings", ["−     two", "+     three"])


def has_changes(page: Page, region: str, lines: list[str]) -> None:
    text = page.get_by_role("region", name=region).locator("pre")

    def changes() -> list[str]:
        return [line for line in text.inner_text().splitlines() if line[:1] in ("+", "−")]

    wait_until(lambda: changes() == lines, f"{region} to differ in {lines}")


def test_a_token_is_shown_once_and_ended(visit: Visiting) -> None:
    with visit() as here:
        page = here.page
        here.open("/tokens")
        page.get_by_role("button", name="New token").click()
        page.get_by_label("Name").fill("nightly")
        page.get_by_role("button", name="Make the token").click()
        token = page.get_by_role("status", name="The new token").locator("code").inner_text()
        here.open("/tokens")

        assert token.startswith("orc_")
        expect(page.get_by_role("listitem").filter(has_text="nightly")).to_be_visible()
        assert token not in page.content()
        page.get_by_role("button", name="End").click()
        page.get_by_role("button", name="End").click()
        page.get_by_text("ended").wait_for()


def test_a_run_of_thousands_stays_a_list_of_few(visit: Visiting) -> None:
    many: dict[str, Any] = document(
        "Thousands",
        each={"kind": "map", "over": list(range(1_500)), "position": [0, 0]},
        item={"kind": "transform", "parent": "each", "value": "{{ item }}", "position": [24, 60]},
    )
    with visit() as here:
        here.open("/")
        execution = here.run(here.make(many))
        here.open(f"/executions/{execution}?tab=timeline")
        here.page.get_by_text("1,501 task runs").wait_for()

        expect(here.page.locator("ol > li").first).to_be_visible()
        assert here.page.locator("ol > li").count() < 100
