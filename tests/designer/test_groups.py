"""Frames around tasks: two people group, move, collapse and take back, each their own."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance
CHAIN = {
    "schema": 1,
    "name": "A chain",
    "tasks": {
        f"t{at}": {
            "kind": "transform",
            "name": name,
            "value": at,
            "position": [at * 288, 0],
            **({"depends_on": [f"t{at - 1}"]} if at else {}),
        }
        for at, name in enumerate(("Fetch", "Clean", "Report"))
    },
}


def document(site: Site, workflow: str) -> dict[str, Any]:
    found: dict[str, Any] = site.rest().get(f"/workflows/{workflow}/document")["document"]
    return found


def groups(site: Site, workflow: str) -> list[dict[str, Any]]:
    return list(document(site, workflow).get("groups", {}).values())


def place(site: Site, workflow: str, task: str) -> list[float]:
    found: list[float] = document(site, workflow)["tasks"][task]["position"]
    return found


def frame(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("region", name=f"Group {name}")


def drag(desk: Desk, what: Locator, by: tuple[int, int]) -> None:
    box = desk.place_of(what)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = desk.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0] / 2, y + by[1] / 2, steps=4)
    mouse.move(x + by[0], y + by[1], steps=4)
    mouse.up()


def shoot(desk: Desk, name: str) -> None:
    if folder := os.environ.get("GROUP_SHOTS"):
        desk.page.screenshot(path=f"{folder}/{name}.png")


def test_two_people_group_move_collapse_and_take_back_their_own(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(CHAIN)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.select("Fetch")
    one.task("Clean").click(modifiers=["Shift"])
    one.page.keyboard.press("Control+g")
    field = one.page.locator(".react-flow").get_by_role("textbox", name="Name")
    field.fill("Getting data")
    field.press("Enter")
    expect(frame(other, "Getting data")).to_be_visible()
    shoot(one, "grouped")

    # The frame takes its tasks along, in one step.
    before = place(open_site, workflow, "t1")
    drag(one, frame(one, "Getting data").locator("[data-node]"), (0, 120))
    wait_until(
        lambda: place(open_site, workflow, "t0")[1] == place(open_site, workflow, "t1")[1] > 0,
        "the group to have moved",
    )
    assert place(open_site, workflow, "t2") == [576, 0]

    # Somebody else collapses it, and one sees the same; what ends in it ends at its card.
    other.page.get_by_role("button", name="Collapse Getting data").click()
    one.sees_no("Clean")
    expect(one.page.locator(".react-flow__edge")).to_have_count(1)
    shoot(one, "collapsed")

    # One's own undo takes back the move, and leaves it collapsed.
    one.page.keyboard.press("Control+z")
    wait_until(lambda: place(open_site, workflow, "t1") == before, "the move to be taken back")
    assert groups(open_site, workflow)[0]["collapsed"] is True
    other.task("Getting data").press("Enter")
    one.sees("Clean")

    # A task dragged in belongs to it; taken away, the frame leaves its tasks.
    drag(other, other.task("Report"), (-320, 40))
    wait_until(lambda: "group" in document(open_site, workflow)["tasks"]["t2"], "it to be in")
    one.task("Getting data").press("Delete")
    other.sees("Fetch", "Clean", "Report")
    expect(frame(other, "Getting data")).to_have_count(0)
    wait_until(lambda: groups(open_site, workflow) == [], "the frame to be gone")
    assert all("group" not in each for each in document(open_site, workflow)["tasks"].values())


def test_the_outline_groups_without_a_pointer(open_site: Site, sit: Sit) -> None:
    framed = {
        **CHAIN,
        "tasks": {
            id_: {**task, **({"group": "g"} if id_ != "t2" else {})}
            for id_, task in CHAIN["tasks"].items()  # type: ignore[attr-defined]
        },
        "groups": {"g": {"name": "Data", "color": "blue"}},
    }
    workflow = open_site.workflow(framed)
    desk = sit(open_site, workflow, "editor0")
    shoot(desk, "framed")
    desk.sees("Fetch", "Report")
    desk.page.keyboard.press("o")
    expect(desk.page.get_by_role("table")).to_be_visible()
    desk.task("Data").focus()
    shoot(desk, "outline")
    assert desk.violations() == []
    desk.task("Data").press("Enter")
    desk.sees_no("Fetch")
    desk.task("Data").press("Enter")
    desk.sees("Fetch")
    desk.rename("Data", "Input")
    desk.task("Input").press("Control+Shift+g")
    expect(desk.task("Input")).to_have_count(0)
    desk.sees("Fetch")
    desk.page.keyboard.press("Control+g")
    desk.types("Again")
    desk.page.keyboard.press("Enter")
    expect(desk.task("Again")).to_be_focused()
    wait_until(lambda: groups(open_site, workflow)[0]["name"] == "Again", "the group to be named")
