"""The page of one execution: tasks, times, failures, outputs, buttons."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orchestrator_site.pages import execution_actions, reads, task_table
from tests.pages.builders import (
    a_task_run,
    a_team,
    a_workflow,
    an_approval,
    an_attempt,
    an_execution,
)
from workflows.errors import IllegalMove
from workflows.models import (
    AttemptState,
    Execution,
    ExecutionPayload,
    ExecutionState,
    Frame,
    TaskLog,
    TaskRun,
    TaskRunState,
    Team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 70001*3 }}{% include 'x' %}",
    "javascript:alert(1)",
    "</pre></details><iframe src=//evil.example>",
    "<!--<script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<base href=//evil.example>",
    "<style>@import url(//evil.example)</style>",
    "[x](javascript:alert(1)) ![y](//evil.example/y.png)",
]


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}


def page_of(browser: Client, execution: Execution, query: str = "") -> str:
    response = browser.get(f"/executions/{execution.public_id}{query}")
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def row_of(page: str, task: str) -> str:
    rows = re.findall(r'<tr id="t-.*?</tr>', page, flags=re.DOTALL)
    return str(next(row for row in rows if f">{task}</a>" in row))


@pytest.mark.parametrize(
    ("state", "flags", "look"),
    [
        (TaskRunState.PENDING, 0, "queued"),
        (TaskRunState.READY, 0, "queued"),
        (TaskRunState.RUNNING, 0, "running"),
        (TaskRunState.WAITING, 0, "waiting"),
        (TaskRunState.SUCCEEDED, 0, "done"),
        (TaskRunState.SUCCEEDED, 1, "cached"),
        (TaskRunState.FAILED, 0, "failed"),
        (TaskRunState.SKIPPED, 0, "skipped"),
        (TaskRunState.CANCELLED, 0, "cancelled"),
    ],
)
def test_a_state_is_told_by_icon_word_and_colour(
    browser: Client, team: Team, state: TaskRunState, flags: int, look: str
) -> None:
    execution = an_execution(a_workflow(team))
    a_task_run(execution, "plan", state, flags=flags)

    row = row_of(page_of(browser, execution), "plan")

    assert f'href="#i-{look}"' in row
    assert f'data-look="{look}"' in row
    assert f"{look}</span>" in row


def test_a_failure_is_explained_on_top(browser: Client, team: Team) -> None:
    execution = an_execution(
        a_workflow(team), ExecutionState.FAILED, error_code="task_failed", error_message="no price"
    )
    first = a_task_run(execution, "price", TaskRunState.FAILED, seconds=(0, 1))
    a_task_run(execution, "later", TaskRunState.FAILED, seconds=(0, 9))
    an_attempt(first, AttemptState.FAILED, error_code="http.429", error_message="slow down")

    page = page_of(browser, execution)

    explained = page[page.index('class="failure"') : page.index('id="approvals"')]
    assert f"?task={first.pk}" in explained
    assert "no price" in explained
    assert "http.429: slow down" in row_of(page, "price")
    assert "Retry from price" in page


def a_map_with(execution: Execution, count: int, *, position: int = 1) -> TaskRun:
    """A map whose items, laid out backwards, stand before it in the plan."""
    container = a_task_run(execution, "label", TaskRunState.RUNNING, kind="map", position=position)
    for index in reversed(range(count)):
        frame = Frame.objects.create(
            execution=execution, container=container.pk, index=index, open=1, ended=index < 2
        )
        a_task_run(execution, "item", position=0, index_path=str(index), frame=frame.pk)
    return container


def test_items_stand_below_their_map_by_number(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    a_map_with(execution, 12)

    page = page_of(browser, execution)

    assert re.findall(r"\[(\d+)\]", page) == [str(n) for n in range(12)]
    assert page.index(">label</a>") < page.index(">item</a>")
    assert ">2/12</a>" in row_of(page, "label")


def test_the_inside_of_a_map_is_paged_without_losing_an_item(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "TASKS", 4)
    monkeypatch.setattr(task_table, "TASKS", 4)
    execution = an_execution(a_workflow(team))
    container = a_map_with(execution, 9)

    seen = walk(browser, execution, f"?inside={container.pk}")

    assert len(seen) == len(set(seen)) == 9
    assert str(container.pk) not in seen


def test_a_long_plan_is_paged_without_losing_a_task(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "TASKS", 4)
    monkeypatch.setattr(task_table, "TASKS", 4)
    execution = an_execution(a_workflow(team))
    for position in range(9):
        a_task_run(execution, f"t{position}", position=position)

    seen = walk(browser, execution, "")

    assert len(seen) == len(set(seen)) == 9


def walk(browser: Client, execution: Execution, query: str) -> list[str]:
    """Keys of the task runs on all pages."""
    seen: list[str] = []
    while True:
        page = page_of(browser, execution, query)
        seen += re.findall(r'<tr id="t-(\d+)"', page)
        more = re.search(r'href="(\?[^"]*after=\d+)"', page)
        if more is None:
            return seen
        query = more[1].replace("&amp;", "&")


def test_the_inside_of_another_executions_map_is_not_found(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    foreign = a_map_with(an_execution(a_workflow(team)), 1)

    response = browser.get(f"/executions/{execution.public_id}?inside={foreign.pk}")

    assert response.status_code == 404


def test_the_panel_shows_attempts_output_and_log(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    run = a_task_run(execution, "plan", attempt=2)
    an_attempt(run, AttemptState.FAILED, error_code="timeout", error_message="too slow")
    an_attempt(run, output={"answer": 42}, model="small", input='{"prompt": "why"}')
    TaskLog.objects.create(
        execution=execution,
        task_run=run.pk,
        attempt=1,
        number=0,
        lines='{"level": "info", "message": "began"}\nnot json',
    )

    page = page_of(browser, execution, f"?task={run.pk}")
    panel = page[page.index('id="panel"') :]

    for shown in (
        "Attempt 2",
        "Attempt 1",
        "timeout",
        "too slow",
        "small",
        "&quot;answer&quot;: 42",
    ):
        assert shown in panel
    assert "info began\nnot json" in panel


def test_the_output_of_a_reused_task_is_that_of_the_run_it_reuses(
    browser: Client, team: Team
) -> None:
    workflow = a_workflow(team)
    earlier = a_task_run(an_execution(workflow, ExecutionState.FAILED), "plan")
    an_attempt(earlier, output="from before")
    retried = an_execution(workflow)
    run = a_task_run(retried, "plan", source=earlier.pk, flags=8)

    assert "from before" in page_of(browser, retried, f"?task={run.pk}")


def test_a_task_of_another_execution_is_not_shown(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    foreign = a_task_run(an_execution(a_workflow(a_team("other"))), "secret_task")
    an_attempt(foreign, output="secret output")

    page = page_of(browser, execution, f"?task={foreign.pk}")

    assert "secret" not in page


def test_a_long_output_is_cut_and_says_so(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    run = a_task_run(execution, "plan")
    an_attempt(run, output="x" * 100_000)
    ExecutionPayload.objects.update(outputs='{"report": "' + "y" * 100_000 + '"}')

    page = page_of(browser, execution, f"?task={run.pk}")

    assert len(page) < 60_000
    assert page.count("… cut after") == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_and_models_wrote_stays_text(browser: Client, team: Team, text: str) -> None:
    workflow = a_workflow(team, text)
    execution = an_execution(workflow, ExecutionState.FAILED, error_code="x", error_message=text)
    run = a_task_run(execution, "plan", TaskRunState.FAILED, reason=text[:300])
    an_attempt(run, AttemptState.FAILED, error_code="x", error_message=text, input=f'"{text}"')
    done = a_task_run(execution, "done")
    an_attempt(done, output={"k": text}, model=text[:100])
    an_approval(a_task_run(execution, "ask", TaskRunState.WAITING), text, assignees=[text])
    ExecutionPayload.objects.update(inputs=f'{{"x": "{text}"}}', outputs=f'["{text}"]')

    pages = [
        page_of(browser, execution, f"?task={run.pk}"),
        page_of(browser, execution, f"?task={done.pk}"),
        *(browser.get(path).content.decode() for path in ("/", "/executions", "/approvals")),
        browser.get(f"/workflows/{workflow.public_id}").content.decode(),
    ]

    for page in pages:
        read = Elements()
        read.feed(page)
        assert not read.tags & {"img", "iframe", "base", "style"}
        assert not {name for name in read.attributes if name.startswith("on")}
        assert all(address.startswith(("/", "?", "#")) for address in read.addresses)
        assert "210003" not in page


def test_no_page_needs_inline_code_or_style(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    a_task_run(execution, "plan", TaskRunState.RUNNING)

    for page in (page_of(browser, execution), browser.get("/").content.decode()):
        assert " style=" not in page
        assert "<style" not in page
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []


def test_the_number_of_statements_does_not_grow_with_the_tasks(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team))
    an_attempt(a_task_run(execution, "a", TaskRunState.FAILED), AttemptState.FAILED)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, execution)
    for n in range(20):
        run = a_task_run(execution, f"t{n}", TaskRunState.FAILED)
        an_attempt(run, AttemptState.FAILED, error_code="x")

    with CaptureQueriesContext(connection) as many:
        page_of(browser, execution)

    assert len(many) == len(few) <= 12


@pytest.mark.parametrize(
    ("action", "service"),
    [
        ("cancel", "cancel_execution"),
        ("pause", "pause_execution"),
        ("resume", "resume_execution"),
        ("retry", "retry_execution"),
    ],
)
def test_a_button_asks_the_service_as_the_person_who_pressed_it(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch, action: str, service: str
) -> None:
    execution = an_execution(a_workflow(team))
    asked: list[dict[str, Any]] = []

    def answer(**given: Any) -> Execution:
        asked.append(given)
        return execution

    monkeypatch.setattr(execution_actions, service, answer)

    response = browser.post(f"/executions/{execution.public_id}/{action}", {"version": "newest"})

    assert response["Location"] == f"/executions/{execution.public_id}"
    assert asked[0]["execution_id"] == execution.public_id
    assert asked[0]["user"].username == "ada"
    assert asked[0].get("version", "newest") == "newest"


def test_a_refusal_is_told_on_the_page(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = an_execution(a_workflow(team))

    def refuse(**given: Any) -> Execution:
        raise IllegalMove("It has ended already.")

    monkeypatch.setattr(execution_actions, "pause_execution", refuse)

    page = browser.post(f"/executions/{execution.public_id}/pause", follow=True)

    assert b"It has ended already." in page.content


@pytest.mark.parametrize("action", ["cancel", "pause", "resume", "retry"])
def test_looking_never_acts(browser: Client, team: Team, action: str) -> None:
    execution = an_execution(a_workflow(team))

    assert browser.get(f"/executions/{execution.public_id}/{action}").status_code == 405


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (ExecutionState.RUNNING, {"pause", "cancel"}),
        (ExecutionState.QUEUED, {"pause", "cancel"}),
        (ExecutionState.PAUSED, {"resume", "cancel"}),
        (ExecutionState.CANCELLING, set()),
        (ExecutionState.FAILED, {"retry"}),
        (ExecutionState.CANCELLED, {"retry"}),
        (ExecutionState.SUCCEEDED, set()),
    ],
)
def test_only_what_is_possible_is_offered(
    browser: Client, team: Team, state: ExecutionState, offered: set[str]
) -> None:
    execution = an_execution(a_workflow(team), state)

    page = page_of(browser, execution)

    forms = set(re.findall(r'action="/executions/[^/]+/(\w+)"', page))
    assert forms == offered


def test_an_execution_that_has_not_begun_has_no_times(browser: Client, team: Team) -> None:
    execution = an_execution(a_workflow(team), ExecutionState.QUEUED, started_at=None)

    page = page_of(browser, execution)

    assert "data-since" not in page
    assert "A worker" in page or "a worker takes it up" in page


def test_bars_lie_within_the_line(browser: Client, team: Team) -> None:
    start = timezone.now() - timedelta(seconds=10)
    execution = an_execution(a_workflow(team), started_at=start)
    a_task_run(execution, "before", seconds=(-5, 1))
    a_task_run(execution, "after", seconds=(8, 50))

    page = page_of(browser, execution)

    places = [float(p) for p in re.findall(r'(?:x|width|x1|x2)="([\d.]+)%"', page)]
    assert places
    assert all(0 <= place <= 100 for place in places)
