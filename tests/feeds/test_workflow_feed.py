"""The feed of a workflow: which of its executions run."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from tests.feeds.sockets import a_socket, workflow_path
from tests.pages.builders import a_team, a_workflow, an_execution, person
from workflows.feeds import feed
from workflows.feeds.reading import read_executions
from workflows.models import Execution, ExecutionState, User, Workflow

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def a_watched_workflow() -> tuple[User, Workflow, Execution]:
    team = a_team()
    workflow = a_workflow(team)
    return person(team=team), workflow, an_execution(workflow)


async def announce(workflow: Workflow, execution: Execution) -> None:
    message = {"type": "workflow.changed", "execution": execution.public_id.hex}
    await get_channel_layer().group_send(f"workflow.{workflow.pk}", message)


async def test_the_snapshot_lists_the_executions_newest_first() -> None:
    user, workflow, first = await a_watched_workflow()
    second = await sync_to_async(an_execution)(workflow, ExecutionState.SUCCEEDED)

    async with a_socket(workflow_path(workflow), user=user) as socket:
        snapshot = await socket.hear()

    assert snapshot["type"] == "snapshot"
    assert snapshot["workflow"] == str(workflow.public_id)
    ids = [each["id"] for each in snapshot["executions"]]
    assert ids == [str(second.public_id), str(first.public_id)]


async def test_only_what_changed_is_told() -> None:
    user, workflow, execution = await a_watched_workflow()
    await sync_to_async(an_execution)(workflow)

    async with a_socket(workflow_path(workflow), user=user) as socket:
        await socket.hear()
        ended = Execution.objects.filter(pk=execution.pk)
        await ended.aupdate(state=ExecutionState.SUCCEEDED)
        await announce(workflow, execution)
        news = await socket.hear()

    told = [(each["id"], each["state"]) for each in news["executions"]]
    assert told == [(str(execution.public_id), "succeeded")]


async def test_a_new_execution_is_told_without_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_S", 0.1)
    user, workflow, _ = await a_watched_workflow()

    async with a_socket(workflow_path(workflow), user=user) as socket:
        await socket.hear()
        begun = await sync_to_async(an_execution)(workflow)
        news = await socket.hear()

    assert [each["id"] for each in news["executions"]] == [str(begun.public_id)]


async def test_words_of_the_client_are_ignored() -> None:
    user, workflow, _ = await a_watched_workflow()

    async with a_socket(workflow_path(workflow), user=user) as socket:
        await socket.hear()
        await socket.say({"after": 1})

        assert await socket.is_quiet()


def test_an_old_execution_that_still_runs_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.feeds.reading.NEWEST_EXECUTIONS", 2)
    workflow = a_workflow(a_team())
    old = an_execution(workflow, ExecutionState.PAUSED)
    for _ in range(3):
        an_execution(workflow, ExecutionState.SUCCEEDED)

    listed = read_executions(workflow.pk)

    assert [each["state"] for each in listed] == ["succeeded", "succeeded", "paused"]
    assert listed[-1]["id"] == str(old.public_id)
