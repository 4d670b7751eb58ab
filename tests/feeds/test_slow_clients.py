"""A client that reads slowly costs the server little, and one person's sockets are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from pytest_django import Settings

from tests.feeds.sockets import SlowClient, Socket, a_socket, execution_path, workflow_path
from tests.pages.builders import a_team, a_workflow, an_execution, person, some_events
from workflows.conf import RestConfig, WorkflowsConfig
from workflows.feeds import executions as feed_module
from workflows.feeds import feed
from workflows.feeds.reading import events_after
from workflows.models import Execution, User
from workflows.rest.open_sockets import TOO_MANY, count_open

pytestmark = pytest.mark.django_db(transaction=True)
FAR_TOO_MUCH = 50 * feed.PENDING_BYTES


@sync_to_async
def a_watched_execution(events: int = 6) -> tuple[User, Execution]:
    team = a_team()
    execution = an_execution(a_workflow(team))
    some_events(execution, events)
    return person(team=team), execution


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


def numbers_of(message: dict[str, list[dict[str, int]]]) -> list[int]:
    return [event["number"] for event in message["events"]]


async def test_a_long_log_waits_for_the_client_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "events_after", lambda key, n: events_after(key, n, limit=2))
    client = SlowClient()
    user, execution = await a_watched_execution()

    async with a_socket(execution_path(execution), user=user, client=client) as socket:
        await socket.hear()
        client.read_nothing(FAR_TOO_MUCH)
        await socket.say({"after": 0})
        assert await socket.is_quiet()
        client.read_everything()
        heard = [numbers_of(await socket.hear()) for _ in range(3)]

    assert heard == [[1, 2], [3, 4], [5, 6]]


async def test_no_more_is_sent_than_fits_between_two_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = SlowClient()

    def read_and_fill(key: int, number: int) -> object:
        client.read_nothing(FAR_TOO_MUCH)  # what is read now will be sent, and not taken
        return events_after(key, number, limit=2)

    monkeypatch.setattr(feed_module, "events_after", read_and_fill)
    user, execution = await a_watched_execution()

    async with a_socket(execution_path(execution), user=user, client=client) as socket:
        await socket.hear()
        await socket.say({"after": 0})

        assert numbers_of(await socket.hear()) == [1, 2]
        assert await socket.is_quiet()


async def test_a_client_that_never_reads_is_let_go_so_that_it_may_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.05)
    monkeypatch.setattr(feed, "STALLED_S", 0.2)
    client = SlowClient()
    user, execution = await a_watched_execution()

    async with a_socket(execution_path(execution), user=user, client=client) as socket:
        await socket.hear()
        client.read_nothing(FAR_TOO_MUCH)

        code = await socket.closed_with()

    assert code == feed.TOO_SLOW
    assert not 4400 <= code < 4500


async def test_a_client_that_reads_a_little_at_a_time_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.05)
    monkeypatch.setattr(feed, "STALLED_S", 1.0)
    client = SlowClient()
    user, execution = await a_watched_execution()

    async with a_socket(execution_path(execution), user=user, client=client) as socket:
        await socket.hear()
        client.read_nothing(FAR_TOO_MUCH)
        await socket.say({"after": 0})
        for _ in range(20):
            looks = client.asked
            await until(lambda looks=looks: client.asked > looks + 3)  # type: ignore[misc]
            client.pending -= 1_000
        client.read_everything()

        assert numbers_of(await socket.hear()) == [1, 2, 3, 4, 5, 6]


async def test_who_may_not_look_any_more_gets_nothing_however_slowly_they_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.05)
    client = SlowClient()
    user, execution = await a_watched_execution()

    async with a_socket(execution_path(execution), user=user, client=client) as socket:
        await socket.hear()
        client.read_nothing(FAR_TOO_MUCH)
        await User.objects.filter(pk=user.pk).aupdate(is_active=False)

        assert await socket.closed_with() == feed.NOT_SIGNED_IN


async def test_the_feed_of_a_workflow_waits_as_well() -> None:
    client = SlowClient()
    user, execution = await a_watched_execution()
    assert execution.workflow is not None

    async with a_socket(workflow_path(execution.workflow), user=user, client=client) as socket:
        await socket.hear()
        client.read_nothing(FAR_TOO_MUCH)
        await Execution.objects.filter(pk=execution.pk).aupdate(events=99)
        assert await socket.is_quiet()
        client.read_everything()

        assert (await socket.hear())["type"] == "executions"


async def test_one_person_has_so_many_sockets_and_no_more(settings: Settings) -> None:
    settings.WORKFLOWS = WorkflowsConfig(rest=RestConfig(sockets_per_person=2))
    user, execution = await a_watched_execution()
    other = await sync_to_async(person)("grace", team=execution.team)
    path = execution_path(execution)

    async with (
        a_socket(path, user=user) as one,
        a_socket(path, user=user) as two,
        a_socket(path, user=user) as three,
        a_socket(path, user=other) as theirs,
    ):
        heard = [await socket.hear() for socket in (one, two, theirs)]
        code = await three.closed_with()

    assert [message["type"] for message in heard] == ["snapshot"] * 3
    assert code == TOO_MANY


async def test_a_place_is_free_again_however_its_socket_ended(settings: Settings) -> None:
    settings.WORKFLOWS = WorkflowsConfig(rest=RestConfig(sockets_per_person=1))
    user, execution = await a_watched_execution()
    before = count_open()

    await end_by_closing(user, execution)
    await end_by_mistake(user, execution)
    await end_with_the_server(user, execution)
    async with a_socket(execution_path(execution), user=user) as socket:
        assert (await socket.hear())["type"] == "snapshot"

    assert count_open() == before


async def end_by_closing(user: User, execution: Execution) -> None:
    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()


async def end_by_mistake(user: User, execution: Execution) -> None:
    async with a_socket(execution_path(execution), user=user) as socket:
        await socket.hear()
        await socket.say([])
        await socket.closed_with()


async def end_with_the_server(user: User, execution: Execution) -> None:
    async with a_socket(execution_path(execution), user=user) as socket:
        assert isinstance(socket, Socket)
        await socket.hear()
        socket.wire.future.cancel()
