"""Committing goes on beside reading: a room that is being read holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from collaboration.persistence.entries import Append, Appended, StoredUpdate
from collaboration.persistence.log import Outcome
from collaboration.rooms.closing import Closing
from collaboration.rooms.committer import Committer
from collaboration.rooms.growth import Growth
from collaboration.rooms.room import Room
from tests.collaboration.live import LiveClient, update_of, wait_for
from tests.collaboration.rooms.fakes import Stage, a_stage


class Writes:
    """Notes whose edits were written."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def __call__(self, batch: Sequence[Append]) -> tuple[Outcome, ...]:
        await asyncio.sleep(0)
        self.numbers.extend(each.known for each in batch)
        return tuple(
            Appended(
                each.document_id,
                each.known + 1,
                each.known + len(each.entries),
                missed=(),
                refused=frozenset(),
            )
            for each in batch
        )


class Reads:
    """Answers when the test says so, with the next of what it was given."""

    def __init__(self, *answers: Sequence[StoredUpdate]) -> None:
        self.answers = list(answers)
        self.begun = 0
        self.may_answer = asyncio.Event()
        self.at_end: Callable[[], object] = lambda: None

    async def read(self, function: Callable[..., Any], *args: Any) -> Any:
        self.begun += 1
        await self.may_answer.wait()
        # Runs after the reading's task has ended, and before anybody learns that it has.
        asyncio.get_running_loop().call_soon(self.at_end)
        self.at_end = lambda: None
        return self.answers.pop(0) if self.answers else ()


def unexpected(*what: object) -> None:
    raise AssertionError(f"unexpected: {what}")


@asynccontextmanager
async def committing(writes: Writes) -> AsyncIterator[Committer]:
    committer = Committer(writes, on_renewed=unexpected, on_gone=unexpected, on_failure=unexpected)
    task = asyncio.create_task(committer.run())
    try:
        yield committer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def growth_of(rooms: Mapping[int, Room], reads: Reads, commit_soon: Any = unexpected) -> Growth:
    def drop(room: Room, closing: Closing) -> None:
        unexpected(room, closing)

    return Growth(rooms, reads, drop=drop, fail=unexpected, commit_soon=commit_soon)  # type: ignore[arg-type]


async def edited(stage: Stage) -> Room:
    guest = await stage.enter(101)
    await guest.edit("owner", "Ada")
    assert stage.room.queue
    return stage.room


async def has_nothing_queued(room: Room) -> bool:
    return not room.queue


async def test_a_room_that_is_being_read_holds_up_no_other() -> None:
    slow, quick = await edited(a_stage()), await edited(a_stage())
    reads = Reads()
    async with committing(Writes()) as committer:
        reading = growth_of({1: slow}, reads, committer.commit_soon).catch_up(slow)
        await wait_for(lambda: _is(reads.begun == 1), "the reading")

        committer.commit_soon(slow)
        committer.commit_soon(quick)

        await wait_for(lambda: has_nothing_queued(quick), "the commit of the other room")
        assert slow.queue
        reads.may_answer.set()
        await reading
        await wait_for(lambda: has_nothing_queued(slow), "the commit after the reading")
        assert await committer.finish(5)


async def test_edits_are_committed_also_after_a_reading_that_was_cut_off() -> None:
    room, reads = await edited(a_stage()), Reads()
    async with committing(Writes()) as committer:
        reading = growth_of({1: room}, reads, committer.commit_soon).catch_up(room)
        await wait_for(lambda: _is(reads.begun == 1), "the reading")
        committer.commit_soon(room)

        reading.cancel()

        await wait_for(lambda: has_nothing_queued(room), "the commit after the reading")


async def test_a_hint_that_comes_as_a_reading_ends_is_followed() -> None:
    stage = a_stage()
    first = stage.room.document.number + 1
    elsewhere = LiveClient(301, lambda message: None)
    elsewhere.doc.apply_update(stage.log[0])
    reads = Reads([committed(first, update_of(elsewhere.set("owner", "one")))])
    growth = growth_of({1: stage.room}, reads)
    reads.at_end = lambda: growth.hear(1, first + 1)
    growth.hear(1, first)
    await wait_for(lambda: _is(reads.begun == 1), "the first reading")
    reads.answers.append([committed(first + 1, update_of(elsewhere.set("owner", "two")))])

    reads.may_answer.set()

    await wait_for(lambda: _is(stage.room.document.number == first + 1), "the second reading")
    await growth.close()


async def test_a_number_that_is_not_in_the_log_is_looked_for_once() -> None:
    stage, reads = a_stage(), Reads()
    growth = growth_of({1: stage.room}, reads)
    growth.hear(1, stage.room.document.number + 1)
    reads.may_answer.set()

    await wait_for(lambda: _is(not growth._running), "the end of reading")

    assert reads.begun == 1
    await growth.close()


async def test_many_hints_during_a_commit_are_looked_at_once() -> None:
    stage, reads = a_stage(), Reads()
    growth = growth_of({1: stage.room}, reads)
    number = stage.room.document.number
    async with stage.room.turn:
        for more in range(1, 101):
            growth.hear(1, number + more)
        assert len(growth._waiting) == 1
        assert not growth._running
    reads.may_answer.set()

    await wait_for(lambda: _is(reads.begun == 1 and not growth._running), "the reading")

    assert not growth._heard
    await growth.close()


def committed(number: int, update: bytes) -> StoredUpdate:
    return StoredUpdate(number, update, None, "edit", datetime.now(UTC))


async def _is(condition: bool) -> bool:
    return condition
