"""The lists of workflows, executions and approvals."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orchestrator_site.pages import reads
from tests.pages.builders import (
    a_task_run,
    a_team,
    a_version,
    a_workflow,
    an_approval,
    an_execution,
    person,
)
from workflows.models import ExecutionState, Role, TaskRunState, Team

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]


def text_of(page: object) -> str:
    content: bytes = page.content  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_nobody_sees_a_page_without_signing_in(client: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    workflow = f"/workflows/{execution.workflow.public_id if execution.workflow else ''}"

    for address in ("/", "/executions", "/approvals", "/set-password", workflow):
        assert client.get(address)["Location"].startswith("/sign-in?next=")
    assert client.get(f"/executions/{execution.public_id}").status_code == 302


def test_an_empty_list_says_what_to_do(browser: Client) -> None:
    assert "No workflows yet" in text_of(browser.get("/"))
    assert "Nothing has run yet" in text_of(browser.get("/executions"))
    assert "Nothing waits for you" in text_of(browser.get("/approvals"))
    assert "None failed" in text_of(browser.get("/executions?state=failed"))


def test_a_workflow_shows_its_version_and_how_it_went(browser: Client, team: Team) -> None:
    workflow = a_workflow(team)
    version = a_version(workflow, 3)
    an_execution(workflow, ExecutionState.FAILED, version=version)

    page = browser.get("/")

    assert "Market brief" in text_of(page)
    assert "v3" in text_of(page)
    assert b'data-look="failed"' in page.content


def test_another_teams_things_are_in_no_list(browser: Client) -> None:
    other = a_workflow(a_team("other"), "Their secret plan")
    run = a_task_run(an_execution(other), "ask", TaskRunState.WAITING, kind="approval")
    an_approval(run, "Their secret question")

    for address in ("/", "/executions", "/approvals"):
        assert "Their secret" not in text_of(browser.get(address))


def test_another_teams_pages_are_not_found(browser: Client) -> None:
    other = a_workflow(a_team("other"))
    execution = an_execution(other)

    for address in (f"/workflows/{other.public_id}", f"/executions/{execution.public_id}"):
        assert browser.get(address).status_code == 404
    for action in ("cancel", "pause", "resume", "retry"):
        assert browser.post(f"/executions/{execution.public_id}/{action}").status_code == 404
    assert browser.post(f"/workflows/{other.public_id}/run").status_code == 404


@pytest.mark.parametrize("address", ["/", "/executions", "/approvals"])
def test_a_list_needs_as_many_statements_for_ten_rows_as_for_one(
    browser: Client, team: Team, address: str
) -> None:
    def add() -> None:
        execution = an_execution(a_workflow(team), started_by=person(f"p{Team.objects.count()}"))
        an_approval(a_task_run(execution, "ask", TaskRunState.WAITING))
        a_team(f"filler-{Team.objects.count()}")

    add()
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(9):
        add()

    with CaptureQueriesContext(connection) as ten:
        browser.get(address)

    assert len(ten) == len(one) <= 8


def test_executions_are_paged_by_key(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PAGE", 2)
    monkeypatch.setattr("orchestrator_site.pages.execution_pages.PAGE", 2)
    workflow = a_workflow(team)
    made = [an_execution(workflow).public_id.hex[:8] for _ in range(5)]
    seen: list[str] = []
    address = "/executions"

    while address:
        page = browser.get(address).content.decode()
        seen += [key for key in made[::-1] if f">{key}<" in page]
        older = re.search(r'href="(\?before=\d+)"', page)
        address = f"/executions{older[1]}" if older else ""

    assert seen == made[::-1]


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 30, "٣"])
def test_a_key_that_is_no_number_is_not_found(browser: Client, key: str) -> None:
    assert browser.get("/executions", {"before": key}).status_code == 404


def test_the_filter_keeps_what_it_names(browser: Client, team: Team) -> None:
    workflow = a_workflow(team)
    failed = an_execution(workflow, ExecutionState.FAILED)
    running = an_execution(workflow)

    page = browser.get("/executions?state=open").content.decode()

    assert str(running.public_id) in page
    assert str(failed.public_id) not in page


def test_an_execution_in_which_all_waits_is_shown_as_waiting(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    a_task_run(execution, "ask", TaskRunState.WAITING)

    page = browser.get("/executions").content.decode()

    assert 'data-look="waiting"' in page
    assert 'data-look="running"' not in page


def test_a_viewer_is_offered_no_button_that_would_be_refused(team: Team) -> None:
    viewer = Client()
    viewer.force_login(person("vera", team=team, role=Role.VIEWER))
    execution = an_execution(a_workflow(team))
    assert execution.workflow is not None

    page = viewer.get(f"/executions/{execution.public_id}").content.decode()
    start = viewer.get(f"/workflows/{execution.workflow.public_id}").content.decode()

    assert "/cancel" not in page
    assert "/run" not in start
