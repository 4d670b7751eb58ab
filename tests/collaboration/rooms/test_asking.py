"""Who asks for the document: how often, and what the answers may cost."""

from __future__ import annotations

import pytest

from collaboration.rooms.document import RoomDocument
from collaboration.rooms.timing import Bucket
from collaboration.sync.encoding import write_chunk
from tests.collaboration.rooms.fakes import a_stage

# Of one who knows an author that nobody else knows, and nothing of the document.
ASKS_FOR_ALL = b"\0\0" + write_chunk(b"\x01\x4d\x00")


def count_calls(monkeypatch: pytest.MonkeyPatch, method: str) -> list[object]:
    """Grows with each call of this method of a room's document."""
    calls: list[object] = []
    real = getattr(RoomDocument, method)

    def counting(*args: object) -> object:
        calls.append(args)
        return real(*args)

    monkeypatch.setattr(RoomDocument, method, counting)
    return calls


async def test_questions_that_wait_for_a_commit_keep_one_answer_for_each_socket() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102, user=2)
    await one.edit("owner", "Ada")  # the database does not answer yet

    for _ in range(5):
        await other.say(ASKS_FOR_ALL)
        await one.say(ASKS_FOR_ALL)
    waiting, told = len(stage.room._answering), len(other.outbox.frames)
    stage.commit()

    assert waiting == 2
    assert sum(frame[:2] == b"\0\1" for frame in other.outbox.frames[told:]) == 1
    assert (one.code, other.code) == (None, None)
    assert other.client.value("owner") == "Ada"


@pytest.mark.parametrize("is_waiting", [True, False])
async def test_whoever_asks_for_the_document_again_and_again_is_closed_before_it_is_encoded(
    is_waiting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = a_stage()
    one, mallory = await stage.enter(101), await stage.enter(102, user=2)
    if is_waiting:
        await one.edit("owner", "Ada")
    encoded = count_calls(monkeypatch, "update_for")

    for _ in range(20):
        await mallory.say(ASKS_FOR_ALL)

    assert (mallory.code, one.code) == (4429, None)
    assert len(encoded) == 9  # it came in with the first of ten
    assert len(stage.room._answering) == 0


async def test_whoever_asks_for_the_document_now_and_then_stays() -> None:
    stage = a_stage()
    one = await stage.enter(101)

    for _ in range(60):
        stage.timers.pass_time(1)
        await one.say(ASKS_FOR_ALL)

    assert one.code is None


@pytest.mark.parametrize(("share", "code"), [(0.1, None), (1e-9, 4429)])
async def test_whose_questions_cost_too_much_computing_is_closed(
    share: float, code: int | None
) -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102, user=2)
    one.connection.limits.work = Bucket(share, 30, stage.timers.now)

    await one.say(ASKS_FOR_ALL)

    assert (one.code, other.code) == (code, None)


async def test_answers_that_are_made_anew_are_not_charged_to_whoever_asked() -> None:
    stage = a_stage()
    ada, bob = await stage.enter(101, user=1), await stage.enter(102, user=2)
    await ada.edit("owner", "Ada")
    await bob.edit("count", 7)
    joiner = stage.knock(103, user=3)
    await joiner.say(joiner.client.step1())
    joiner.connection.limits.work = joiner.connection.limits.syncs = Bucket(1e-9, 30, 0)

    stage.refused.add(1)
    stage.commit()

    assert (ada.code, joiner.code) == (4403, None)
    assert (joiner.client.value("owner"), joiner.client.value("count")) == (None, 7)
