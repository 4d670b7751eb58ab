"""The page of a run: what was said with models, what changed since, what is too large to show."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit
from tests.servers import wait_until

pytestmark = pytest.mark.acceptance

MARKUP = "<img src=x onerror=alert(1)> **Three** points matter."


def ran(site: Site, workflow: str) -> str:
    """The id of a run of the draft that has ended."""
    rest = site.rest("editor0")
    answer = rest.post(f"/workflows/{workflow}/executions", {"draft": True})
    assert answer.status_code == 201, answer.text
    execution = str(answer.json()["id"])
    until_ended(site, execution)
    return execution


def until_ended(site: Site, execution: str) -> None:
    ask = site.rest("editor0").get
    wait_until(
        lambda: bool(ask(f"/executions/{execution}/wait", timeout=20)["ended_at"]),
        "the run to end",
    )


def an_agent(site: Site, script: Mapping[str, Any]) -> str:
    slug = f"writer-{secrets.token_hex(4)}"
    settings = {"model": "scripted:test", "instructions": "Be brief.", "script": dict(script)}
    body = {"team": site.team.id, "name": "Writer", "slug": slug, "settings": settings}
    answer = site.rest("editor0").post("/agents", body)
    assert answer.status_code == 201, answer.text
    return slug


def asking(agent: str, **fields: Any) -> dict[str, Any]:
    ask = {"kind": "agent", "name": "Ask", "agent": agent, "position": [0, 0]}
    tasks = {"ask": {**ask, "input": {"prompt": "What matters?"}, **fields}}
    return {"schema": 1, "name": "Asking", "tasks": tasks}


def open_task(page: Page, site: Site, execution: str, task: str) -> None:
    page.goto(f"http://127.0.0.1:{site.port}/executions/{execution}?task={task}")
    expect(page.get_by_role("complementary", name="Task")).to_be_visible()


def test_what_was_said_with_a_model_is_shown_searched_and_copied(open_site: Site, sit: Sit) -> None:
    script = {"answer": MARKUP, "fail": {"times": 1, "status": 503}}
    retry = {"max_attempts": 2, "initial_s": 0.01}
    workflow = open_site.workflow(asking(an_agent(open_site, script), retry=retry))
    execution = ran(open_site, workflow)
    page = sit(open_site, workflow).page
    open_task(page, open_site, execution, "ask")

    page.get_by_role("tab", name="Messages").click()
    messages = page.get_by_role("list", name="Messages").get_by_role("listitem")
    expect(messages).to_have_count(3)
    expect(messages.nth(2)).to_contain_text(MARKUP)
    expect(messages.nth(0).get_by_role("button", name="Instructions")).to_have_attribute(
        "aria-expanded", "false"
    )
    messages.nth(2).get_by_role("button", name="Copy message 3").click()
    copied = "navigator.clipboard.readText()"
    wait_until(lambda: page.evaluate(copied) == MARKUP, "the message to be copied")

    page.get_by_role("searchbox", name="Search messages").fill("three")
    expect(messages).to_have_count(1)
    expect(messages.locator("mark")).to_have_text(["Three"])

    page.get_by_role("combobox", name="Attempt").select_option("1")
    expect(messages.last).to_contain_text("scripted is busy (503)")


def test_tasks_that_changed_since_the_run_say_so_until_they_are_as_they_were(
    open_site: Site, sit: Sit
) -> None:
    tell = {"kind": "transform", "name": "Tell", "value": "tea", "position": [0, 0]}
    workflow = open_site.workflow({"schema": 1, "name": "Telling", "tasks": {"tell": tell}})
    execution = ran(open_site, workflow)
    one = sit(open_site, workflow)
    page = one.page
    page.goto(f"{one.origin}/workflows/{workflow}/design?execution={execution}")
    expect(page.locator("article").get_by_text("done")).to_be_visible()
    mark = page.get_by_role("img", name="Changed since this run: value")
    expect(mark).to_have_count(0)

    one.select("Tell")
    page.get_by_role("textbox", name="Value").fill('"coffee"')
    page.get_by_role("textbox", name="Value").press("Tab")

    expect(mark).to_be_visible()
    one.is_saved()
    page.goto(f"{one.origin}/executions/{execution}?task=tell")
    expect(page.get_by_text("The draft has changed since: value")).to_be_visible()
    expect(mark).to_be_visible()

    page.goto(f"{one.origin}/workflows/{workflow}/design?execution={execution}")
    one.select("Tell")
    page.get_by_role("textbox", name="Value").fill('"tea"')
    page.get_by_role("textbox", name="Value").press("Tab")
    expect(mark).to_have_count(0)


def test_an_output_that_is_too_large_is_shown_in_part_with_its_size_and_a_way_to_all_of_it(
    open_site: Site, sit: Sit
) -> None:
    one = {"kind": "transform", "name": "One", "value": "tea " * 5_000}
    value = ["{{ tasks.one.output }}"] * 20
    many = {"kind": "transform", "name": "Many", "value": value, "depends_on": ["one"]}
    tasks = {"one": one, "many": many}
    outputs = {"all": "{{ tasks.many.output }}"}
    workflow = open_site.workflow(
        {"schema": 1, "name": "Large", "tasks": tasks, "outputs": outputs}
    )
    execution = ran(open_site, workflow)
    page = sit(open_site, workflow).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_task(page, open_site, execution, "many")

    panel = page.get_by_role("tabpanel", name="Output")
    expect(panel).to_contain_text("kB, too large to be shown here")
    expect(panel.locator("pre")).to_contain_text("tea tea")
    assert not any(url.endswith("/output") for url in asked)
    with page.expect_download() as download:
        panel.get_by_role("link", name="Download").click()
    assert len(download.value.path().read_bytes()) > 256_000

    page.get_by_role("navigation", name="Views of the run").get_by_text("Data").click()
    data = page.locator("section", has=page.get_by_role("heading", name="Outputs")).last
    expect(data).to_contain_text("kB, too large to be shown here")
    assert not any(url.endswith("/outputs") for url in asked)
    with page.expect_download() as download:
        data.get_by_role("link", name="Download").click()
    assert list(json.loads(download.value.path().read_bytes())) == ["all"]


def test_a_run_that_is_deleted_stays_on_the_page_that_shows_it(open_site: Site, sit: Sit) -> None:
    tell = {"kind": "transform", "name": "Tell", "value": "tea", "position": [0, 0]}
    workflow = open_site.workflow({"schema": 1, "name": "Telling", "tasks": {"tell": tell}})
    execution = ran(open_site, workflow)
    page = sit(open_site, workflow).page
    open_task(page, open_site, execution, "tell")
    expect(page.locator("article").get_by_text("done")).to_be_visible()

    open_site.delete_execution(execution)
    page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_text("This run is no longer there")).to_be_visible()
    expect(page.locator("article").get_by_text("done")).to_be_visible()
    page.reload()
    expect(page.get_by_text("There is nothing here")).to_be_visible()
