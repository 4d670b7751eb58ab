"""Several processes on one database: rooms that share nothing but the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from collaboration.errors import LogCompacted
from collaboration.models import SharedDocument
from collaboration.persistence.log import append, load_state
from collaboration.rooms import growth, hints, process
from collaboration.rooms.process import Rooms, rooms
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import Socket, a_member, a_socket, wait_for
from tests.collaboration.store import a_workflow, values_of
from workflows.models import Workflow
from workflows.rest.back_pressure import EXTENSION, Outgoing

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def another_process() -> AsyncIterator[Rooms]:
    """One that no hint of this process reaches, and whose hints reach nobody."""
    here = rooms()
    other = Rooms()
    hints.unbind(here.loop)
    try:
        yield other
    finally:
        await other.end()


async def stored(workflow: Workflow) -> dict[str, Any]:
    document = await SharedDocument.objects.aget(workflow=workflow)
    return values_of(await sync_to_async(load_state)(document.pk))


async def test_two_processes_find_each_others_edits_without_hints(configure: Configure) -> None:
    configure(poll_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        another_process() as elsewhere,
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102, here=elsewhere) as other,
    ):
        await one.edit("owner", "here")
        await other.until(lambda client: client.value("owner") == "here")
        await other.edit("title", "there")
        await one.until(lambda client: client.value("title") == "there")

        assert one.client.doc.get_state() == other.client.doc.get_state()
        assert one.client.document() == other.client.document()


async def test_edits_of_two_processes_at_once_are_all_kept_in_one_order(
    configure: Configure,
) -> None:
    configure(poll_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        another_process() as elsewhere,
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102, here=elsewhere) as other,
    ):
        for number in range(30):
            await one.edit(f"one{number}", number)
            await other.edit(f"other{number}", number)
        for socket in (one, other):
            await socket.until(
                lambda client: all(
                    client.value(f"{name}{number}") == number
                    for name in ("one", "other")
                    for number in range(30)
                )
            )

        assert one.client.document() == other.client.document()
        assert (await stored(workflow))["other29"] == 29


async def test_what_was_missed_is_read_from_the_whole_where_the_log_is_merged(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(poll_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    def is_merged(*_: object) -> None:
        raise LogCompacted

    monkeypatch.setattr(growth, "read_since", is_merged)
    async with (
        another_process() as elsewhere,
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102, here=elsewhere) as other,
    ):
        await one.edit("owner", "here")
        await other.until(lambda client: client.value("owner") == "here")


async def test_a_document_begun_anew_is_refused_to_whoever_holds_the_old_one(
    configure: Configure,
) -> None:
    configure(poll_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada) as one:
        await SharedDocument.objects.aupdate(generation=2)
        assert (await one.closed()).code == 4409


async def test_after_standing_still_everything_is_looked_at_before_an_edit_is_taken(
    configure: Configure,
) -> None:
    configure(poll_s=60, access_s=60)
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        another_process() as elsewhere,
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102, here=elsewhere) as other,
    ):
        await one.edit("owner", "here")
        await one.send(one.client.cursor({"cursor": 1}))
        await wait_for(lambda: is_stored(workflow, "owner"), "the edit")
        elsewhere.beat._at -= 6

        await other.send(other.client.cursor({"cursor": 1}))
        await other.until(lambda client: client.value("owner") == "here")


async def is_stored(workflow: Workflow, key: str) -> bool:
    return key in await stored(workflow)


async def test_edits_wait_for_a_database_that_is_away_and_nobody_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    failures = 3

    def fail(batch: Any) -> Any:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("the database is away")
        return append(batch)

    async with (
        a_member(workflow, ada, client_id=101, query="?extras=saved") as one,
        a_member(workflow, ada, client_id=102) as other,
    ):
        monkeypatch.setattr(process, "append", fail)
        await one.edit("owner", "Ada")
        before = one.client.saved
        await other.until(lambda client: client.value("owner") == "Ada")
        await one.until(lambda client: client.saved and client.saved[0] == 2)

    assert failures == 0
    assert before is None or before[0] < 2


async def test_a_fault_in_one_rooms_edits_keeps_no_other_room_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    other_workflow, bob = await sync_to_async(a_workflow)("two")
    bad = (await SharedDocument.objects.aget(workflow=workflow)).pk

    def fail(batch: Any) -> Any:
        if any(each.document_id == bad for each in batch):
            raise ValueError("a bug")
        return append(batch)

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(other_workflow, bob, client_id=102, query="?extras=saved") as other,
    ):
        monkeypatch.setattr(process, "append", fail)
        await asyncio.gather(one.edit("owner", "bad"), other.edit("owner", "fine"))
        end = await one.closed()
        await other.until(lambda client: client.saved and client.saved[0] == 2)

    assert end.code == 4503


async def test_the_end_commits_what_came_in_and_asks_everybody_to_come_again() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102) as other,
    ):
        await one.edit("owner", "Ada")
        await wait_for(lambda: has_come_in(one), "the edit to come in")
        ending = asyncio.create_task(rooms().end())
        ends = [await one.closed(), await other.closed()]
        for socket in (one, other):
            await socket.wire.send_input({"type": "websocket.disconnect", "code": 1012})
        await ending
        assert other.client.value("owner") == "Ada"
        async with a_socket(workflow, ada) as late:
            assert (await late.closed()).code == 1012

    assert [end.code for end in ends] == [1012, 1012]
    assert (await stored(workflow))["owner"] == "Ada"


async def has_come_in(socket: Socket) -> bool:
    (room,) = rooms().rooms.values()
    return bool(room.queue) or any(each.received > 1 for each in room.connections)


async def test_it_works_where_the_server_tells_of_unread_bytes_and_where_not() -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    told = {EXTENSION: {"outgoing": Outgoing()}}

    async with (
        a_member(workflow, ada, client_id=101, extensions=told) as direct,
        a_member(workflow, ada, client_id=102) as queued,
    ):
        await direct.edit("owner", "Ada")
        await queued.until(lambda client: client.value("owner") == "Ada")
        await queued.edit("title", "Bob")
        await direct.until(lambda client: client.value("title") == "Bob")
