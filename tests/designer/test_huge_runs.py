"""The page of a run with a thousand tasks and more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_run_page import ran

pytestmark = pytest.mark.acceptance


def test_a_run_of_very_many_tasks_is_shown_in_groups_until_one_asks_for_the_graph(
    open_site: Site, sit: Sit
) -> None:
    first = {"kind": "transform", "name": "Begin", "value": 1}
    off = {"kind": "transform", "value": 1, "disabled": True, "depends_on": ["begin"]}
    tasks = {"begin": first, **{f"load{n}": off for n in range(1_000)}}
    workflow = open_site.workflow({"schema": 1, "name": "Many", "tasks": tasks})
    execution = ran(open_site, workflow)
    page = sit(open_site, workflow).page
    page.goto(f"http://127.0.0.1:{open_site.port}/executions/{execution}")

    groups = page.get_by_role("region", name="Groups of tasks").get_by_role("listitem")
    expect(groups).to_have_count(2)
    expect(groups.nth(0)).to_contain_text("Begin")
    expect(groups.nth(1)).to_contain_text(re.compile("1,000 × transform.*1,000 of 1,000"))
    expect(page.get_by_role("row", name="every transform")).to_contain_text("1,001")

    groups.nth(0).get_by_role("button", name="Begin").click()
    expect(page.get_by_role("complementary", name="Task")).to_contain_text("Begin")
    page.get_by_role("button", name="Draw the graph all the same").click()
    expect(page.get_by_role("button", name="Show groups and progress")).to_be_visible()
    expect(groups).to_have_count(0)
