"""Whoever goes away gives everything back, also where the database is away or slow just then."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from collaboration.models import Participant, SharedDocument
from collaboration.persistence.entries import StoredState
from collaboration.persistence.log import load_state
from collaboration.rooms import attendance, process
from collaboration.rooms.process import rooms
from collaboration.rooms.seats import leave_seats, take_seat
from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.live import PATIENCE_S, a_member, wait_for
from tests.collaboration.store import a_workflow

pytestmark = pytest.mark.django_db(transaction=True)


async def test_seats_that_could_not_be_given_back_are_given_back_later(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(seen_s=0.2)
    workflow, ada = await sync_to_async(a_workflow)()
    tries: list[object] = []

    def fails_once(seats: Collection[UUID]) -> None:
        tries.append(seats)
        if len(tries) == 1:
            raise OperationalError("the database is away")
        leave_seats(seats)

    monkeypatch.setattr(attendance, "leave_seats", fails_once)
    async with a_member(workflow, ada):
        pass
    await wait_for(nobody_sits, "the seat to be given back")

    assert len(tries) == 2


async def test_a_seat_that_nobody_sits_on_is_not_renewed(configure: Configure) -> None:
    configure(seen_s=0.1)
    workflow, ada = await sync_to_async(a_workflow)()

    async with a_member(workflow, ada):
        # Who has gone away before their seat was theirs: the database took its time.
        document = await SharedDocument.objects.aget(workflow=workflow)
        lost = await sync_to_async(take_seat)(
            document.pk, ada, role="owner", process=rooms().process
        )
        before = {row.public_id: row.seen_at async for row in Participant.objects.all()}
        await wait_for(lambda: is_renewed(before), "seats to be renewed")
        row = await Participant.objects.aget(public_id=lost.public_id)

    assert row.seen_at == before[lost.public_id]


async def is_renewed(before: Mapping[UUID, datetime]) -> bool:
    rows = [row async for row in Participant.objects.all()]
    return any(row.seen_at > before[row.public_id] for row in rows)


async def test_a_room_whose_first_guest_went_away_while_it_was_loaded_is_unloaded(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(unload_s=0.1)
    workflow, _ = await sync_to_async(a_workflow)()
    document = await SharedDocument.objects.aget(workflow=workflow)
    here, goes_on = rooms(), threading.Event()

    def takes_long(document_id: int) -> StoredState:
        assert goes_on.wait(PATIENCE_S)
        return load_state(document_id)

    monkeypatch.setattr(process, "load_state", takes_long)
    coming = asyncio.ensure_future(here.open(document.pk))
    await asyncio.sleep(0)
    [loading] = here._loading.values()
    coming.cancel()
    goes_on.set()
    room = await loading

    await wait_for(are_no_rooms, "the room to be unloaded")
    assert room.is_closed


async def nobody_sits() -> bool:
    return not await Participant.objects.aexists()


async def are_no_rooms() -> bool:
    return not rooms().rooms
