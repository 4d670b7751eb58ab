"""What the designer says where one looks: names in expressions, comments, versions, reasons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import VIEWER, Site
from tests.designer.conftest import Sit
from tests.designer.test_run_page import an_agent, until_ended
from tests.designer.test_running import SHOUTING, state_of

pytestmark = pytest.mark.acceptance

CHOOSING: dict[str, Any] = {
    **SHOUTING,
    "tasks": {
        "shout_k3x9": {**SHOUTING["tasks"]["shout"], "name": "Shout aloud"},
        "tell_p2m4": {
            "kind": "transform",
            "name": "Tell",
            "value": {"said": "no"},
            "depends_on": ["shout_k3x9"],
            "position": [300, 0],
        },
    },
}


def test_every_field_completes_what_an_expression_can_name(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(CHOOSING), "editor0")
    one.select("Tell")
    value = one.page.get_by_role("textbox", name="Value")
    value.fill("")
    names = one.page.get_by_role("listbox", name="Names")

    value.press_sequentially('{"said": "{{ alou')
    expect(names.get_by_role("option")).to_have_text(["Shout aloudshout_k3x9"])
    value.press("Enter")
    value.press_sequentially('"}')
    expect(value).to_have_value('{"said": "{{ tasks.shout_k3x9.output }}"}')
    expect(names).to_have_count(0)

    one.page.get_by_text("Conditions, retries, limits").click()
    when = one.page.get_by_role("textbox", name="When")
    when.press_sequentially("inp")
    names.get_by_role("option", name="inputs.word").click()
    expect(when).to_have_value("inputs.word")
    assert one.violations() == []


HOLDING: dict[str, Any] = {
    "schema": 1,
    "name": "Holding",
    "tasks": {
        "fetch_k3x9": {
            "kind": "transform",
            "name": "Fetch",
            "value": {"rows": [{"title": "Tea", "price": 3}], "total": 1},
            "output_schema": {
                "type": "object",
                "properties": {"rows": {"type": "array"}, "total": {"type": "integer"}},
            },
            "position": [0, 0],
        },
        "tell_p2m4": {
            "kind": "agent",
            "name": "Tell",
            "input": {"prompt": ""},
            "when": "true",
            "depends_on": ["fetch_k3x9"],
            "position": [300, 0],
        },
    },
}


def test_what_values_hold_is_completed_by_schema_and_by_the_last_run(
    open_site: Site, sit: Sit
) -> None:
    tell = {**HOLDING["tasks"]["tell_p2m4"], "agent": an_agent(open_site, {"answer": "Tea."})}
    workflow = open_site.workflow(
        {**HOLDING, "tasks": {**HOLDING["tasks"], "tell_p2m4": tell}},
    )
    rest = open_site.rest("editor0")
    body = {"draft": True, "to": "fetch_k3x9"}
    run = rest.post(f"/workflows/{workflow}/executions", body)
    until_ended(open_site, run.json()["id"])
    one = sit(open_site, workflow, "editor0")
    one.select("Tell")
    page = one.page

    # In a text: a dot goes into a name that was found by other words.
    one.prompt.click()
    one.types("About {{ fet")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options).to_have_count(1)
    page.keyboard.type(".")
    expect(options).to_have_text([re.compile("^rowsarray · "), "totalinteger · 1"])
    page.keyboard.type("ro")
    expect(options).to_have_count(1)
    options.first.click()
    page.keyboard.type(".")
    expect(options.first).to_have_text(re.compile(r"^\[0\]object · "))
    options.first.click()
    page.keyboard.type(".ti")
    expect(options).to_have_text(["titletext · “Tea”"])
    options.first.click()
    one.prompt_says("About {{ tasks.fetch_k3x9.output.rows[0].title}}")

    # In a plain field.
    page.get_by_text("Conditions, retries, limits").click()
    when = page.get_by_role("textbox", name="When")
    names = page.get_by_role("listbox", name="Names")
    when.fill("")
    when.press_sequentially("Fet")
    expect(names.get_by_role("option")).to_have_count(1)
    when.press_sequentially(".")
    expect(names.get_by_role("option")).to_have_text([re.compile("^rows"), "totalinteger · 1"])
    names.get_by_role("option", name="total").click()
    expect(when).to_have_value("tasks.fetch_k3x9.output.total")


def test_a_card_shows_what_is_said_about_its_task_and_leads_there(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(SHOUTING)
    one, other = sit(open_site, workflow, "editor0"), sit(open_site, workflow, "editor1")
    one.button("Comments").click()
    expect(one.page.get_by_role("textbox", name="Comment on the whole workflow")).to_be_visible()
    one.select("Tell")
    field = one.page.get_by_role("textbox", name="Comment on Tell")
    field.fill("Louder, please.")
    one.button("Send").first.click()

    mark = other.button("1 open comment, 1 new")
    mark.click()
    expect(other.page.get_by_text("Louder, please.")).to_be_visible()
    expect(mark).to_have_count(0)  # seen
    expect(other.button("1 open comment")).to_be_visible()
    other.button("Resolve").click()
    expect(one.button("1 open comment")).to_have_count(0)


def test_the_bar_says_whether_the_draft_is_what_is_published(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    one.button("Publish").click()
    one.page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(one.button("v1 published")).to_be_visible()

    one.rename("Tell", "Tell all")
    expect(one.button("v1 · draft has changes")).to_be_visible()
    one.button("Undo").click()
    expect(one.button("v1 published")).to_be_visible()


def test_a_narrow_bar_keeps_run_and_adding(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(SHOUTING)
    one = sit(open_site, workflow, "editor0", viewport={"width": 320, "height": 800})

    expect(one.button("1 hint")).to_be_visible()
    one.needs_nothing_more()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(one.button("Run")).to_be_in_viewport(ratio=1)
    one.button("Add a task").click()
    expect(one.page.get_by_role("dialog", name="Add a task")).to_be_visible()
    one.types("wait")
    one.page.keyboard.press("Enter")
    one.sees("Wait")
    one.button("More").click()
    one.page.get_by_role("menuitem", name="Undo").click()
    one.sees_no("Wait")
    expect(one.page.get_by_label("Overview")).to_have_count(0)
    assert one.violations() == []


def test_a_viewer_is_told_why_the_draft_cannot_be_run_by_them(open_site: Site, sit: Sit) -> None:
    viewer = sit(open_site, open_site.workflow(SHOUTING), VIEWER)

    for name in ("Run", "Publish"):
        expect(viewer.button(name)).to_have_accessible_description(re.compile("^You are a viewer"))
        viewer.button(name).press("Enter")
    expect(viewer.page.get_by_role("dialog")).to_have_count(0)
    viewer.select("Tell")
    assert viewer.violations() == []


def test_what_is_selected_stays_in_sight_and_zoom_has_buttons(open_site: Site, sit: Sit) -> None:
    tasks = {
        name.lower(): {"kind": "wait", "name": name, "duration_s": 1, "position": [0, y]}
        for name, y in (("Above", 0), ("Below", 640))
    }
    one = sit(open_site, open_site.workflow({"schema": 1, "name": "High", "tasks": tasks}))
    width = "document.querySelector('[data-node]').getBoundingClientRect().width"
    one.sees("Above", "Below")
    one.place_of(one.task("Below"))
    before = one.page.evaluate(width)
    one.button("Zoom out").click()
    one.page.wait_for_function(f"before => {width} < before", arg=before)
    one.button("Show everything").click()
    one.page.wait_for_function(f"before => {width} >= before", arg=before)
    one.select("Below")
    one.button("Comments").click()

    panel = one.page.get_by_role("region", name="Comments")
    expect(panel).to_be_visible()
    one.page.wait_for_function(
        "name => { const card = [...document.querySelectorAll('[data-node]')]"
        ".find(each => each.textContent === name)?.closest('article');"
        "const panel = document.querySelector('section[aria-label=Comments]');"
        "return card && panel"
        " && card.getBoundingClientRect().bottom <= panel.getBoundingClientRect().top; }",
        arg="Below",
    )
    one.task("Below").press("Control+d")
    one.sees("Below 2")


def test_inputs_can_be_json_and_a_failure_at_the_input_says_so(open_site: Site, sit: Sit) -> None:
    failing = {
        **SHOUTING,
        "tasks": {
            "tell": {
                "kind": "transform",
                "name": "Tell",
                "value": {"half": "{{ inputs.word + 1 }}"},
                "position": [0, 0],
            }
        },
    }
    one = sit(open_site, open_site.workflow(failing), "editor0")
    one.button("Run").click()
    dialog = one.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Write them as JSON").click()
    raw = dialog.get_by_label("Inputs as JSON")
    expect(raw).to_have_value(re.compile('"word": "hello"'))
    raw.fill('{"word": "loud"}')
    dialog.get_by_role("button", name="Run", exact=True).click()

    expect(state_of(one, "Tell").get_by_text("failed")).to_be_visible()
    one.select("Tell")
    detail = one.page.get_by_role("region", name="Task of the run")
    expect(detail.get_by_role("alert")).to_be_visible()
    expect(detail.get_by_text("Its input could not be made")).to_be_visible()
