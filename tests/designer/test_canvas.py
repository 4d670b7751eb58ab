"""What the canvas shows beside its tasks: what is in line, and who is out of sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.benchmarks.designer.documents import grid
from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk
from tests.designer.test_running import SHOUTING
from tests.fetching import DRAWN
from tests.servers import wait_until

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
    box = one.place_of(one.task("Two"))
    x, y = box["x"] + 10, box["y"] + 10

    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + 2, y)  # the drag begins where it is first moved to
    one.page.mouse.move(x - 294, y + 4)
    expect(lines).to_have_count(1)
    one.page.mouse.up()

    expect(lines).to_have_count(0)

    def stored() -> float:
        document = open_site.rest().get(f"/workflows/{workflow}/document")["document"]
        return float(document["tasks"]["two"]["position"][0])

    wait_until(lambda: stored() == 3, "the place to be stored")


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


CHAIN = {
    "schema": 1,
    "name": "Chain",
    "tasks": {
        "one": {"kind": "transform", "name": "One", "value": 1, "position": [0, 0]},
        "two": {
            "kind": "transform",
            "name": "Two",
            "value": 2,
            "depends_on": ["one"],
            "position": [300, 0],
        },
        "three": {
            "kind": "transform",
            "name": "Three",
            "value": 3,
            "depends_on": ["two"],
            "position": [600, 0],
        },
        "free": {"kind": "transform", "name": "Free", "value": 4, "position": [600, 200]},
    },
}


def point_of(desk: Desk, place: str) -> tuple[float, float]:
    """The middle of what is found there."""
    box = desk.place_of(desk.page.locator(place))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def has_dimmed(desk: Desk, *tasks: str) -> None:
    nodes = desk.page.locator(".react-flow__node.impossible")
    read = "nodes => nodes.map(({dataset}) => dataset.id).sort()"
    wait_until(lambda: nodes.evaluate_all(read) == list(tasks), f"{tasks} to be dimmed alone")


def test_while_an_edge_is_drawn_what_cannot_be_its_end_is_dimmed_and_then_told_why(
    open_site: Site, sit: Sit
) -> None:
    note = {"text": "Beside it", "position": [0, 200]}
    one = sit(open_site, open_site.workflow({**CHAIN, "notes": {"beside": note}}))
    card = "[data-id='{}'].react-flow__node"
    one.page.mouse.move(*point_of(one, f"{card.format('two')} .react-flow__handle.source"))
    one.page.mouse.down()
    one.page.mouse.move(*point_of(one, card.format("one")), steps=4)

    # Itself is where it comes from, and three waits for it already.
    expect(one.page.locator(card.format("one"))).to_have_css("opacity", "0.35")
    expect(one.page.locator(card.format("free"))).to_have_css("opacity", "1")
    has_dimmed(one, "note:beside", "one", "three")
    hint = one.page.get_by_role("status").filter(has_text="“Two” already waits for “One”")
    expect(hint).to_be_visible()
    one.page.mouse.move(*point_of(one, card.format("free")), steps=4)
    expect(hint).to_have_count(0)
    one.page.mouse.move(*point_of(one, card.format("one")), steps=4)
    one.page.mouse.up()

    one.is_told("“Two” already waits for “One”; loops need a Loop task.")
    has_dimmed(one)
    one.page.mouse.move(*point_of(one, f"{card.format('two')} .react-flow__handle.source"))
    one.page.mouse.down()
    one.page.mouse.move(*point_of(one, card.format("free")), steps=4)
    one.page.mouse.up()
    expect(one.page.locator(".react-flow__edge")).to_have_count(3)
    has_dimmed(one)

    # By two clicks, and from the keyboard, the same is told.
    one.page.locator(f"{card.format('three')} .react-flow__handle.source").click()
    expect(one.page.locator(f"{card.format('two')}.impossible")).to_be_visible()
    one.page.locator(card.format("two")).hover()
    expect(one.page.get_by_role("status").filter(has_text="“Three” already waits")).to_be_visible()
    one.page.locator(f"{card.format('two')} .react-flow__handle.target").click()
    one.is_told("“Three” already waits for “Two”; loops need a Loop task.")
    has_dimmed(one)
    one.task("Three").press("e")
    refused = one.page.get_by_role("option", name="Two")
    expect(refused).to_be_disabled()
    expect(refused).to_contain_text("loops need a Loop task")
    one.types("two")
    one.page.keyboard.press("Enter")
    expect(refused).to_have_count(1)  # "when the outcome is failed" is refused as well
    one.page.keyboard.press("Escape")
    expect(one.page.locator(".react-flow__edge")).to_have_count(3)

    # Keys mean the card that was clicked, also where it shows nothing that takes the focus.
    one.page.locator(card.format("free")).click(position={"x": 60, "y": 60})
    one.page.keyboard.press("n")
    expect(one.page.get_by_placeholder("What comes next?")).to_be_visible()


def test_from_far_away_a_click_selects_what_lies_there_and_two_go_to_it(
    open_site: Site, sit: Sit
) -> None:
    one = sit(open_site, open_site.workflow(grid(400)))
    # Far away, all cards are one picture: where a card is follows from those in a corner of it.
    picture = one.page.locator("[data-far] canvas")
    expect(picture).to_be_visible()
    expect(one.page.locator("article")).to_have_count(0)
    one.page.mouse.click(*place_of_card(one, 137))
    inspector = one.page.get_by_role("complementary", name="Settings")
    expect(inspector.get_by_role("textbox", name="Name")).to_have_value("Task 137")
    x, y = place_of_card(one, 137)
    one.page.mouse.click(5, y)

    one.page.mouse.dblclick(x, y)
    expect(one.task("Task 137")).to_be_in_viewport()


def place_of_card(desk: Desk, number: int) -> tuple[float, float]:
    """Where a card of a grid lies on the screen: as the canvas has been moved and zoomed."""
    desk.page.evaluate(DRAWN)
    [x, y, zoom] = desk.page.locator(".react-flow__viewport").evaluate(
        "(box) => { const m = new DOMMatrix(getComputedStyle(box).transform);"
        " const at = box.closest('.react-flow').getBoundingClientRect();"
        " return [m.e + at.x, m.f + at.y, m.a]; }"
    )
    left, top = grid(400)["tasks"][f"t{number}"]["position"]
    return x + (left + 108) * zoom, y + (top + 36) * zoom


def edges_of(desk: Desk) -> list[str]:
    edges = desk.page.locator(".react-flow__edge")
    return sorted(edges.evaluate_all("edges => edges.map(({dataset}) => dataset.id)"))


def has_edges(desk: Desk, *edges: str) -> None:
    wait_until(lambda: edges_of(desk) == list(edges), f"the edges {edges}")


def test_an_edge_is_taken_to_another_task_and_a_card_dropped_into_it(
    open_site: Site, sit: Sit
) -> None:
    one = sit(open_site, open_site.workflow(CHAIN))
    mouse, card = one.page.mouse, "[data-id={}].react-flow__node"
    has_edges(one, "one>two", "two>three")

    end = "[data-id='two>three'] .react-flow__edgeupdater-target"
    mouse.move(*point_of(one, end))
    mouse.down()
    mouse.move(700, 850, steps=4)  # let go over nothing, it stays
    mouse.up()
    has_edges(one, "one>two", "two>three")
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    mouse.move(*point_of(one, end))
    mouse.down()
    mouse.move(*point_of(one, card.format("free")), steps=4)
    mouse.up()
    has_edges(one, "one>two", "two>free")
    one.page.keyboard.press("Control+z")
    has_edges(one, "one>two", "two>three")

    mouse.move(*point_of(one, f"{card.format('free')} [data-node]"))
    mouse.down()
    mouse.move(*point_of(one, "[data-id='one>two'] .react-flow__edge-interaction"), steps=40)
    mouse.up()
    has_edges(one, "free>two", "one>free", "two>three")
    one.page.keyboard.press("Control+z")
    has_edges(one, "one>two", "two>three")


def test_what_lies_under_a_dialogue_hears_no_keys(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    one.task("Tell").press("Delete")
    one.sees_no("Tell")
    one.page.keyboard.press("?")
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    for key in ("Control+z", "Control+Enter", "Control+k", "Escape"):
        one.page.keyboard.press(key)

    expect(dialog).to_have_count(0)
    one.sees_no("Tell")
    expect(one.page.get_by_title("Show the run")).to_have_count(0)
