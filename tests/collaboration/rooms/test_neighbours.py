"""A room takes no item that stands beside what is of another kind, in the document or not."""

from __future__ import annotations

import pytest

from collaboration.persistence.documents import encode_verified, open_document
from collaboration.persistence.entries import StoredState
from tests.collaboration.live import update_frame
from tests.collaboration.rooms.fakes import Stage, a_stage
from tests.collaboration.sync.written import Id, Row, beside, string, update, value

TYPIST = 101


def check_that_it_can_be_compacted(stage: Stage) -> None:
    encode_verified(1, open_document(StoredState(1, 1, len(stage.log), tuple(stage.log))))


@pytest.mark.parametrize("part", [(0, 1), (1, 1), (0, 2)])
async def test_text_beside_an_entry_of_the_document_ends_its_own_socket(
    part: tuple[int, int],
) -> None:
    stage = a_stage()
    one = await stage.enter(TYPIST)
    await one.edit("owner", "Ada")
    stage.commit()
    entry: Id = (TYPIST, stage.room.document.clocks[TYPIST] - 1)

    mallory = await stage.enter(103, user=3)
    row = Row(7_000, 0, [beside(entry, None, string("xy"))])
    await mallory.say(update_frame(update(row, deletes={7_000: [part]})))
    await one.edit("owner", "Bob")
    stage.commit()

    assert (one.code, mallory.code) == (None, 4422)
    assert one.client.value("owner") == "Bob"
    check_that_it_can_be_compacted(stage)


async def test_a_newer_value_stands_beside_the_older_one_of_its_key() -> None:
    stage = a_stage()
    one, other = await stage.enter(TYPIST), await stage.enter(102, user=2)

    for number in range(3):
        for each in (one, other):
            await each.edit("owner", number)
            stage.commit()

    assert (one.code, other.code) == (None, None)
    check_that_it_can_be_compacted(stage)


async def test_a_place_that_was_refused_before_it_was_stored_is_known_no_more() -> None:
    stage = a_stage()
    demoted, other = await stage.enter(TYPIST, user=1), await stage.enter(102, user=2)
    stage.refused.add(1)
    await demoted.edit("owner", "Ada")
    stage.commit()

    again = await stage.enter(TYPIST, user=3)
    await again.say(again.client.edit(lambda doc: doc["workflow"]["description"].insert(0, "x")))
    typed: Id = (TYPIST, stage.room.document.clocks[TYPIST] - 1)
    await other.say(update_frame(update(Row(7_000, 0, [beside(typed, None, string("y"))]))))
    mallory = await stage.enter(103, user=4)
    await mallory.say(update_frame(update(Row(7_001, 0, [beside(typed, None, value(1))]))))

    assert (demoted.code, again.code, other.code, mallory.code) == (4403, None, None, 4422)
