"""People who edit one document through the real routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from unittest.mock import Mock

import pytest
from asgiref.sync import sync_to_async

from collaboration.comments.changing import Anchor, open_thread
from collaboration.models import Participant, SharedDocument
from collaboration.persistence.log import load_state, read_since
from collaboration.rooms import growth
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import a_member, a_socket, wait_for
from tests.collaboration.store import a_workflow, values_of
from workflows.models import Membership, Role
from workflows.services.pinned_outputs import pin_output

pytestmark = pytest.mark.django_db(transaction=True)


async def test_what_one_edits_the_other_sees_and_the_log_keeps() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102) as other,
    ):
        await one.edit("owner", "Together")
        await other.until(lambda client: client.value("owner") == "Together")

        document = await SharedDocument.objects.aget(workflow=workflow)
        stored = await sync_to_async(load_state)(document.pk)
    assert values_of(stored)["owner"] == "Together"
    assert one.client.updates == 0


async def test_what_this_process_committed_it_does_not_read_again(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(poll_s=60)
    workflow, ada = await sync_to_async(a_workflow)()
    read = Mock(wraps=read_since)

    monkeypatch.setattr(growth, "read_since", read)
    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102) as other,
    ):
        for number in range(3):
            await one.edit(f"owner{number}", number)
            await other.until(lambda client: client.value(f"owner{number}") == number)  # noqa: B023

    assert not read.called


async def test_presence_comes_at_once_under_the_name_that_the_server_knows() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102) as other,
    ):
        await one.send(one.client.cursor({"cursor": 3, "user": {"name": "Mallory"}}))
        await other.until(lambda client: 101 in client.presence)
        async with a_member(workflow, ada, client_id=103) as joiner:
            await joiner.until(lambda client: 101 in client.presence)

    user = other.client.presence[101]["user"]
    assert other.client.presence[101]["cursor"] == 3
    assert (user["name"], user["role"]) == (ada.username, "owner")
    assert joiner.client.presence[101]["user"] == user


async def test_whoever_leaves_is_gone_for_the_others_and_gives_back_the_seat() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, client_id=102) as other:
        async with a_member(workflow, ada, client_id=101) as one:
            await one.send(one.client.cursor({"cursor": 3}))
            await other.until(lambda client: 101 in client.presence)
        await other.until(lambda client: 101 not in client.presence)
        await wait_for(seats_are(1), "the seat")


async def test_saved_counts_the_frames_of_whoever_asked() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, query="?extras=saved") as one:
        await one.edit("owner", 1)
        await one.edit("owner", 2)
        await one.until(lambda client: client.saved and client.saved[0] == 3)
        document = await SharedDocument.objects.aget(workflow=workflow)

    assert one.client.saved == (3, document.number)  # with the answer to the server's step 1


async def test_a_viewer_sees_and_does_not_edit() -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    await Membership.objects.aupdate(role=Role.VIEWER)

    async with (
        a_member(workflow, ada, client_id=101) as viewer,
        a_member(workflow, ada, client_id=102) as other,
    ):
        assert viewer.client.document()["name"] == "Market brief"
        await viewer.edit("owner", "mine")
        end = await viewer.closed()
        assert end.code == 4403
        assert await other.hears_nothing()


async def test_what_is_wrong_is_told_on_arrival_though_nobody_edits() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, query="?extras=problems") as one:
        await one.until(lambda client: client.problems is not None)

    assert one.client.problems is not None
    assert one.client.problems["problems"] == []


async def test_problems_are_told_to_whoever_asked() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, query="?extras=problems") as one:
        await one.send(
            one.client.edit(lambda doc: doc["tasks"]["count"].__setitem__("agent", "nobody"))
        )
        await one.until(lambda client: client.problems is not None)

    assert one.client.problems is not None
    assert {"code", "severity", "path", "message"} <= set(one.client.problems["problems"][0])


async def test_a_document_of_nobody_is_not_found() -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    await sync_to_async(workflow.delete)()

    async with a_socket(workflow, ada) as socket:
        assert (await socket.closed()).code == 4404


def seats_are(count: int) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return await Participant.objects.acount() == count

    return check


async def test_whoever_asked_for_news_hears_of_comments_at_once() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, query="?extras=session") as one:
        thread = await sync_to_async(open_thread)(
            user=ada, workflow_id=workflow.public_id, anchor=Anchor(), text="Why not tea?"
        )
        await one.until(lambda client: client.news)

    assert one.client.news == [{"type": "thread", "id": str(thread.public_id)}]


async def test_whoever_asked_for_news_hears_of_pins_at_once() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, query="?extras=session") as one:
        await sync_to_async(pin_output)(
            user=ada, workflow_id=workflow.public_id, task="count", output=3
        )
        await one.until(lambda client: client.news)

    assert one.client.news == [{"type": "pins"}]
