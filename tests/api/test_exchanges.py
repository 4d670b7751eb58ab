"""Conversations of an execution's agents: page by page, bounded, found again by search."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.rest.world import Caller, World, make_world
from workflows.models import Attempt, AttemptState, TaskRun, TaskRunFlag
from workflows.queries import exchanges

AT = datetime(2027, 1, 31, 12, tzinfo=UTC)


def said(*texts: str, role: str = "user") -> list[dict[str, Any]]:
    return [{"role": role, "kind": "text", "text": text} for text in texts]


def an_exchange(run: TaskRun, number: int, messages: Any, **columns: Any) -> Attempt:
    return Attempt.objects.create(
        task_run=run,
        epoch=number,
        number=number,
        state=columns.pop("state", AttemptState.SUCCEEDED),
        started_at=AT,
        ended_at=AT.replace(second=number),
        messages=None if messages is None else json.dumps(messages, ensure_ascii=False),
        **columns,
    )


@pytest.fixture
def run(world: World) -> TaskRun:
    """Of an agent, without attempts yet."""
    world.task_run.attempts.all().delete()
    TaskRun.objects.filter(pk=world.task_run.pk).update(kind="agent")
    return world.ended.task_runs.get(pk=world.task_run.pk)


def path(world: World, query: str = "") -> str:
    return f"executions/{world.ended.public_id}/messages{query}"


def texts(page: dict[str, Any]) -> list[list[str]]:
    return [[each["text"] for each in item["messages"]] for item in page["items"]]


def test_every_attempt_is_shown_with_what_was_said_and_what_it_took(
    world: World, owner: Caller, run: TaskRun
) -> None:
    an_exchange(run, 1, said("Tea?"), state=AttemptState.FAILED, error_code="busy")
    used = {"model": "scripted:a", "input_tokens": 3, "output_tokens": 4, "cost_microusd": 5}
    an_exchange(run, 2, [*said("Tea?"), *said("Yes.", role="assistant")], **used)

    first, second = owner.get(path(world)).json()["items"]

    assert (first["attempt"], first["state"], first["error_code"]) == (1, "failed", "busy")
    assert {name: second[name] for name in used} == used
    assert (second["task"], second["task_run"], second["agent"]) == ("gather", run.pk, None)
    assert [(each["role"], each["text"], each["is_cut"]) for each in second["messages"]] == [
        ("user", "Tea?", False),
        ("assistant", "Yes.", False),
    ]


def test_only_agents_converse(world: World, owner: Caller) -> None:
    assert owner.get(path(world)).json() == {"items": [], "next": None}


def test_long_texts_are_cut_and_say_so(world: World, owner: Caller, run: TaskRun) -> None:
    an_exchange(run, 1, said("é" * 3_000))

    [item] = owner.get(path(world)).json()["items"]

    [message] = item["messages"]
    assert message["text"] == "é" * exchanges.SHOWN_CHARS
    assert (message["characters"], message["is_cut"]) == (3_000, True)
    whole = owner.get(f"executions/{world.ended.public_id}/tasks/{run.pk}/attempts/1/messages")
    assert whole.json()["items"][0]["text"] == "é" * 3_000


def test_of_long_conversations_beginning_and_end_are_shown(
    world: World, owner: Caller, run: TaskRun
) -> None:
    an_exchange(run, 1, said(*map(str, range(100))))

    page = owner.get(path(world)).json()

    assert page["items"][0]["messages_between"] == 60
    assert texts(page) == [[*map(str, range(30)), *map(str, range(90, 100))]]


def test_a_page_ends_where_it_grows_large_and_the_next_goes_on(
    world: World, owner: Caller, run: TaskRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        an_exchange(run, number, said(f"{number}" * 1_000))
    monkeypatch.setattr(exchanges, "PAGE_CHARS", 1_500)

    pages = [owner.get(path(world)).json()]
    while pages[-1]["next"]:
        pages.append(owner.get(path(world, f"?cursor={pages[-1]['next']}")).json())

    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [item["attempt"] for page in pages for item in page["items"]] == [1, 2, 3, 4, 5]


def test_no_more_is_read_for_a_page_than_may_be(
    world: World, owner: Caller, run: TaskRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_exchange(run, 1, said("x" * 500))
    an_exchange(run, 2, said("y" * 500))
    an_exchange(run, 3, said("z" * 5_000))
    monkeypatch.setattr(exchanges, "PAGE_READ_BYTES", 1_000)
    monkeypatch.setattr(exchanges, "READ_BYTES", 900)

    page = owner.get(path(world)).json()
    rest = owner.get(path(world, f"?cursor={page['next']}")).json()

    assert [item["attempt"] for item in page["items"]] == [1]
    assert [(item["attempt"], item["kept"]) for item in rest["items"]] == [
        (2, "whole"),
        (3, "too_large"),
    ]


def test_what_is_lost_cached_or_never_kept_says_so(
    world: World, owner: Caller, run: TaskRun
) -> None:
    an_exchange(run, 1, None, messages_file="ab" * 32)
    an_exchange(run, 2, None)
    TaskRun.objects.filter(pk=run.pk).update(epoch=2, flags=TaskRunFlag.CACHED)

    items = owner.get(path(world)).json()["items"]

    assert [(item["kept"], item["is_cached"]) for item in items] == [
        ("lost", False),
        ("none", True),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("?search=SAID", [2]),
        ("?search=%22said%22", [2]),
        ("?search=tail", [3]),
        ("?search=role", []),
        ("?newest_first=true", [3, 2, 1]),
        ("?newest_first=true&limit=2", [3, 2]),
        ("?task=gather", [1, 2, 3]),
        ("?task=count", []),
        ("?index_path=1", []),
        ("?agent=nobody", []),
    ],
)
def test_they_are_searched_ordered_and_filtered(
    world: World, owner: Caller, run: TaskRun, query: str, found: list[int]
) -> None:
    an_exchange(run, 1, said("One"))
    an_exchange(run, 2, said("He “said” so", 'and "said" it again'))
    an_exchange(run, 3, said("x" * 3_000 + "tail"))

    page = owner.get(path(world, query)).json()

    assert [item["attempt"] for item in page["items"]] == found


def test_they_are_read_on_after_one(world: World, owner: Caller, run: TaskRun) -> None:
    first = an_exchange(run, 1, said("One"))
    an_exchange(run, 2, said("Two"))

    page = owner.get(path(world, f"?after={first.pk}")).json()

    assert texts(page) == [["Two"]]


def test_other_teams_see_nothing_of_them(world: World, run: TaskRun) -> None:
    an_exchange(run, 1, said("Secret"))
    stranger = Caller(make_world("two").people["owner"])

    for address in (path(world), path(world, "/between"), path(world, "?search=Secret")):
        answer = stranger.get(address)
        assert (answer.status_code, "Secret" in answer.content.decode()) == (404, False)


ASKING = {
    "schema": 1,
    "name": "Asking",
    "tasks": {
        "ask": {"name": "Ask", "kind": "agent", "agent": "researcher", "input": {"prompt": "Go."}},
        "judge": {
            "name": "Judge",
            "kind": "agent",
            "agent": "researcher",
            "depends_on": ["ask"],
            "input": {"prompt": "Is this right: {{ tasks.ask.output }}"},
        },
    },
}


def test_between_whom_is_told_with_what_each_used(world: World, owner: Caller) -> None:
    started = owner.post("executions", {"document": ASKING}).json()["id"]
    run = TaskRun.objects.get(execution__public_id=started, task="ask")
    revision = world.agent.revisions.get()
    used = {"agent_revision": revision, "input_tokens": 5, "cost_microusd": 7}
    an_exchange(run, 1, said("Go."), state=AttemptState.FAILED, **used)
    an_exchange(run, 2, said("Go."), **used)

    talk = owner.get(f"executions/{started}/messages/between").json()

    assert talk["flows"] == [{"source": "ask", "target": "judge", "through": []}]
    ask, judge = talk["tasks"]
    assert ask == {
        "task": "ask",
        "agent": "researcher",
        "model": "",
        "runs": 1,
        "attempts": 2,
        "failed": 1,
        "input_tokens": 10,
        "output_tokens": 0,
        "cost_microusd": 14,
        "duration_s": 3.0,
    }
    assert (judge["task"], judge["runs"], judge["agent"]) == ("judge", 0, None)


def test_where_no_agent_is_there_is_no_talk(world: World, owner: Caller) -> None:
    talk = owner.get(path(world, "/between")).json()

    assert talk == {"tasks": [], "flows": [], "is_cut": False}
