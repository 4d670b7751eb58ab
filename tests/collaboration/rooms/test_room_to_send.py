"""A document larger than what may wait for a slow reader can still be opened; once is enough."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from collaboration.conf import CollaborationConfig
from collaboration.rooms.outbox import QueuedOutbox
from collaboration.sync import frames
from collaboration.sync.encoding import write_chunk
from tests.collaboration.rooms.fakes import FakeOutbox, Guest, Stage, a_stage

DOCUMENT_BYTES = 200_000
BUFFER_BYTES = 20_000
ASKS_FOR_ALL = b"\0\0" + write_chunk(b"\x01\x4d\x00")


class Unread(FakeOutbox):
    """What it was sent stays pending until the test reads."""

    def send(self, frame: bytes) -> None:
        super().send(frame)
        self.pending += len(frame)


async def a_large_stage() -> Stage:
    """The document is as large as it may become."""
    stage = a_stage(
        document_bytes=DOCUMENT_BYTES, value_bytes=DOCUMENT_BYTES, send_buffer_bytes=BUFFER_BYTES
    )
    author = await stage.enter(101)
    room_left = DOCUMENT_BYTES - len(stage.room.document.full())
    await author.edit("filler", "x" * (room_left - 100))
    stage.commit()
    assert author.code is None
    assert DOCUMENT_BYTES - 200 < len(stage.room.document.full()) <= DOCUMENT_BYTES
    return stage


def knock_unread(stage: Stage, client_id: int = 102, extras: str = "problems") -> Guest:
    guest = stage.knock(client_id, user=2, extras=extras)
    guest.outbox = Unread(guest.client)
    guest.connection.outbox = guest.outbox
    return guest


async def join(stage: Stage) -> Guest:
    """Somebody who has asked, and read nothing of the answer."""
    stage.room.last_problems = '{"number": 1, "problems": []}'
    guest = knock_unread(stage)
    await guest.say(guest.client.step1())
    return guest


def problems_of(length: int) -> bytes:
    return frames.problems(f'{{"problems": ["{"x" * length}"]}}')


async def test_a_document_at_its_limit_is_opened_though_it_exceeds_the_buffer() -> None:
    stage = await a_large_stage()

    guest = await join(stage)

    assert guest.code is None
    assert guest.outbox.pending_bytes() > DOCUMENT_BYTES - 200
    assert guest.client.is_synced
    assert guest.client.problems is not None


async def test_whoever_joins_and_reads_nothing_is_closed_once_the_buffer_is_full() -> None:
    stage = await a_large_stage()
    guest = await join(stage)
    beside = guest.outbox.pending_bytes() - len(guest.outbox.frames[0])

    frame = problems_of(999)
    while guest.code is None:
        stage.room.crowd.send(guest.connection, frame)
        beside += len(frame)
        assert beside <= BUFFER_BYTES + len(frame)

    assert guest.code == 4503
    assert beside > BUFFER_BYTES


async def test_who_reads_the_answer_in_pieces_has_the_whole_buffer_beside_it() -> None:
    stage = await a_large_stage()
    guest = await join(stage)

    frame = problems_of(BUFFER_BYTES // 2)
    stage.room.crowd.send(guest.connection, frame)
    guest.outbox.pending -= DOCUMENT_BYTES // 2
    before = guest.code
    stage.room.crowd.send(guest.connection, frame)

    assert (before, guest.code) == (None, 4503)


async def test_what_was_read_counts_apart_no_more() -> None:
    stage = await a_large_stage()
    guest = await join(stage)
    guest.outbox.pending = 0
    stage.room.crowd.send(guest.connection, problems_of(10))

    guest.outbox.pending = BUFFER_BYTES + 1
    stage.room.crowd.send(guest.connection, problems_of(10))

    assert guest.code == 4503


async def test_a_second_answer_does_not_wait_beside_one_that_was_not_read() -> None:
    stage = await a_large_stage()
    guest = await join(stage)

    await guest.say(ASKS_FOR_ALL)

    assert guest.code == 4503
    assert guest.outbox.pending_bytes() < DOCUMENT_BYTES + BUFFER_BYTES


async def test_under_servers_whose_send_waits_it_is_opened_too() -> None:
    stage = await a_large_stage()
    guest = stage.knock(102, user=2)
    never_read: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        never_read.append(message)

    guest.connection.outbox = outbox = QueuedOutbox(send)

    await guest.say(guest.client.step1())

    assert guest.connection.closing is None
    assert outbox.pending_bytes() > DOCUMENT_BYTES - 200
    await outbox.finish()


def test_settings_under_which_an_edit_would_never_get_in_are_refused() -> None:
    CollaborationConfig(frame_bytes=1_000, waiting_bytes=1_000)

    with pytest.raises(ValidationError, match="waiting_bytes"):
        CollaborationConfig(frame_bytes=1_001, waiting_bytes=1_000)
