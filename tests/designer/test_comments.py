"""What people say to each other on the canvas: on edges, on points, and to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import VIEWER, Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk

pytestmark = pytest.mark.acceptance

CHAIN: dict[str, Any] = {
    "schema": 1,
    "name": "Chain",
    "tasks": {
        "plan": {"kind": "transform", "name": "Plan", "value": 1, "position": [0, 0]},
        "write": {
            "kind": "transform",
            "name": "Write",
            "value": 2,
            "depends_on": ["plan"],
            "position": [400, 0],
        },
    },
}


def panel(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name="Comments")


def middle(found: Locator) -> tuple[float, float]:
    box = found.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def say(desk: Desk, about: str, text: str) -> None:
    field = desk.page.get_by_role("textbox", name=f"Comment on {about}")
    expect(field).to_be_focused()
    field.fill(text)
    field.press("Control+Enter")
    expect(panel(desk).get_by_role("article").get_by_text(text)).to_be_visible()


def test_a_comment_on_an_edge_follows_it_and_outlives_it(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(CHAIN)
    one, other = sit(open_site, workflow, VIEWER), sit(open_site, workflow, "editor0")
    line = one.page.locator(".react-flow__edge path").first
    one.page.mouse.move(*middle(line))
    one.button("Comment on this edge").click()
    say(one, "the edge from Plan to Write", "Is this order right?")

    mark = other.button("1 open comment, 1 new on an edge")
    before = middle(mark)
    other.select("Write")
    other.page.keyboard.press("m")
    for _ in range(5):
        other.page.keyboard.press("Shift+ArrowDown")
    other.page.keyboard.press("Escape")
    expect(mark).to_be_visible()
    assert middle(mark)[1] > before[1] + 20

    mark.focus()  # as from the keyboard
    other.page.keyboard.press("Enter")
    link = panel(other).get_by_role("button", name="The edge from Plan to Write")
    link.click()
    expect(other.button("1 open comment on an edge")).to_be_focused()
    other.task("Plan").press("Delete")
    expect(panel(other).get_by_text("Was on an edge that is gone")).to_be_visible()
    expect(panel(other).get_by_text("Is this order right?")).to_be_visible()


def test_a_comment_on_a_point_stays_where_it_was_put(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(CHAIN)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    threads = f"/workflows/{workflow}/threads"

    one.button("Comment on a place").click()
    picker = one.page.get_by_role("button", name=re.compile("^Click what the comment is about"))
    picker.click(position={"x": 300, "y": 120})
    say(one, "this point of the canvas", "Room for a check here?")

    mark = other.page.get_by_role("button", name="1 comment on a point: Room for a check here?")
    expect(mark).to_be_visible()
    (first,) = open_site.rest().get(threads)["items"]
    other.rename("Plan", "Plan it")
    assert first["place"] == "point"
    mark.click()
    card = panel(other).get_by_role("article")
    expect(card).to_be_focused()
    panel(other).get_by_role("button", name="A point of the canvas").click()
    expect(mark).to_be_focused()
    other.page.keyboard.press("Escape")
    expect(other.page.locator("[data-node]:focus")).to_have_count(1)

    # Without a pointer.
    other.page.keyboard.press("Shift+C")
    expect(other.page.get_by_role("button", name=re.compile("^Click what"))).to_be_focused()
    for _ in range(4):
        other.page.keyboard.press("Shift+ArrowDown")
    other.page.keyboard.press("Enter")
    say(other, "this point of the canvas", "And here?")
    found = open_site.rest().get(threads)["items"]
    assert [each["point"] != first["point"] for each in found] == [True, False]
    second = other.page.get_by_role("button", name="1 comment on a point: And here?")
    expect(second).to_be_visible()
    mark.focus()
    other.page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    assert other.violations() == []


def test_a_click_on_a_task_while_choosing_a_place_means_the_task(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(CHAIN), "editor0")
    where = middle(one.task("Write"))

    one.button("Comment on a place").click()
    expect(one.page.get_by_role("button", name=re.compile("^Click what"))).to_be_focused()
    one.page.mouse.click(*where)
    say(one, "Write", "Shorter.")

    one.button("Comment on a place").click()
    one.page.keyboard.press("Escape")
    expect(one.page.get_by_role("button", name=re.compile("^Click what"))).to_have_count(0)


def test_names_of_the_team_are_offered_behind_an_at_sign(open_site: Site, sit: Sit) -> None:
    phone = {"width": 320, "height": 640}
    one = sit(open_site, open_site.workflow(CHAIN), "editor0", viewport=phone)
    one.page.keyboard.press("c")
    field = one.page.get_by_role("textbox", name="Comment on the whole workflow")
    people = one.page.get_by_role("listbox", name="People")
    expect(field).to_be_focused()

    field.press_sequentially("Mail a@b and @edi")
    expect(people.get_by_role("option")).to_have_text([f"editor{i}" for i in range(1, 6)])
    field.press("ArrowDown")
    chosen = people.get_by_role("option", selected=True)
    expect(chosen).to_have_text("editor2")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert one.violations() == []
    field.press("Enter")
    expect(field).to_have_value("Mail a@b and @editor2 ")
    expect(people).to_have_count(0)
    field.press_sequentially("or @view")
    expect(people.get_by_role("option")).to_have_count(1)
    field.press("Escape")  # the list goes, the field keeps what is written and the focus
    expect(people).to_have_count(0)
    expect(field).to_be_focused()
    field.press_sequentially("e")
    people.get_by_role("option", name="viewer").click()
    expect(field).to_have_value("Mail a@b and @editor2 or @viewer ")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 320
    field.press("Control+Enter")

    expect(panel(one).get_by_text("Mail a@b and @editor2 or @viewer")).to_be_visible()
    assert open_site.rest("editor2").get("/mentions")["items"][0]["author"] == "editor0"


def test_who_is_mentioned_finds_a_notice_that_leads_to_the_comment(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(CHAIN)
    threads = f"/workflows/{workflow}/threads"
    person = "editor3"
    open_site.rest(person).post("/mentions/seen")
    reader = sit(open_site, workflow, person)
    expect(reader.page.get_by_role("link", name=re.compile("new notice"))).to_have_count(0)

    said = {"place": "edge", "subject": "plan>write", "text": f"Look at this, @{person}"}
    open_site.rest("editor4").post(threads, said)
    reader.page.get_by_role("link", name="1 new notice").click()
    page = reader.page
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name=re.compile("^Notices ?1 new"))).to_be_visible()
    link = page.get_by_role("link", name="New editor4 mentioned you in Chain").first
    expect(link).to_be_visible()
    assert reader.violations() == []
    link.click()
    expect(panel(reader).get_by_role("article").first).to_be_focused()
    expect(page.get_by_text(f"Look at this, @{person}")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("new notice"))).to_have_count(0)  # read

    # A reply reaches who wrote there; what is taken back is gone from the list.
    thread = open_site.rest().get(threads)["items"][0]["id"]
    reply = f"/threads/{thread}/comments"
    open_site.rest(person).post(reply, {"text": "It is right."})
    answer = open_site.rest("editor4").post(reply, {"text": "Then publish."}).json()
    expect(page.get_by_role("link", name="1 new notice")).to_be_visible()
    open_site.rest("editor4").request("DELETE", f"/comments/{answer['id']}")
    expect(page.get_by_role("link", name=re.compile("new notice"))).to_have_count(0)


def test_what_is_half_written_stays_when_something_else_is_selected(
    open_site: Site, sit: Sit
) -> None:
    one = sit(open_site, open_site.workflow(CHAIN), "editor0")
    one.button("Comments").click()
    one.page.get_by_role("textbox", name="Comment on the whole workflow").fill("Half a thought")

    one.select("Plan")

    field = one.page.get_by_role("textbox", name="Comment on Plan")
    expect(field).to_have_value("Half a thought")
