"""Press Run: the graph lights up, what went wrong is told, a mended draft runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.people import Desk

pytestmark = pytest.mark.acceptance

SHOUTING: dict[str, Any] = {
    "schema": 1,
    "name": "Shouting",
    "inputs": {
        "type": "object",
        "properties": {"word": {"type": "string", "default": "hello"}},
    },
    "tasks": {
        "shout": {
            "kind": "function",
            "name": "Shout",
            "function": "text.upper",
            "arguments": {"text": "{{ inputs.word }}"},
            "position": [0, 0],
        },
        "tell": {
            "kind": "transform",
            "name": "Tell",
            "value": {"said": "{{ tasks.shout.output }}"},
            "depends_on": ["shout"],
            "position": [300, 0],
        },
    },
}


def state_of(desk: Desk, name: str) -> Locator:
    """The card of a task."""
    return desk.page.locator("article").filter(has=desk.task(name))


def test_a_run_lights_up_the_graph_of_everybody_who_looks_at_it(open_site: Site, sit: Sit) -> None:
    workflow = open_site.workflow(SHOUTING)
    one = sit(open_site, workflow, "editor0")

    one.button("Run").click()
    one.page.get_by_label("word").fill("good morning")
    one.page.get_by_role("dialog").get_by_role("button", name="Run", exact=True).click()

    expect(state_of(one, "Tell").get_by_text("done")).to_be_visible()
    one.select("Tell")
    expect(one.page.get_by_text(re.compile('"said": "GOOD MORNING"')).first).to_be_visible()
    link = one.page.url
    other = sit(open_site, workflow, "editor1")
    other.page.goto(link)
    expect(state_of(other, "Shout").get_by_text("done")).to_be_visible()


def test_a_mistake_is_told_at_its_field_and_a_mended_draft_runs(open_site: Site, sit: Sit) -> None:
    broken = {
        **SHOUTING,
        "inputs": {},
        "tasks": {
            **SHOUTING["tasks"],
            "shout": {**SHOUTING["tasks"]["shout"], "arguments": {}},
        },
    }
    one = sit(open_site, open_site.workflow(broken), "editor0")

    problems = one.page.get_by_role("button", name=re.compile("^[0-9]+ problems?$"))
    problems.click()
    one.page.get_by_role("region", name="Problems").get_by_role(
        "button", name=re.compile("^error Shout")
    ).click()
    field = one.page.get_by_role("textbox", name="text *")
    expect(field).to_be_focused()
    field.fill("good evening")
    field.press("Enter")

    expect(problems).to_have_count(0)
    one.button("Run").click()
    expect(state_of(one, "Tell").get_by_text("done")).to_be_visible()


def test_a_failed_run_says_why(open_site: Site, sit: Sit) -> None:
    failing = {
        "schema": 1,
        "name": "Failing",
        "tasks": {
            "read": {
                "kind": "function",
                "name": "Read",
                "function": "csv.parse",
                "arguments": {"text": "a,b\n1,2,3"},
                "position": [0, 0],
            }
        },
    }
    workflow = open_site.workflow(failing)
    one = sit(open_site, workflow, "editor0")

    one.button("Run").click()

    expect(state_of(one, "Read").get_by_text("failed")).to_be_visible()
    one.select("Read")
    expect(
        one.page.get_by_role("region", name="Task of the run").get_by_role("alert")
    ).to_be_visible()
    expect(one.button("Retry from what failed")).to_be_visible()
    expect(one.button("Retry with the draft")).to_have_count(0)  # it is as it ran

    mending = {"op": "replace", "path": "/tasks/read/arguments/text", "value": "a,b\n1,2"}
    client = open_site.rest()
    client.request("PATCH", f"/workflows/{workflow}/document", json={"operations": [mending]})
    one.button("Retry with the draft").click()
    expect(state_of(one, "Read").get_by_text("done")).to_be_visible()


def test_a_published_version_and_the_way_back(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")
    one.button("Publish").click()
    one.page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    one.is_told("v1 published")
    one.rename("Tell", "Tell everybody")

    one.button("History").click()
    one.page.get_by_role("button", name=re.compile("^Version 1")).click()
    one.is_told("Tell everybody: name from “Tell” to “Tell everybody”")
    one.button("Restore this").click()

    one.sees("Tell")
    one.sees_no("Tell everybody")


def test_of_a_run_of_many_tasks_only_the_rows_in_sight_are_there(open_site: Site, sit: Sit) -> None:
    tasks = {
        f"t{at:03}": {"kind": "transform", "name": f"Task {at}", "value": at, "position": [0, at]}
        for at in range(400)
    }
    one = sit(open_site, open_site.workflow({"schema": 1, "name": "Many", "tasks": tasks}))
    one.button("Run").click()
    rows = one.page.get_by_role("list", name="Tasks of the run").get_by_role("button")
    expect(rows.filter(has_text="done").first).to_be_visible()

    one.page.get_by_role("region", name="In time").evaluate("box => box.scrollTo(0, 1e6)")

    expect(rows.last).to_be_in_viewport()
    assert rows.count() < 60


def test_a_missing_input_is_told_once_where_it_is_asked_for(open_site: Site, sit: Sit) -> None:
    inputs = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
    one = sit(open_site, open_site.workflow({**SHOUTING, "inputs": inputs}), "editor0")

    one.button("Run").click()
    dialog = one.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Run", exact=True).click()

    expect(dialog.get_by_role("alert")).to_have_text("word is missing")
    expect(one.page.get_by_text("is missing")).to_have_count(1)
    assert one.violations() == []


def test_a_task_from_the_list_hides_none_that_is_there(open_site: Site, sit: Sit) -> None:
    one = sit(open_site, open_site.workflow(SHOUTING), "editor0")

    one.add_from_palette("Wait")
    one.sees("Wait")

    there, new = (one.place_of(state_of(one, name)) for name in ("Tell", "Wait"))
    assert there["y"] + there["height"] <= new["y"] or there["x"] + there["width"] <= new["x"]


def test_what_a_run_asks_is_answered_beside_the_graph(open_site: Site, sit: Sit) -> None:
    asking = {
        "schema": 1,
        "name": "Asking",
        "tasks": {
            "ask": {
                "kind": "approval",
                "name": "Review",
                "assignees": ["role:editor"],
                "message": "Shall it go out?",
            }
        },
    }
    one = sit(open_site, open_site.workflow(asking), "editor0")
    one.button("Run").click()
    beside = one.page.get_by_role("region", name="Task of the run")
    expect(one.page.get_by_title("Show the run")).to_have_text(re.compile("waiting"))

    expect(beside.get_by_text("Shall it go out?")).to_be_visible()
    beside.get_by_role("button", name="Approve").click()

    expect(state_of(one, "Review").get_by_text("done")).to_be_visible()
    expect(beside.get_by_text("Shall it go out?")).to_have_count(0)


def test_a_failed_run_shows_what_failed_first(open_site: Site, sit: Sit) -> None:
    failing = {"kind": "transform", "name": "Divide", "value": "{{ 1 / 0 }}"}
    document = {"schema": 1, "name": "Failing", "tasks": {"divide": failing}}
    one = sit(open_site, open_site.workflow(document), "editor0")

    one.button("Run").click()

    beside = one.page.get_by_role("region", name="Task of the run")
    expect(beside.get_by_role("heading", name="Divide")).to_be_visible()
    expect(beside.get_by_role("alert")).to_contain_text("zero")
