"""How often a document is looked at for problems, whoever opens it and however the look ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from collaboration.rooms.problems import Look
from collaboration.rooms.threads import DatabaseThreads
from collaboration.rooms.validation import Validation
from tests.collaboration.live import wait_for
from tests.collaboration.rooms.fakes import a_stage

LOOK_S = 0.02


@pytest.fixture
async def threads() -> AsyncIterator[DatabaseThreads]:
    threads = DatabaseThreads()
    yield threads
    await threads.close()


def compute_for(seconds: float) -> None:
    """Keep this thread's core busy for so long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def finds_nothing(document_id: int) -> Look:
    return Look(1, [])


def fails(document_id: int) -> Look:
    raise ValueError("a bug")


@pytest.mark.parametrize("outcome", [finds_nothing, fails])
async def test_a_document_has_its_share_also_when_its_room_is_loaded_anew(
    outcome: Callable[[int], Look], threads: DatabaseThreads
) -> None:
    spans: list[tuple[float, float]] = []

    def look(document_id: int) -> Look:
        began = time.monotonic()
        compute_for(LOOK_S)
        spans.append((began, time.monotonic()))
        return outcome(document_id)

    async def has_looked(times: int) -> bool:
        return len(spans) >= times and not any(
            due.task is not None and not due.task.done() for due in validation._due.values()
        )

    validation = Validation(threads, asyncio.get_running_loop(), 0.001, look)
    for times in (1, 2):
        room = a_stage().room
        validation.look_soon(room)
        await wait_for(partial(has_looked, times), "a look")
        validation.forget(room)

    (_, first_end), (second_begin, _) = spans
    assert second_begin - first_end > 15 * LOOK_S


async def test_waiting_for_looks_at_other_documents_is_not_charged(
    threads: DatabaseThreads,
) -> None:
    looked: list[int] = []

    def look(document_id: int) -> Look:
        if document_id == 1:
            compute_for(5 * LOOK_S)
        looked.append(document_id)
        return Look(1, [])

    async def have_ended() -> bool:
        return len(looked) == 2 and len(validation._not_before) == 2

    validation = Validation(threads, asyncio.get_running_loop(), 0.0, look)
    slow, quick = a_stage().room, a_stage().room
    quick.document_id = 2
    for room in (slow, quick):
        validation.look_soon(room)
    await wait_for(have_ended, "both looks")

    assert looked == [1, 2]
    # Both began to wait and ended at once; a twentieth of a core is for what each took itself.
    assert validation._not_before[1] - validation._not_before[2] > 50 * LOOK_S
