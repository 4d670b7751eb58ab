"""What the canvas shows beside its tasks: what is in line, and who is out of sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit

pytestmark = pytest.mark.acceptance

APART = {
    "schema": 1,
    "name": "Apart",
    "tasks": {
        "one": {"kind": "transform", "name": "One", "value": 1, "position": [3, 0]},
        "two": {"kind": "transform", "name": "Two", "value": 2, "position": [300, 200]},
    },
}


def test_a_dragged_task_falls_in_line_with_another_and_a_line_shows_it(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(APART)
    one = sit(open_site, workflow)
    lines = one.page.locator("[class*=guides] line")
    box = one.task("Two").bounding_box()
    assert box is not None
    x, y = box["x"] + 10, box["y"] + 10

    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + 2, y)  # the drag begins where it is first moved to
    one.page.mouse.move(x - 294, y + 4)
    expect(lines).to_have_count(1)
    one.page.mouse.up()

    expect(lines).to_have_count(0)
    one.is_saved()
    stored = open_site.rest().get(f"/workflows/{workflow}/document")["document"]["tasks"]
    assert stored["two"]["position"][0] == 3


def test_an_arrow_at_the_edge_leads_to_whom_one_does_not_see(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(APART)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    canvas = one.page.get_by_role("application", name="Workflow graph")
    arrow = one.page.get_by_role("button", name="Go to editor1")
    other.task("One").hover()
    cursor = one.page.locator("[class*=cursor]").filter(has_text="editor1")
    expect(cursor).to_be_visible()
    expect(arrow).to_have_count(0)

    canvas.hover(position={"x": 40, "y": 40})
    one.page.mouse.wheel(1_500, 600)
    expect(arrow).to_be_visible()
    arrow.click()

    expect(arrow).to_have_count(0)
    expect(cursor).to_be_in_viewport()
