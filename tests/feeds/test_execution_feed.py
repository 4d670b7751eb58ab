"""The feed of an execution: snapshot, numbered events without gaps, streamed text."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import OperationalError

from tests.feeds.sockets import a_socket, execution_path, hint
from tests.pages.builders import (
    a_task_run,
    a_team,
    a_workflow,
    an_execution,
    person,
    some_events,
)
from workflows.feeds import executions as feed_module
from workflows.feeds import feed
from workflows.feeds.reading import events_after, read_snapshot
from workflows.models import Event, Execution, TaskRunState, User

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def a_running_execution(events: int = 3) -> tuple[User, Execution]:
    team = a_team()
    user = person(team=team)
    execution = an_execution(a_workflow(team))
    a_task_run(execution, "plan", TaskRunState.RUNNING)
    some_events(execution, events)
    return user, execution


add_events = sync_to_async(some_events)


def numbers_of(message: dict[str, Any]) -> list[int]:
    return [event["number"] for event in message["events"]]


async def test_the_first_message_is_the_state_of_everything() -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        snapshot = await socket.hear()

    assert snapshot["type"] == "snapshot"
    assert snapshot["number"] == 3
    assert snapshot["execution"]["id"] == str(execution.public_id)
    assert snapshot["execution"]["state"] == "running"
    assert [(t["task"], t["state"]) for t in snapshot["tasks"]] == [("plan", "running")]


async def test_events_come_in_order_after_a_hint() -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await add_events(execution, 4)
        await hint(execution, 7)
        news = await socket.hear()

    assert news["type"] == "events"
    assert numbers_of(news) == [4, 5, 6, 7]
    assert news["events"][0]["name"] == "task:started"


async def test_hints_that_come_together_are_one_message() -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await add_events(execution, 3)
        for number in (4, 5, 6):
            await hint(execution, number)
        news = await socket.hear()

        assert numbers_of(news) == [4, 5, 6]
        assert await socket.is_quiet()


async def test_a_hint_that_comes_late_or_twice_says_nothing_new() -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await hint(execution, 3)
        await hint(execution, 1)

        assert await socket.is_quiet()


async def test_events_are_found_when_every_hint_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await add_events(execution, 2)

        assert numbers_of(await socket.hear()) == [4, 5]


async def test_a_feed_that_cannot_read_on_ends_so_that_the_client_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        monkeypatch.setattr(feed_module, "newest_number", break_off)
        await hint(execution, 4)

        assert await socket.closed_with() == feed.COME_BACK


def break_off(*_: object) -> None:
    raise OperationalError("the database went away")


async def test_a_client_that_missed_something_gets_it_by_number() -> None:
    user, execution = await a_running_execution(events=6)

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.say({"after": 2})

        assert numbers_of(await socket.hear()) == [3, 4, 5, 6]


async def test_a_long_history_comes_in_bounded_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    user, execution = await a_running_execution(events=7)
    monkeypatch.setattr(feed_module, "events_after", lambda key, n: events_after(key, n, limit=3))

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.say({"after": 0})
        heard = [numbers_of(await socket.hear()) for _ in range(3)]

    assert heard == [[1, 2, 3], [4, 5, 6], [7]]


@pytest.mark.parametrize(
    "word", [{"after": -1}, {"after": "1"}, {"after": True}, {"after": 1.5}, {}, {"after": None}]
)
async def test_words_that_mean_nothing_end_the_feed_for_good(word: object) -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.say(word)

        assert await socket.closed_with() == 4400


@pytest.mark.parametrize("text", [" ", "{", "[]", "1", '"x"', "[" * 900, "x" * 2_000, "NaN"])
async def test_text_that_is_no_message_ends_the_feed_for_good(text: str) -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.wire.send_to(text_data=text)

        assert await socket.closed_with() == 4400


async def test_bytes_end_the_feed_for_good() -> None:
    user, execution = await a_running_execution()

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.wire.send_to(bytes_data=b"\x00\x01")

        assert await socket.closed_with() == 4400


async def test_streamed_text_is_joined_and_keeps_its_offset() -> None:
    user, execution = await a_running_execution()
    layer = get_channel_layer()
    group = f"execution.{execution.public_id.hex}"

    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        for at_ms, (offset, text) in enumerate(((0, "Reve"), (4, "nue grew"), (12, " 12 %"))):
            await layer.group_send(
                group,
                {
                    "type": "execution.tokens",
                    "pieces": [
                        {
                            "task": "plan",
                            "task_run": 7,
                            "attempt": 1,
                            "offset": offset,
                            "text": text,
                            "first_ms": 0,
                            "at_ms": at_ms,
                        }
                    ],
                },
            )
        heard = await socket.hear()

    assert heard == {
        "type": "tokens",
        "task": "plan",
        "task_run": 7,
        "attempt": 1,
        "offset": 0,
        "text": "Revenue grew 12 %",
        "first_ms": 0,
        "at_ms": 2,
    }


def test_large_events_come_in_smaller_messages() -> None:
    execution = an_execution(a_workflow(a_team()))
    some_events(execution, 40)
    Event.objects.filter(execution=execution).update(data=json.dumps({"output": "x" * 7_900}))

    first = events_after(execution.pk, 0)
    rest = events_after(execution.pk, first[-1]["number"], limit=1)

    assert len(json.dumps(first)) < 140_000
    assert [event["number"] for event in rest] == [len(first) + 1]


async def test_two_watchers_hear_the_same() -> None:
    user, execution = await a_running_execution()

    async with (
        a_socket(execution_path(execution), user=user) as one,
        a_socket(execution_path(execution), user=user) as two,
    ):
        await asyncio.gather(one.hear(), two.hear())
        await add_events(execution, 2)
        await hint(execution, 5)
        heard = await asyncio.gather(one.hear(), two.hear())

    assert heard[0] == heard[1]


def test_a_snapshot_of_many_tasks_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    execution = an_execution(a_workflow(a_team()))
    for n in range(4):
        a_task_run(execution, f"t{n}")
    monkeypatch.setattr("workflows.feeds.reading.SNAPSHOT_TASKS", 3)

    snapshot = read_snapshot(execution.pk)

    assert len(snapshot["tasks"]) == 3
    assert snapshot["is_cut"] is True
