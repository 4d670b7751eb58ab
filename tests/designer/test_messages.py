"""Messages of a run: who was asked what by whom, and who heard the answer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_run_page import MARKUP, an_agent, ran

pytestmark = pytest.mark.acceptance


def talking(planner: str, writer: str) -> dict[str, Any]:
    """Plans, writes about each topic, merges, judges."""

    def agent(name: str, slug: str, prompt: str, x: int, **fields: Any) -> dict[str, Any]:
        ask = {"kind": "agent", "name": name, "agent": slug, "position": [x, 0]}
        return {**ask, "input": {"prompt": prompt}, **fields}

    topics = {"type": "object", "properties": {"topics": {"type": "array"}}}
    tasks = {
        "plan": agent("Plan", planner, "Which topics?", 0, output_schema=topics),
        "many": {
            "kind": "map",
            "name": "Each topic",
            "over": "{{ tasks.plan.output.topics }}",
            "depends_on": ["plan"],
            "position": [300, 0],
        },
        "write": agent("Write", writer, "Write about {{ item }}. " + "Well! " * 500, 20)
        | {"parent": "many"},
        "join": {
            "kind": "transform",
            "name": "Merge",
            "value": "{{ tasks.many.output }}",
            "depends_on": ["many"],
            "position": [600, 0],
        },
        "judge": agent("Judge", writer, "{{ tasks.join.output }}", 900, depends_on=["join"]),
    }
    return {"schema": 1, "name": "Talking", "tasks": tasks}


def test_who_said_what_to_whom(open_site: Site, sit: Sit) -> None:
    planner = an_agent(open_site, {"answer": {"topics": ["tea", "milk", "salt"]}})
    writer = an_agent(open_site, {"answer": MARKUP, "fail": {"times": 1, "status": 503}})
    document = talking(planner, writer)
    for task in ("write", "judge"):
        document["tasks"][task]["retry"] = {"max_attempts": 2, "initial_s": 0.01}
    workflow = open_site.workflow(document)
    execution = ran(open_site, workflow)
    desk = sit(open_site, workflow)
    page = desk.page

    page.goto(f"{desk.origin}/executions/{execution}?tab=messages")
    feed = page.get_by_role("feed", name="Messages")
    cards = feed.get_by_role("article")
    expect(cards.first).to_contain_text("Workflow→ to Plan")
    expect(page.get_by_text("9 exchanges")).to_be_visible()
    assert desk.violations() == []

    # What one item was asked: by whom, through what, cut where it is long.
    page.get_by_role("combobox", name="Of whom").select_option(label="Write")
    expect(page.get_by_text("6 found")).to_be_visible()
    page.get_by_role("searchbox", name="Search messages").fill("three")
    expect(page.get_by_text("3 found")).to_be_visible()
    expect(cards.first.locator("mark")).to_have_text(["Three"])
    expect(cards.first).to_contain_text("Plan→ to (Each topic)→ to Write")
    expect(cards.first).to_contain_text("(Each topic)→ to (Merge)→ to Judge")
    expect(cards.first).to_contain_text(MARKUP)
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_text("9 exchanges")).to_be_visible()

    page.get_by_role("button", name="Who to whom").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("×6")
    assert desk.violations() == []
    rows.nth(1).get_by_role("button").click()
    long = cards.first.get_by_role("button", name="Show all")
    expect(long).to_contain_text("characters")
    long.click()
    expect(cards.first).to_contain_text("Well! " * 499)

    cards.first.get_by_role("link", name="On the graph").click()
    expect(page.get_by_role("complementary", name="Task")).to_contain_text("Write")


def test_a_workflow_without_agents_says_so(open_site: Site, sit: Sit) -> None:
    tell = {"kind": "transform", "name": "Tell", "value": "tea", "position": [0, 0]}
    workflow = open_site.workflow({"schema": 1, "name": "Telling", "tasks": {"tell": tell}})
    page = sit(open_site, workflow).page

    page.goto(f"http://127.0.0.1:{open_site.port}/executions/{ran(open_site, workflow)}")
    page.get_by_role("link", name="Messages").click()

    expect(page.get_by_role("heading", name="No agents in this workflow")).to_be_visible()
