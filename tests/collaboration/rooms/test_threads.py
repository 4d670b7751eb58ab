"""The thread that writes: what the loop gives it, and what it gives back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial

import pytest

from collaboration.rooms.threads import Writer


@pytest.fixture
async def writer() -> AsyncIterator[Writer]:
    made = Writer()
    yield made
    await made.close()


async def test_calls_are_made_in_order_on_one_thread(writer: Writer) -> None:
    made: list[int] = []

    def note(number: int) -> int:
        made.append(number)
        return threading.get_ident()

    threads = await asyncio.gather(*(writer.run(partial(note, number)) for number in range(20)))

    assert made == list(range(20))
    assert len({*threads, threading.get_ident()}) == 2


async def test_an_error_reaches_who_asked_and_ends_nothing(writer: Writer) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await writer.run(fail)

    assert await writer.run(lambda: 1) == 1


async def test_a_call_that_nobody_waits_for_any_more_is_left_out(writer: Writer) -> None:
    may_go, made = threading.Event(), list[str]()
    first = writer.run(may_go.wait)
    cancelled = writer.run(lambda: made.append("cancelled"))
    last = writer.run(lambda: made.append("last"))

    cancelled.cancel()
    may_go.set()
    await asyncio.gather(first, last)

    assert made == ["last"]


async def test_closing_finishes_what_was_asked_for_and_may_be_done_twice() -> None:
    writer, made = Writer(), list[int]()
    asked = [writer.run(partial(made.append, number)) for number in range(5)]

    await writer.close()
    await writer.close()

    assert made == list(range(5))
    assert all(each.done() for each in asked)
