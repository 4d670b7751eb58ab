"""Pages in a real browser: nothing that people or models wrote runs or reaches out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.pages.builders import (
    a_task_run,
    a_team,
    a_workflow,
    an_approval,
    an_attempt,
    an_execution,
    person,
)
from tests.pages.test_execution_page import HOSTILE
from workflows.models import AttemptState, ExecutionPayload, ExecutionState, TaskRunState, User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *, header *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .map((element) => `${element.tagName}.${element.className}#${element.id}`)"""


class Visit:
    """One person's browser; keeps what went wrong or out."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.strayed: list[str] = []
        self.mistakes: list[str] = []
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("dialog", lambda dialog: self.mistakes.append(dialog.message))
        page.route("**/*", self._watch)

    def _watch(self, route: Route) -> None:
        if route.request.url.startswith((self.server, "data:")):
            route.continue_()
        else:
            self.strayed.append(route.request.url)
            route.abort()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.server}{path}")


@pytest.fixture
def server(live_server: LiveServer) -> str:
    return str(live_server.url)


@contextmanager
def visiting(server: str, user_cookie: str) -> Iterator[Visit]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context()
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": user_cookie, "url": server}]
        )
        try:
            yield Visit(context.new_page(), server)
        finally:
            browser.close()


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def paths_full_of(text: str, user_team: Any) -> list[str]:
    workflow = a_workflow(user_team, text)
    execution = an_execution(workflow, ExecutionState.FAILED, error_code="x", error_message=text)
    run = a_task_run(execution, "plan", TaskRunState.FAILED, reason=text)
    an_attempt(run, AttemptState.FAILED, error_code="x", error_message=text, model=text[:100])
    done = a_task_run(execution, "done")
    an_attempt(done, output={text: text}, input=json.dumps(text))
    an_approval(a_task_run(execution, "ask", TaskRunState.WAITING), text, assignees=[text])
    ExecutionPayload.objects.update(inputs=json.dumps({"x": text}), outputs=json.dumps(text))
    page = f"/executions/{execution.public_id}"
    return [f"{page}?task={run.pk}", f"{page}?task={done.pk}", f"/workflows/{workflow.public_id}"]


def test_no_text_runs_or_reaches_out(server: str) -> None:
    team = a_team()
    cookie = cookie_of(person(team=team))
    paths = [path for text in HOSTILE for path in paths_full_of(text, team)]

    with visiting(server, cookie) as visit:
        for path in [*paths, "/", "/executions", "/approvals"]:
            visit.open(path)

        assert visit.mistakes == []
        assert visit.strayed == []


def test_a_task_opens_beside_the_table_by_keyboard_and_closes_again(server: str) -> None:
    team = a_team()
    cookie = cookie_of(person(team=team))
    execution = an_execution(a_workflow(team), ExecutionState.SUCCEEDED)
    an_attempt(a_task_run(execution, "plan"), output="forty-two")

    with visiting(server, cookie) as visit:
        visit.open(f"/executions/{execution.public_id}")
        visit.page.locator("a[data-panel]").first.focus()
        visit.page.keyboard.press("Enter")
        visit.page.locator("#panel", has_text="forty-two").wait_for()
        visit.page.wait_for_function("document.activeElement.id === 'panel-title'")
        visit.page.keyboard.press("Escape")
        visit.page.locator("#panel").wait_for(state="hidden")

        assert visit.mistakes == []


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_scrolls_sideways(server: str, width: int) -> None:
    team = a_team()
    cookie = cookie_of(person(team=team))
    paths = paths_full_of("a_very_long_name_without_any_space_in_it_" * 4, team)

    with visiting(server, cookie) as visit:
        visit.page.set_viewport_size({"width": width, "height": 740})
        for path in [*paths, "/", "/executions", "/approvals", "/set-password", "/api/v1/docs"]:
            visit.open(path)
            too_wide = visit.page.evaluate(TOO_WIDE)
            assert too_wide == [], path
