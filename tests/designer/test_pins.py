"""An output is pinned, edited and taken away; what follows uses it, and previews show it before."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance

CHAIN: dict[str, Any] = {
    "schema": 1,
    "name": "Chain",
    "tasks": {
        "shout": {
            "kind": "function",
            "name": "Shout",
            "function": "text.upper",
            "arguments": {"text": "hello"},
            "position": [0, 0],
        },
        "tell": {
            "kind": "transform",
            "name": "Tell",
            "value": "{{ tasks.shout.output }}!",
            "depends_on": ["shout"],
            "position": [300, 0],
        },
    },
}


def card(desk: Desk, name: str) -> Locator:
    return desk.page.locator("article").filter(has=desk.task(name))


def run(desk: Desk) -> None:
    desk.button("Run").click()
    expect(card(desk, "Tell").get_by_text("done")).to_be_visible()


def preview_says(desk: Desk, words: str | re.Pattern[str]) -> None:
    field = desk.page.locator('[data-field="value"]')
    expect(field.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_a_pinned_output_is_what_the_next_task_gets_and_others_see_it(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(CHAIN)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")

    one.select("Tell")
    preview_says(one, "No data yet for tasks.shout")
    run(one)
    preview_says(one, "HELLO!")
    one.select("Shout")
    one.button("Pin output").click()
    expect(card(one, "Shout").get_by_text("pinned")).to_be_visible()
    expect(card(other, "Shout").get_by_text("pinned")).to_be_visible()
    one.button("Edit pin…").click()
    editor = one.page.get_by_role("textbox", name="Output as JSON")
    expect(editor).to_have_value('"HELLO"')
    assert one.violations() == []
    editor.fill("by hand")
    one.button("Pin").click()
    one.is_told(re.compile("This is no JSON"))
    editor.fill('"by hand"')
    one.button("Pin").click()
    expect(editor).to_have_count(0)

    one.select("Tell")
    preview_says(one, "by hand!")
    assert one.violations() == []
    one.button("Run this task").click()
    one.is_told("Runs Tell; the pin of Shout.")
    output = one.page.get_by_role("region", name="Task of the run")
    expect(output.get_by_text("by hand!")).to_be_visible()
    stored = open_site.rest().get(f"/workflows/{workflow}/document")["document"]["tasks"]["shout"]
    assert "output" not in stored


def test_a_whole_run_is_pinned_and_the_key_takes_a_pin_away(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(CHAIN)
    one = sit(open_site, workflow, "editor0")
    run(one)

    one.button("Pin all outputs of this run").click()
    expect(card(one, "Shout").get_by_text("pinned")).to_be_visible()
    expect(card(one, "Tell").get_by_text("pinned")).to_be_visible()
    one.select("Tell")
    one.task("Tell").press("p")

    expect(card(one, "Tell").get_by_text("pinned")).to_have_count(0)

    def pinned() -> list[str]:
        pins = open_site.rest().get(f"/workflows/{workflow}/pins")["items"]
        return [pin["task"] for pin in pins]

    wait_until(lambda: pinned() == ["shout"], "the pin to be taken away")


def test_a_fixed_value_becomes_an_expression_and_back_with_a_warning(
    open_site: Site, sit: Sit
) -> None:
    resting = {
        "schema": 1,
        "name": "Resting",
        "tasks": {"rest": {"kind": "wait", "name": "Rest", "duration_s": 5, "position": [0, 0]}},
    }
    one = sit(open_site, open_site.workflow(resting), "editor0")
    one.select("Rest")
    badge = one.page.get_by_role("button", name=re.compile("is an expression$")).first

    assert one.violations() == []
    badge.click()
    field = one.page.locator('[data-field="duration_s"]').get_by_role("textbox")
    expect(field).to_have_value("{{ 5 }}")
    field.fill("{{ 2 + 3 }}")
    field.blur()
    expect(one.page.locator('[data-field="duration_s"]').get_by_role("status")).to_contain_text("5")
    badge.click()
    one.is_told("The expression is lost with a fixed value.")
    one.button("Keep it").click()

    expect(field).to_have_value("{{ 2 + 3 }}")


def test_previews_are_made_of_the_run_that_is_chosen(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(CHAIN)
    one = sit(open_site, workflow, "editor0")
    run(one)
    first = newest_run(open_site, workflow)
    one.select("Shout")
    one.page.get_by_role("textbox", name="Text").fill("other")
    one.page.keyboard.press("Enter")
    one.is_saved()
    one.button("Run").click()
    wait_until(lambda: newest_run(open_site, workflow) != first, "another run")
    one.select("Tell")
    preview_says(one, "OTHER!")

    one.page.get_by_label("with data of").select_option(first)

    preview_says(one, re.compile("HELLO!.*that run"))
    one.page.get_by_label("with data of").select_option("")
    preview_says(one, "OTHER!")


def newest_run(site: Site, workflow: str) -> str:
    rows = site.rest().get(f"/executions?workflow={workflow}")["items"]
    return str(rows[0]["id"])
