"""What a part of a draft or a retry will do and cost is told before it is started."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.designer.test_run_page import an_agent, asking, open_task, ran

pytestmark = pytest.mark.acceptance


def test_what_a_part_or_retry_will_cost_is_told_before_it_is_started(
    open_site: Site, sit: Sit
) -> None:
    workflow = open_site.workflow(asking(an_agent(open_site, {"answer": "Three points."})))
    one = sit(open_site, workflow)
    one.select("Ask")
    section = one.page.get_by_role("region", name="Run and pin")
    expect(section).to_contain_text("No earlier run to go by")
    execution = ran(open_site, workflow)

    one.page.reload()
    one.select("Ask")
    section.get_by_role("button", name="Run from here").hover()
    expect(section).to_contain_text(re.compile(r"Runs Ask.*About .+, no cost"))

    open_task(one.page, open_site, execution, "ask")
    one.page.get_by_role("button", name="Run again…").click()
    told = one.page.get_by_role("region", name="What it will do")
    expect(told).to_contain_text("1 run again")
    expect(told).to_contain_text(re.compile("About .+, no cost"))
