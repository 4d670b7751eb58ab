"""How many, how long, how silent: at each limit and one beyond it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from collaboration.models import Participant
from collaboration.rooms import arrivals
from collaboration.rooms.process import rooms
from collaboration.rooms.seats import Seat, take_seat
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import Closed, a_member, a_socket, wait_for
from tests.collaboration.store import a_workflow
from tests.feeds.sockets import SlowClient
from tests.rest.world import person
from workflows.models import Role
from workflows.rest.back_pressure import EXTENSION, Outgoing

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_session_has_so_many_seats_and_a_freed_one_is_given_again(
    configure: Configure,
) -> None:
    configure(participants=2)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada, client_id=101):
        async with a_member(workflow, ada, client_id=102), a_socket(workflow, ada) as third:
            full = await third.closed()
        await wait_for(lambda: is_count(1), "the seat to be given back")
        async with a_member(workflow, ada, client_id=103) as again:
            assert again.client.is_synced

    assert full.code == 4428


async def test_no_race_gives_one_seat_too_many(configure: Configure) -> None:
    configure(participants=3)
    workflow, ada = await sync_to_async(a_workflow)()

    async with AsyncExitStack() as open_sockets:
        sockets = await asyncio.gather(
            *(open_sockets.enter_async_context(a_socket(workflow, ada)) for _ in range(8))
        )
        ends = [asyncio.create_task(each.closed()) for each in sockets]
        await wait_for(lambda: are_done(ends, 5), "the others to be told that it is full")
        counted = await Participant.objects.acount()
        _, stay = await asyncio.wait(ends, timeout=0.2)
        for end in stay:
            end.cancel()

    assert counted == 3
    assert len(stay) == 3


async def test_a_person_has_so_many_documents_open(configure: Configure) -> None:
    configure(sockets_of_a_person=1)
    first, ada = await sync_to_async(a_workflow)()

    async with a_member(first, ada), a_socket(first, ada) as second:
        assert (await second.closed()).code == 4428


async def test_who_comes_in_again_and_again_is_turned_away_before_a_seat_is_taken(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(arrivals_per_minute=3)
    workflow, ada = await sync_to_async(a_workflow)()
    bob = await sync_to_async(person)("bob", workflow.team, Role.EDITOR)
    seats: list[object] = []

    def counting(*given: Any, **more: Any) -> Seat:
        seats.append(given)
        return take_seat(*given, **more)

    monkeypatch.setattr(arrivals, "take_seat", counting)
    for _ in range(3):
        async with a_member(workflow, ada):
            pass
    async with a_socket(workflow, ada) as again, a_member(workflow, bob, client_id=102) as other:
        assert (await again.closed()).code == 4503
        assert other.client.is_synced

    assert len(seats) == 4


async def test_who_is_kept_out_takes_no_seat(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(refusals_per_minute=1)
    workflow, ada = await sync_to_async(a_workflow)()
    for _ in range(2):
        async with a_member(workflow, ada) as socket:
            await socket.send(b"no frame")
            assert (await socket.closed()).code == 4400
    monkeypatch.setattr(arrivals, "take_seat", lambda *_, **__: pytest.fail("a seat was taken"))

    async with a_socket(workflow, ada) as again:
        assert (await again.closed()).code == 4429


async def test_seats_of_a_process_that_died_are_given_again(configure: Configure) -> None:
    configure(participants=1, stale_s=30)
    workflow, ada = await sync_to_async(a_workflow)()
    bob = await sync_to_async(person)("bob", workflow.team, Role.EDITOR)

    async with a_member(workflow, ada):
        await Participant.objects.aupdate(
            seen_at=timezone.now() - timedelta(seconds=31), process=uuid4()
        )
        async with a_member(workflow, bob, client_id=102) as other:
            assert other.client.is_synced


async def test_those_of_a_process_that_died_come_back_at_once(configure: Configure) -> None:
    configure(participants=2, sockets_of_a_person=1)
    workflow, ada = await sync_to_async(a_workflow)()
    bob = await sync_to_async(person)("bob", workflow.team, Role.EDITOR)
    eve = await sync_to_async(person)("eve", workflow.team, Role.EDITOR)

    async with a_member(workflow, ada), a_member(workflow, bob, client_id=102):
        await Participant.objects.aupdate(process=uuid4())  # nobody has given these back yet
        async with (
            a_member(workflow, ada, client_id=103) as again,
            a_member(workflow, bob, client_id=104) as other,
            a_socket(workflow, eve) as third,
        ):
            assert again.client.is_synced
            assert other.client.is_synced
            assert (await third.closed()).code == 4428


async def test_a_process_that_was_taken_for_dead_asks_its_people_to_come_again(
    configure: Configure,
) -> None:
    configure(access_s=0.2)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada) as socket:
        await Participant.objects.all().adelete()
        assert (await socket.closed()).code == 4503


@pytest.mark.parametrize("is_idle", [True, False])
async def test_whoever_does_nothing_for_long_is_closed(configure: Configure, is_idle: bool) -> None:
    configure(access_s=0.1, idle_s=0.6 if is_idle else 60)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada) as socket:
        await socket.send(socket.client.cursor({"cursor": 1}))
        if is_idle:
            for _ in range(3):  # renewals of stock clients are no sign of a person
                await socket.send(socket.client.cursor({"cursor": 1}))
            assert (await socket.closed()).code == 4408
        else:
            assert await socket.hears_nothing(0.5)


async def test_text_is_no_message() -> None:
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada) as socket:
        await socket.wire.send_input({"type": "websocket.receive", "text": "hello"})
        assert (await socket.closed()).code == 4400


async def test_whoever_reads_nothing_is_closed_and_the_others_are_told(
    configure: Configure,
) -> None:
    configure(send_buffer_bytes=1_000)
    workflow, ada = await sync_to_async(a_workflow)()
    slow = SlowClient()
    told = {EXTENSION: {"outgoing": Outgoing(slow.pending_bytes, slow.drained)}}

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(workflow, ada, client_id=102, extensions=told) as reader,
        a_member(workflow, ada, client_id=103) as other,
    ):
        slow.read_nothing(1_001)
        await one.edit("owner", "Ada")
        await other.until(lambda client: client.value("owner") == "Ada")
        assert (await reader.closed()).code == 4503


async def test_invariant_15_a_room_that_everybody_left_gives_everything_back(
    configure: Configure,
) -> None:
    configure(unload_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada) as socket:
        await socket.edit("owner", "Ada")
        here = rooms()
        (room,) = here.rooms.values()
    await wait_for(lambda: are_no_rooms(), "the room to be unloaded")

    assert room.is_closed
    assert len(here.guests) == 0
    assert not hasattr(room.document, "_doc")
    async with a_member(workflow, ada, client_id=102) as again:
        assert again.client.value("owner") == "Ada"


async def test_a_room_stays_a_while_for_whoever_comes_back(configure: Configure) -> None:
    configure(unload_s=30)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada):
        (room,) = rooms().rooms.values()
    async with a_member(workflow, ada, client_id=102):
        assert list(rooms().rooms.values()) == [room]


async def test_one_room_that_fails_takes_no_other_with_it() -> None:
    workflow, ada = await sync_to_async(a_workflow)()
    other_workflow, bob = await sync_to_async(a_workflow)("two")

    async with (
        a_member(workflow, ada, client_id=101) as one,
        a_member(other_workflow, bob, client_id=102) as other,
        a_member(other_workflow, bob, client_id=103) as watcher,
    ):
        broken = next(each for each in rooms().rooms.values() if len(each.connections) == 1)
        broken.crowd._news.append((b"no update", None))
        broken.crowd._news.append((b"nor this", None))
        broken.crowd.flush()
        end = await one.closed()
        await other.edit("owner", "fine")
        await watcher.until(lambda client: client.value("owner") == "fine")
        async with a_member(workflow, ada, client_id=104) as again:
            assert again.client.is_synced

    assert end.code == 4503


async def are_done(tasks: list[asyncio.Task[Closed]], count: int) -> bool:
    return sum(task.done() for task in tasks) >= count


async def is_count(count: int) -> bool:
    return await Participant.objects.acount() == count


async def are_no_rooms() -> bool:
    return not rooms().rooms
