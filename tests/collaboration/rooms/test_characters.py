"""A room takes no edit that parts a character of two UTF-16 units, whoever wrote it and where."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.collaboration.live import LiveClient, update_frame, update_of
from tests.collaboration.rooms.fakes import Guest, Stage, a_stage
from tests.collaboration.sync.written import Row, beside, string, update

TYPIST = 101


async def a_typed_crab(stage: Stage) -> tuple[Guest, int]:
    """Who typed it, and the clock of its first unit."""
    typist = await stage.enter(TYPIST, user=1)
    await typist.say(type_crab(typist.client))
    stage.commit()
    return typist, stage.room.document.clocks[TYPIST] - 2


def type_crab(client: LiveClient) -> bytes:
    return client.edit(lambda doc: doc["workflow"]["description"].insert(0, "🦀"))


def inside_crab(first: int) -> bytes:
    """As a client writes it whose caret stands between the two units."""
    item = beside((TYPIST, first), (TYPIST, first + 1), string("x"))
    return update_frame(update(Row(7_000, 0, [item])))


async def test_who_types_inside_a_character_is_sent_away_and_nobody_else_sees_it() -> None:
    stage = a_stage()
    typist, first = await a_typed_crab(stage)
    other = await stage.enter(103, user=3)
    before = stage.log[:]

    await other.say(inside_crab(first))
    stage.commit()

    assert other.code == 4422
    assert other.outbox.closing is not None
    assert "character" in other.outbox.closing.reason
    assert (typist.code, stage.log) == (None, before)
    assert str(typist.client.document()["description"]).startswith("🦀")


@pytest.mark.parametrize("start", [0, 1])
async def test_who_erases_half_a_character_is_sent_away(start: int) -> None:
    stage = a_stage()
    _, first = await a_typed_crab(stage)
    other = await stage.enter(103, user=3)

    await other.say(update_frame(update(deletes={TYPIST: [(first + start, 1)]})))

    assert other.code == 4422


async def test_a_character_that_came_from_elsewhere_is_parted_by_nobody() -> None:
    stage = a_stage()
    elsewhere = LiveClient(TYPIST, lambda message: None)
    elsewhere.doc.apply_update(stage.log[0])
    one = await stage.enter(102)
    stage.others.append(update_of(type_crab(elsewhere)))
    await one.edit("owner", "Ada")  # its commit brings what another process has committed
    stage.commit()

    await one.say(inside_crab(stage.room.document.clocks[TYPIST] - 2))

    assert one.code == 4422


async def test_a_character_of_the_stored_document_is_parted_by_nobody() -> None:
    stage = a_stage({"schema": 1, "name": "Crabs", "tasks": {}, "description": "🦀"})
    one = await stage.enter(102)
    end = stage.room.document.clocks[1]
    places = [(1, clock) for clock in range(end)]

    refused = 0
    for left, right in pairwise(places):
        mallory = stage.knock(103, user=3)
        given = update_frame(update(Row(7_000 + right[1], 0, [beside(left, right, string("x"))])))
        await mallory.say(given)
        refused += mallory.code == 4422

    assert refused >= 1
    assert "🦀" in str(one.client.document()["description"])


async def test_what_was_refused_before_it_was_stored_keeps_nobody_from_typing() -> None:
    stage = a_stage()
    demoted, other = await stage.enter(TYPIST, user=1), await stage.enter(102, user=2)
    stage.refused.add(1)
    await demoted.say(type_crab(demoted.client))
    stage.commit()

    again = await stage.enter(TYPIST, user=3)
    await again.say(again.client.edit(lambda doc: doc["workflow"]["description"].insert(0, "xx")))
    first = stage.room.document.clocks[TYPIST] - 2
    await other.say(inside_crab(first))

    assert (demoted.code, again.code, other.code) == (4403, None, None)
