"""A part of a draft becomes a workflow of its own, and the draft still gives the same."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from tests.designer.test_running import state_of
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance


def step(name: str, value: Any, at: int, **more: Any) -> dict[str, Any]:
    return {"kind": "transform", "name": name, "value": value, "position": [at * 288, 0], **more}


WHOLE = {
    "schema": 1,
    "name": "Whole",
    "inputs": {"type": "object", "properties": {"word": {"type": "string", "default": "hello"}}},
    "tasks": {
        "fetch": step("Fetch", {"said": "{{ inputs.word }}"}, 0),
        "loud": step("Loud", "{{ tasks.fetch.output.said | upper }}", 1, depends_on=["fetch"]),
        "twice": step("Twice", "{{ tasks.loud.output }} {{ inputs.word }}", 2, depends_on=["loud"]),
        "tell": step("Tell", {"told": "{{ tasks.twice.output }}"}, 3, depends_on=["twice"]),
    },
    "outputs": {"all": "{{ tasks.tell.output.told }}"},
}


def shoot(desk: Desk, name: str) -> None:
    if folder := os.environ.get("GROUP_SHOTS"):
        desk.page.screenshot(path=f"{folder}/{name}.png")


def select(desk: Desk, *names: str) -> None:
    desk.page.keyboard.press("Escape")
    for at, name in enumerate(names):
        desk.task(name).click(modifiers=["Shift"] if at else [])


def test_a_part_is_extracted_run_opened_and_taken_back(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(WHOLE)
    desk = sit(open_site, workflow, "editor0")

    # What leaves the selection and comes back is told, and nothing can be pressed.
    select(desk, "Loud", "Tell")
    desk.button("Extract to a workflow").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("“Twice” comes after “Loud”")
    expect(dialog.get_by_role("button", name="Extract", exact=True)).to_have_count(0)
    shoot(desk, "extract_blocked")
    dialog.get_by_role("button", name="Close").last.click()

    select(desk, "Loud", "Twice")
    desk.button("Extract to a workflow").click()
    dialog.get_by_label("Name").fill("Make it loud")
    expect(dialog).to_contain_text("what “Fetch” gives")
    shoot(desk, "extract")
    assert desk.violations() == []
    dialog.get_by_role("button", name="Extract", exact=True).click()
    desk.sees("Make it loud")
    desk.sees_no("Loud")

    # The result is real: it runs, and gives what it gave before.
    desk.is_saved()
    desk.button("Run").click()
    dialog.get_by_role("button", name="Run", exact=True).click()
    expect(state_of(desk, "Tell").get_by_text("done")).to_be_visible()
    desk.select("Tell")
    expect(desk.page.get_by_text(re.compile('"told": "HELLO hello"')).first).to_be_visible()

    # There and back again.
    desk.select("Make it loud")
    desk.page.get_by_role("link", name="Open “Make it loud”").click()
    desk.sees("Loud", "Twice")
    shoot(desk, "extracted")
    desk.page.get_by_role("link", name="Whole").click()
    desk.sees("Make it loud")
    desk.page.go_back()
    desk.sees("Twice")
    desk.page.go_back()
    desk.sees("Make it loud")


def test_undo_takes_an_extraction_back_and_a_failure_changes_nothing(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(WHOLE)
    rest = open_site.rest()

    def document() -> dict[str, Any]:
        found: dict[str, Any] = rest.get(f"/workflows/{workflow}/document")["document"]
        return found

    before = document()
    desk = sit(open_site, workflow, "editor0")
    desk.page.route("**/api/v1/workflows/*/publish", lambda route: route.fulfill(status=503))
    select(desk, "Loud", "Twice")
    desk.button("Extract to a workflow").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Extract", exact=True).click()
    expect(dialog).to_contain_text("was made, but not published")
    shoot(desk, "extract_failed")
    desk.is_saved()
    assert document() == before

    # A second try goes on with what was made.
    desk.page.unroute("**/api/v1/workflows/*/publish")
    dialog.get_by_role("button", name="Try again").click()
    desk.sees("Extracted part")
    names = [each["name"] for each in rest.get("/workflows")["items"]]
    assert names.count("Extracted part") == 1
    desk.page.keyboard.press("Control+z")
    desk.sees("Loud", "Twice")
    wait_until(lambda: document() == before, "all to be as it was")
