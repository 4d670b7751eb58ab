"""The designer without a pointer, for every eye, and with whatever people write into it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_running import SHOUTING, state_of
from tests.pages.hostile import HOSTILE

pytestmark = pytest.mark.acceptance


def test_a_workflow_is_built_and_run_from_the_keyboard_alone(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(), "editor0")
    keyboard = one.page.keyboard
    adding = one.page.get_by_role("dialog", name="Add a task")

    # What an empty canvas lacks is told by the canvas, and counted as no mistake.
    keyboard.press("Control+k")
    keyboard.type("problems")
    keyboard.press("Enter")
    expect(one.page.get_by_role("region", name="Problems").get_by_role("listitem")).to_have_text(
        re.compile("The workflow has no tasks")
    )
    expect(one.page.get_by_role("button", name=re.compile("^[0-9]+ problem"))).to_have_count(0)
    keyboard.press("Control+k")
    expect(one.page.get_by_role("dialog", name="Commands")).to_be_visible()
    one.types("add a task")
    keyboard.press("Enter")
    expect(adding).to_be_visible()
    one.types("wait")
    keyboard.press("Enter")
    expect(one.task("Wait")).to_be_focused()
    keyboard.press("n")
    expect(adding).to_be_visible()
    one.types("transform")
    keyboard.press("Enter")
    expect(one.task("Transform")).to_be_focused()
    keyboard.press("F2")
    one.types("Say it")
    keyboard.press("Enter")
    expect(one.task("Say it")).to_be_focused()
    keyboard.press("ArrowLeft")
    expect(one.task("Wait")).to_be_focused()
    keyboard.press("d")  # means what has the focus, not what was selected before
    expect(state_of(one, "Wait").get_by_text("off")).to_be_visible()
    keyboard.press("d")
    expect(state_of(one, "Wait").get_by_text("off")).to_have_count(0)
    keyboard.press("n")
    expect(adding).to_be_visible()
    one.types("wait")
    keyboard.press("Enter")
    expect(one.task("Wait 2")).to_be_focused()
    keyboard.press("Delete")  # the focus goes on to what came before, and never out of the page
    expect(one.task("Wait")).to_be_focused()
    one.is_saved()
    keyboard.press("Control+Enter")

    expect(state_of(one, "Say it").get_by_text("done")).to_be_visible()


def test_the_canvas_is_one_stop_of_the_tabulator_and_so_is_the_list_beside_it(
    open_site: Site, sit: Sit
) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    items = one.page.get_by_role("navigation", name="Tasks to add").get_by_role("button")
    one.sees("Shout")
    items.first.focus()
    one.page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    one.page.keyboard.press("Tab")
    expect(one.page.locator("[data-node]:focus")).to_have_count(1)
    one.page.keyboard.press("c")
    expect(one.page.get_by_role("textbox", name="Comment on")).to_be_focused()
    one.page.keyboard.press("Escape")
    expect(one.page.locator("[data-node]:focus")).to_have_count(1)


def test_the_outline_is_a_whole_second_way(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    one.button("Outline").click()
    table = one.page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(3)

    one.rename("Tell", "Report")
    expect(one.task("Report")).to_be_focused()
    one.page.keyboard.press("n")
    expect(one.page.get_by_role("dialog", name="Add a task")).to_be_visible()
    one.types("wait")
    one.page.keyboard.press("Enter")
    expect(one.task("Wait")).to_be_focused()
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("row", name="Wait").get_by_text("Report")).to_be_visible()

    one.page.keyboard.press("ArrowUp")
    expect(one.task("Report")).to_be_focused()
    one.page.keyboard.press("Control+d")
    expect(one.task("Report 2")).to_be_focused()
    one.page.keyboard.press("Delete")
    one.sees_no("Report 2")
    one.task("Report").focus()
    one.page.keyboard.press("d")
    expect(table.get_by_role("row", name="Report").get_by_text("off")).to_be_visible()
    one.page.keyboard.press("Delete")
    one.sees_no("Report")
    expect(table.locator("[data-node]:focus")).to_have_count(1)


def test_a_note_is_coloured_moved_and_resized_from_the_keyboard(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(), "editor0")
    keyboard = one.page.keyboard
    one.page.get_by_role("application").press("Shift+S")
    field = one.page.get_by_role("textbox", name="Note")
    expect(field).to_be_focused()
    keyboard.type("Ask them first")
    keyboard.press("Tab")
    expect(one.page.get_by_role("button", name="gray", exact=True)).to_be_focused()
    keyboard.press("Enter")
    expect(one.page.get_by_role("button", name="gray", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    note = one.page.locator(".react-flow__node-note")
    before = note.bounding_box()
    assert before is not None

    one.page.get_by_role("button", name="Resize with the arrow keys").press("Shift+ArrowRight")
    expect(note).to_have_css("width", "248px")
    keyboard.press("ArrowDown")
    expect(note).to_have_css("height", "128px")
    one.page.get_by_role("button", name="Move with the arrow keys").press("Shift+ArrowLeft")

    one.page.wait_for_function(
        "x => document.querySelector('.react-flow__node-note').getBoundingClientRect().x < x",
        arg=before["x"],
    )
    assert one.violations() == []
    keyboard.press("Delete")  # means the note, also from what is done to it
    expect(note).to_have_count(0)
    expect(one.page.locator("body:focus")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_site: Site, sit: Sit, scheme: str) -> None:
    empty = sit(open_site, open_site.workflow(), "editor0", color_scheme=scheme)
    full = sit(open_site, open_site.workflow(SHOUTING), "editor0", color_scheme=scheme)

    full.sees("Shout", "Tell")
    found = {"empty": empty.violations(), "full": full.violations()}
    full.select("Shout")
    full.button("Comments").click()
    expect(full.page.get_by_role("textbox", name="Comment on Shout")).to_be_visible()
    found["task and comments"] = full.violations()
    full.task("Shout").press("Delete")
    expect(full.button("Undo").last).to_be_visible()
    full.page.get_by_role("status").get_by_role("button", name="Undo").hover()
    found["news"] = full.violations()
    full.page.get_by_role("status").get_by_role("button", name="Undo").click()
    full.select("Shout")
    full.button("Run").click()
    expect(full.page.get_by_role("dialog").get_by_label("word")).to_be_visible()
    found["inputs"] = full.violations()
    full.page.get_by_role("dialog").get_by_role("button", name="Run", exact=True).click()
    expect(state_of(full, "Tell").get_by_text("done")).to_be_visible()
    found["run"] = full.violations()
    full.page.keyboard.press("Control+k")
    expect(full.page.get_by_role("dialog", name="Commands")).to_be_visible()
    found["commands"] = full.violations()
    full.page.keyboard.press("Escape")
    full.button("Outline").click()
    expect(full.page.get_by_role("table")).to_be_visible()
    found["outline"] = full.violations()

    assert {name: each for name, each in found.items() if each} == {}


def test_no_text_that_people_write_becomes_markup(open_site: Site, sit: Sit) -> None:
    tasks = {
        f"t{at}": {
            "kind": "transform",
            "name": f"{text[:190]} {at}",
            "value": text,
            "description": text,
            "position": [(at % 6) * 260, (at // 6) * 110],
        }
        for at, text in enumerate(HOSTILE)
    }
    notes = {
        f"n{at}": {"text": text, "position": [at * 240, 900]} for at, text in enumerate(HOSTILE)
    }
    document = {"schema": 1, "name": HOSTILE[0][:190], "tasks": tasks, "notes": notes}
    workflow = open_site.workflow(document)
    for text in HOSTILE:
        open_site.rest().post(f"/workflows/{workflow}/threads", {"place": "workflow", "text": text})
    one = sit(open_site, workflow, "editor0")

    one.button("Comments").click()
    one.page.locator("[data-node]").first.click()
    one.page.keyboard.press("Control+f")
    expect(one.page.get_by_role("dialog", name="Find")).to_be_visible()
    one.types("a")
    one.page.keyboard.press("Escape")
    one.button("Outline").click()

    expect(one.page.get_by_role("row")).to_have_count(len(HOSTILE) + 1)
    assert one.page.evaluate("document.querySelectorAll('main script, main iframe').length") == 0


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_nothing_needs_sideways_scrolling(open_site: Site, sit: Sit, width: int) -> None:
    one = sit(
        open_site,
        open_site.workflow(SHOUTING),
        "editor0",
        viewport={"width": width, "height": 800},
    )

    one.sees("Shout", "Tell")
    one.needs_nothing_more()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_single_keys_show_and_hide_the_panels_and_can_be_switched_off(
    open_site: Site, sit: Sit
) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    keyboard = one.page.keyboard
    settings = one.page.get_by_role("complementary", name="Settings")
    expect(settings).to_be_visible()
    one.sees("Shout", "Tell")

    keyboard.press("]")
    expect(settings).to_have_count(0)
    keyboard.press("Control+.")
    expect(one.page.get_by_role("navigation", name="Tasks to add")).to_have_count(0)
    keyboard.press("Control+.")
    expect(settings).to_be_visible()

    keyboard.press("Control+a")
    bar = one.page.get_by_role("toolbar", name="Selection")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    bar.get_by_role("button", name="Align at the top").click()

    one.is_saved()
    keyboard.press("?")
    one.page.get_by_role("checkbox", name="On, wherever").uncheck()
    keyboard.press("Escape")
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    keyboard.press("]")
    keyboard.press("o")
    expect(one.page.get_by_role("table")).to_have_count(0)
    expect(settings).to_be_visible()
