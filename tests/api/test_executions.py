from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, connections
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext

from tests.rest.world import (
    API,
    DOCUMENT,
    Caller,
    World,
    an_approval,
    make_world,
    person,
    set_state,
    token_of,
)
from workflows.models import (
    Event,
    EventSeverity,
    Execution,
    ExecutionPayload,
    ExecutionState,
    Role,
    TaskRun,
    TaskRunState,
)
from workflows.rest import streams
from workflows.services.agents import create_agent
from workflows.services.executions import start_execution
from workflows.services.publishing import publish
from workflows.services.workflows import change_workflow, create_workflow


def test_a_start_answers_with_the_execution(world: World, owner: Caller) -> None:
    path = f"workflows/{world.workflow.public_id}/executions"

    started = owner.post(path, {"inputs": {"topic": "rice"}, "priority": 0}).json()

    read = owner.get(f"executions/{started['id']}").json()
    assert (started["state"], started["started_by"], started["trigger"]) == (
        read["state"],
        "owner",
        "api",
    )
    assert read["inputs"] == {"topic": "rice"}
    assert (read["version_number"], read["workflow_name"]) == (1, "Market brief")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"inputs": {"topic": 5}}, 422, "inputs_invalid"),
        ({"version": 9}, 409, "nothing_published"),
        ({"only": ["never"]}, 422, "invalid_input"),
        ({"draft": True, "only": ["count"], "outputs": {"gather": ["a"]}}, 201, None),
        ({"inputs": []}, 422, "invalid_input"),
        ({"priority": 101}, 422, "invalid_input"),
        ([], 422, "invalid_input"),
        ("x", 422, "invalid_input"),
    ],
)
def test_a_start_says_what_is_wrong(
    world: World, owner: Caller, body: Any, status: int, code: str | None
) -> None:
    response = owner.post(f"workflows/{world.workflow.public_id}/executions", body)

    assert response.status_code == status
    assert response.json().get("code") == code


def test_a_document_runs_without_being_stored(world: World, owner: Caller) -> None:
    started = owner.post("executions", {"document": DOCUMENT}).json()

    assert started["workflow"] is None
    assert owner.get("workflows").json()["items"][0]["id"] == str(world.workflow.public_id)
    assert owner.post("executions", {"document": {}}).json()["code"] == "document_invalid"


def test_moves_that_the_state_forbids_are_conflicts(world: World, owner: Caller) -> None:
    ended, running = world.ended.public_id, world.execution.public_id

    for path in (f"{ended}/pause", f"{ended}/resume", f"{ended}/cancel", f"{running}/retry"):
        response = owner.post(f"executions/{path}")
        assert (path, response.status_code) == (path, 409)
        assert response.json()["code"] == "illegal_move"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("state=failed", 1),
        ("state=paused", 1),
        ("active=true", 2),
        ("active=false", 1),
        ("started_by=owner", 3),
        ("started_by=viewer", 0),
        ("since=2100-01-01T00:00:00Z", 0),
        ("until=2100-01-01T00:00:00%2B01:00", 3),
        ("trigger=manual", 3),
        ("retry_of=6f4b0c1e-8f43-4d1f-a4c4-2d9d6f0c2d11", 0),
    ],
)
def test_filters_narrow(world: World, owner: Caller, query: str, found: int) -> None:
    assert len(owner.get(f"executions?{query}").json()["items"]) == found


def test_pages_hold_every_row_once(world: World, owner: Caller) -> None:
    for _ in range(4):
        owner.post(f"workflows/{world.workflow.public_id}/executions", {})

    pages = [owner.get("executions?limit=3").json()]
    while cursor := pages[-1]["next"]:
        pages.append(owner.get(f"executions?limit=3&cursor={cursor}").json())
    seen = [row["id"] for page in pages for row in page["items"]]

    newest_first = Execution.objects.order_by("-id").values_list("public_id", flat=True)
    assert seen == [str(one) for one in newest_first]
    assert [len(page["items"]) for page in pages] == [3, 3, 1]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("workflows", ["0001-01-01T00:00:00+14:00", 1]),
        ("workflows", ["9999-12-31T23:59:59-14:00", 1]),
        ("workflows", ["2026-01-01T00:00:00", 1]),
        ("workflows/{}/pins", ["\x00"]),
        ("workflows/{}/pins", ["\ud800"]),
    ],
)
def test_a_cursor_made_by_hand_is_refused_where_no_database_could_compare(
    owner: Caller, world: World, path: str, values: list[object]
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    answer = owner.get(f"{path.format(world.workflow.public_id)}?cursor={cursor}")

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzFd" * 400, "WyJ4Il0", "WzEsMl0", "WzllOTk5XQ", "é"]
)
def test_a_cursor_of_another_list_is_refused(owner: Caller, cursor: str) -> None:
    assert owner.get(f"executions?cursor={cursor}").status_code == 422
    assert owner.get(f"workflows?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("limit", ["0", "-1", "501", "1.5", "9" * 30, "٣"])
def test_a_page_is_bounded(owner: Caller, limit: str) -> None:
    assert owner.get(f"executions?limit={limit}").status_code == 422


def test_a_task_run_shows_what_went_in_and_came_out(world: World, owner: Caller) -> None:
    path = f"executions/{world.ended.public_id}/tasks"

    listed = owner.get(path).json()["items"]
    detail = owner.get(f"{path}/{world.task_run.pk}").json()
    whole = owner.get(f"{path}/{world.task_run.pk}/output")

    assert {run["task"] for run in listed} == {"gather", "count"}
    assert detail["output"] == whole.json() == ["tea"]
    assert detail["attempts"][0]["input"] == {"topic": "tea"}
    assert not detail["output_is_cut"]
    assert whole["Content-Disposition"].startswith("attachment")


def test_task_runs_tell_the_tokens_of_all_their_attempts(world: World, owner: Caller) -> None:
    world.task_run.attempts.update(input_tokens=30, output_tokens=4)
    another = world.task_run.attempts.get()
    another.pk, another.epoch, another.number, another.output_tokens = None, 2, 2, 6
    another.save()
    path = f"executions/{world.ended.public_id}/tasks"

    listed = {run["id"]: run["tokens"] for run in owner.get(path).json()["items"]}
    detail = owner.get(f"{path}/{world.task_run.pk}").json()

    assert listed.pop(world.task_run.pk) == detail["tokens"] == 70
    assert set(listed.values()) == {0}


def test_a_large_output_is_fetched_apart(
    world: World, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.task_run.attempts.update(output_bytes=10_000_000)
    path = f"executions/{world.ended.public_id}/tasks/{world.task_run.pk}"

    detail = owner.get(path).json()

    assert (detail["output"], detail["output_is_cut"]) == (None, True)
    assert detail["output_beginning"] == '["tea"]'
    assert owner.get(f"{path}/output").json() == ["tea"]


def test_outputs_of_an_execution_are_in_its_summary_while_a_page_can_show_them(
    world: World, owner: Caller
) -> None:
    path = f"executions/{world.ended.public_id}"

    summary = owner.get(f"{path}/summary").json()

    assert (summary["outputs"], summary["outputs_are_cut"]) == ({"drink": "tea"}, False)
    assert (summary["outputs_bytes"], summary["outputs_beginning"]) == (15, "")
    assert owner.get(f"{path}/outputs").json() == {"drink": "tea"}


def test_large_outputs_of_an_execution_are_fetched_apart(world: World, owner: Caller) -> None:
    path = f"executions/{world.ended.public_id}"
    text = json.dumps({"drink": "é" * settings.WORKFLOWS.engine.inline_bytes}, ensure_ascii=False)
    ExecutionPayload.objects.filter(execution=world.ended).update(outputs=text)

    summary = owner.get(f"{path}/summary").json()
    whole = owner.get(f"{path}/outputs")

    assert (summary["outputs"], summary["outputs_are_cut"]) == (None, True)
    assert summary["outputs_bytes"] == len(text.encode())
    assert text.startswith(summary["outputs_beginning"])
    assert 1_000 < len(summary["outputs_beginning"]) < 10_000
    assert whole.content.decode() == text
    assert whole["Content-Disposition"].startswith("attachment")
    assert owner.get(path).json()["outputs"] == json.loads(text)


def test_what_has_not_ended_has_no_outputs(world: World, owner: Caller) -> None:
    path = f"executions/{world.execution.public_id}"

    summary = owner.get(f"{path}/summary").json()

    assert (summary["outputs"], summary["outputs_bytes"]) == (None, 0)
    assert owner.get(f"{path}/outputs").status_code == 404


def test_an_output_whose_file_is_gone_is_gone(world: World, owner: Caller) -> None:
    world.task_run.attempts.update(output=None, output_file="ab" * 32, output_bytes=10_000_000)

    answer = owner.get(f"executions/{world.ended.public_id}/tasks/{world.task_run.pk}/output")

    assert (answer.status_code, answer.json()["code"]) == (410, "output_lost")


@pytest.mark.parametrize(
    ("query", "found"),
    [("task=gather", 1), ("state=succeeded", 1), ("open=false", 1), ("index_path=3", 0)],
)
def test_task_runs_are_filtered(world: World, owner: Caller, query: str, found: int) -> None:
    page = owner.get(f"executions/{world.ended.public_id}/tasks?{query}").json()

    assert len(page["items"]) == found


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("", ["Reading “tea”", 'Slow "source"']),
        ("search=TEA", ["Reading “tea”"]),
        ('search="source"', ['Slow "source"']),
        ("search=message", []),
        ("search=%25", []),
        ("attempt=2", []),
    ],
)
def test_logs_are_searched_line_by_line(
    world: World, owner: Caller, query: str, messages: list[str]
) -> None:
    page = owner.get(f"executions/{world.ended.public_id}/logs?{query}").json()

    assert [line["message"] for line in page["items"]] == messages


def test_events_are_read_on_from_a_number(world: World, owner: Caller) -> None:
    path = f"executions/{world.execution.public_id}/events"

    all_of_them = owner.get(path).json()["items"]
    later = owner.get(f"{path}?after=1").json()["items"]

    assert [event["number"] for event in all_of_them] == [*range(1, len(all_of_them) + 1)]
    assert later == all_of_them[1:]


def test_event_files_hold_one_event_a_line(world: World, owner: Caller) -> None:
    response = owner.get(f"executions/{world.execution.public_id}/events.jsonl")

    lines = b"".join(response.streaming_content).decode().splitlines()
    listed = owner.get(f"executions/{world.execution.public_id}/events").json()["items"]
    assert response["Content-Type"] == "application/jsonl"
    assert [json.loads(line) for line in lines] == listed


def test_event_files_are_streamed_over_asgi_too(
    world: World, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BATCH_ROWS", 2)
    client = AsyncClient()
    client.force_login(world.people[Role.OWNER])

    async def read() -> list[bytes]:
        response: Any = await client.get(f"{API}/events.jsonl")
        return [chunk async for chunk in response.streaming_content]

    chunks = async_to_sync(read)()

    lines = b"".join(chunks).decode().splitlines()
    listed = owner.get("events?limit=500").json()["items"]
    assert [json.loads(line) for line in lines] == listed
    assert len(chunks) == (len(lines) + 1) // 2


def test_the_teams_log_is_filtered_by_severity_and_name(world: World, owner: Caller) -> None:
    Event.objects.create(team=world.team, name="alert", severity=EventSeverity.ERROR)

    severe = owner.get("events?severity=warning").json()["items"]
    named = owner.get("events?name=alert&limit=1").json()["items"]

    assert [event["name"] for event in severe] == ["alert"]
    assert named == severe
    assert named[0]["severity"] == "error"


def test_the_inbox_holds_what_waits_for_me(world: World, owner: Caller) -> None:
    editor = Caller(world.people[Role.EDITOR])
    world.approval.assignees = ["role:editor"]
    world.approval.save()
    wait_for_people(world)

    before = [caller.get("approvals?mine=true").json()["items"] for caller in (owner, editor)]
    owner.post(f"approvals/{world.approval.public_id}/decide", {"approve": True})
    after = [caller.get("approvals?mine=true").json()["items"] for caller in (owner, editor)]

    assert [len(found) for found in before] == [1, 1]
    assert [len(found) for found in after] == [0, 0]


def test_what_somebody_else_must_decide_is_not_in_the_inbox_of_who_started_it(
    world: World, owner: Caller
) -> None:
    editor = Caller(world.people[Role.EDITOR])
    Execution.objects.update(started_by=world.people[Role.OWNER])
    world.approval.assignees = ["role:editor"]
    world.approval.self_approval = False
    world.approval.save()
    wait_for_people(world)

    waits = [caller.get("approvals?mine=true").json()["items"] for caller in (owner, editor)]
    refused = owner.post(f"approvals/{world.approval.public_id}/decide", {"approve": True})

    assert [len(found) for found in waits] == [0, 1]
    assert waits[1][0]["started_by"] == world.people[Role.OWNER].username
    assert refused.status_code == 403
    assert "asks for somebody else" in refused.json()["detail"]


def wait_for_people(world: World) -> None:
    """As the engine leaves a task run that has opened its approval."""
    run = TaskRun.objects.filter(pk=world.approval.task_run)
    run.update(state=TaskRunState.WAITING, pending=0, epoch=1, attempt=1)


def test_names_beyond_ascii_find_their_inbox(world: World) -> None:
    eve = person("ève", world.team, Role.VIEWER)
    world.approval.assignees = ["ève"]
    world.approval.save()

    assert len(Caller(eve).get("approvals?mine=true").json()["items"]) == 1


@pytest.mark.parametrize("name", ["view", 'x"viewer"y', "viewers", "VIEWER"])
def test_a_name_that_contains_mine_is_not_mine(world: World, name: str) -> None:
    world.approval.assignees = [name]
    world.approval.save()

    viewer = Caller(world.people[Role.VIEWER])

    assert viewer.get("approvals?mine=true").json()["items"] == []


def test_statistics_count_what_is_there(world: World, owner: Caller) -> None:
    set_state(world.execution, ExecutionState.RUNNING)
    found = owner.get("statistics").json()
    stranger = Caller(make_world("other").people[Role.OWNER])

    assert found["executions"]["active"] == 2
    assert found["executions"]["failed"] == 1
    assert found["tasks"]["completed"] == 1
    assert found["tasks"]["durations"]["p95_s"] == pytest.approx(2, abs=0.5)
    assert stranger.get(f"statistics?team={world.team.public_id}").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestWaiting:
    def test_a_wait_ends_with_the_execution(self) -> None:
        world = make_world()
        owner = Caller(token=token_of(world.people[Role.OWNER], "read"))

        def end() -> None:
            time.sleep(0.3)  # the other side of a race has no other clock
            Execution.objects.filter(pk=world.execution.pk).update(state=ExecutionState.SUCCEEDED)
            connections.close_all()

        thread = threading.Thread(target=end)
        thread.start()
        response = owner.get(f"executions/{world.execution.public_id}/wait?timeout=20")
        thread.join()

        assert (response.status_code, response.json()["state"]) == (200, "succeeded")

    def test_a_wait_gives_up_in_time_and_the_execution_goes_on(self) -> None:
        world = make_world()
        owner = Caller(token=token_of(world.people[Role.OWNER], "read"))
        begun = time.monotonic()

        response = owner.get(f"executions/{world.execution.public_id}/wait?timeout=0.2")

        assert (response.status_code, response.json()["state"]) == (202, "running")
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize("timeout", ["-1", "61", "nan", "inf", "1e9", "x", ""])
def test_a_wait_is_bounded(world: World, owner: Caller, timeout: str) -> None:
    response = owner.get(f"executions/{world.ended.public_id}/wait?timeout={timeout}")

    assert response.status_code == 422


LISTS: dict[str, Callable[[World], str]] = {
    "workflows": lambda _: "workflows",
    "executions": lambda _: "executions",
    "task runs": lambda w: f"executions/{w.ended.public_id}/tasks",
    "events": lambda _: "events",
    "agents": lambda _: "agents",
    "approvals": lambda _: "approvals",
    "versions": lambda w: f"workflows/{w.workflow.public_id}/versions",
    "members": lambda w: f"teams/{w.team.public_id}/members",
    "teams": lambda _: "teams",
    "inbox": lambda _: "approvals?mine=true",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    world: World, owner: Caller, name: str
) -> None:
    path = LISTS[name](world)
    few = count_queries(owner, path)
    for _ in range(6):
        add_one_of_everything(world)

    many = count_queries(owner, path)

    assert many == few
    assert many <= 8


def count_queries(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert caller.get(path).status_code == 200
    return len(captured)


def add_one_of_everything(world: World) -> None:
    owner, name = world.people[Role.OWNER], uuid4().hex
    create_workflow(user=owner, team_id=world.team.public_id, document=DOCUMENT)
    change_workflow(user=owner, workflow_id=world.workflow.public_id, fields={"description": name})
    publish(user=owner, workflow_id=world.workflow.public_id)
    execution = start_execution(user=owner, workflow_id=world.workflow.public_id, inputs={})
    an_approval(execution, owner)
    create_agent(user=owner, team_id=world.team.public_id, name=name)
    person(name, world.team, Role.VIEWER)
    run = TaskRun.objects.filter(execution=world.ended).latest("id")
    run.pk, run.index_path = None, name[:8]
    run.save()
