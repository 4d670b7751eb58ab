"""What no honest client sends ends its own socket, and nothing else."""

from __future__ import annotations

import random
from itertools import islice
from typing import Any

import pytest
from pycrdt import Array, Doc, Map

from collaboration.rooms.timing import Bucket
from collaboration.sync.encoding import write_chunk
from tests.collaboration.live import LiveClient, awareness_frame, update_frame, update_of
from tests.collaboration.rooms.fakes import Guest, Stage, a_stage
from tests.collaboration.sync.grammar import hostile_frames


def of_server(stage: Stage) -> bytes:
    """An edit in the server's name."""
    forger = LiveClient(1, lambda message: None)
    forger.doc.apply_update(stage.log[0])
    return forger.set("owner", "the server")


def in_meta(stage: Stage) -> bytes:
    doc: Doc[Any] = Doc(client_id=55)
    doc["meta"] = Map({"schema": 9})
    return update_frame(doc.get_update())


def foreign_root(stage: Stage) -> bytes:
    doc: Doc[Any] = Doc(client_id=55)
    doc["elsewhere"] = Map({"a": 1})
    return update_frame(doc.get_update())


def wrong_type(stage: Stage) -> bytes:
    doc: Doc[Any] = Doc(client_id=55)
    doc["workflow"] = Map({"description": "a plain value, which nobody could type into"})
    return update_frame(doc.get_update())


def list_type(stage: Stage) -> bytes:
    doc: Doc[Any] = Doc(client_id=55)
    doc["workflow"] = Map({"list": Array([1])})
    return update_frame(doc.get_update())


HOSTILE = {
    "nothing": lambda stage: b"",
    "unknown message": lambda stage: b"\x09\x01\x00",
    "unknown step": lambda stage: b"\x00\x07\x00",
    "permission denied": lambda stage: b"\x02\x00\x01a",
    "bytes behind": lambda stage: LiveClient(55, lambda message: None).step1() + b"\x00",
    "state vector": lambda stage: b"\x00\x00" + write_chunk(b"\x05\x01"),
    "long state vector": lambda stage: b"\x00\x00" + write_chunk(b"\xff\xff\xff\x7f"),
    "long length": lambda stage: b"\x00\x02\xff\xff\xff\x7f\x00",
    "no update": lambda stage: update_frame(b"\xff\xff\xff"),
    "update cut off": lambda stage: update_frame(stage.log[0][:-5]),
    "presence of no JSON": lambda stage: b"\x01" + write_chunk(b"\x01\x65\x01\x02{a"),
    "presence cut off": lambda stage: b"\x01" + write_chunk(b"\x01\x65\x01\x09{}"),
    "as the server": of_server,
    "in meta": in_meta,
    "foreign root": foreign_root,
    "wrong type": wrong_type,
    "type that is not ours": list_type,
}


async def watched(stage: Stage) -> tuple[Guest, Guest]:
    return await stage.enter(101, user=1), await stage.enter(102, user=2)


@pytest.mark.parametrize("name", HOSTILE)
async def test_invariant_10_a_hostile_frame_ends_its_own_socket_and_disturbs_nobody(
    name: str,
) -> None:
    stage = a_stage()
    one, other = await watched(stage)
    mallory = await stage.enter(103, user=3)
    told = len(one.outbox.frames)

    await mallory.say(HOSTILE[name](stage))
    stage.commit()
    stage.timers.pass_time(1)

    assert mallory.code is not None
    assert 4400 <= mallory.code <= 4499
    assert mallory.outbox.closing is not None
    assert 0 < len(mallory.outbox.closing.reason.encode()) <= 123
    assert (len(stage.log), len(one.outbox.frames)) == (1, told)
    await one.edit("owner", "Ada")
    stage.commit()
    assert other.client.value("owner") == "Ada"


async def test_a_refused_update_costs_nobody_else_what_waits() -> None:
    stage = a_stage()
    one, other = await watched(stage)
    mallory = await stage.enter(103, user=3)
    await one.edit("owner", "Ada")

    await mallory.say(wrong_type(stage))
    await one.edit("count", 1)
    stage.commit()

    assert mallory.code == 4422
    assert (other.client.value("owner"), other.client.value("count")) == ("Ada", 1)
    assert other.client.document() == (await stage.enter(104)).client.document()


async def test_what_honest_clients_send_after_a_refusal_still_fits() -> None:
    stage = a_stage()
    one, other = await watched(stage)
    await one.edit("count", 1)
    stage.commit()
    mallory = await stage.enter(103, user=3)
    await mallory.say(wrong_type(stage))

    for number in range(2, 5):
        await one.edit("count", number)
    stage.commit()
    stage.timers.pass_time(1)

    assert other.client.value("count") == 4


async def test_the_server_is_asked_before_anybody_is_called_a_forger() -> None:
    stage = a_stage()
    one = await stage.enter(101)

    await one.say(of_server(stage))

    assert stage.caught_up == 1
    assert one.code == 4403


@pytest.mark.parametrize(("frames", "code"), [(30, None), (31, 4429)])
async def test_frames_are_counted_over_ten_seconds(frames: int, code: int | None) -> None:
    stage = a_stage(frames_per_s=3)
    one = stage.knock(101)

    for _ in range(frames):
        await one.say(b"\x03")

    assert one.code == code


async def test_who_waits_may_send_again() -> None:
    stage = a_stage(frames_per_s=3)
    one = stage.knock(101)
    for _ in range(30):
        await one.say(b"\x03")

    stage.timers.pass_time(1)
    for _ in range(3):
        await one.say(b"\x03")

    assert one.code is None


@pytest.mark.parametrize(("more", "code"), [(0, None), (1, 4413)])
async def test_a_presence_state_has_a_size(more: int, code: int | None) -> None:
    stage = a_stage(presence_bytes=100)
    one, other = await watched(stage)
    state = {"cursor": "x" * (100 - len('{"cursor":""}') + more)}

    await one.say(one.client.cursor(state))
    stage.timers.pass_time(1)

    assert one.code == code
    assert (101 in other.client.presence) == (code is None)


@pytest.mark.parametrize(("length", "code"), [(500, None), (501, 4413)])
async def test_a_text_has_a_length(length: int, code: int | None) -> None:
    stage = a_stage(text_chars=500)
    one = await stage.enter(101)

    await one.say(
        one.client.edit(lambda doc: doc["workflow"]["description"].insert(0, "x" * length))
    )

    assert one.code == code


@pytest.mark.parametrize(("more", "code"), [(0, None), (1, 4413)])
async def test_a_value_has_a_size(more: int, code: int | None) -> None:
    stage = a_stage(value_bytes=1_000)
    one = await stage.enter(101)

    await one.edit("owner", "x" * (998 + more))

    assert one.code == code


async def test_a_document_has_a_size_and_deleting_is_the_way_back() -> None:
    stage = a_stage(document_bytes=20_000, value_bytes=20_000)
    one = await stage.enter(101)
    await one.edit("owner", "x" * 18_000)
    stage.commit()

    other = await stage.enter(102)
    await other.edit("more", "x" * 3_000)
    await one.say(one.client.edit(lambda doc: doc["workflow"].pop("owner")))
    stage.commit()
    await one.edit("more", "x" * 3_000)
    stage.commit()

    assert (other.code, one.code) == (4413, None)
    assert len(stage.room.document.full()) < 20_000


async def test_updates_of_many_authors_at_once_are_refused() -> None:
    stage = a_stage(update_clients=10)
    one = await stage.enter(101)
    crowd: Doc[Any] = Doc()
    for client in range(200, 211):
        guest: Doc[Any] = Doc(client_id=client)
        guest["workflow"] = Map({f"key{client}": client})
        crowd.apply_update(guest.get_update())

    await one.say(update_frame(crowd.get_update()))

    assert one.code is not None
    assert 4400 <= one.code <= 4499


async def test_what_is_held_has_a_size() -> None:
    stage = a_stage(held_bytes=1_000)
    one = await stage.enter(101)
    one.client.set("count", 0)  # never sent

    await one.say(one.client.set("owner", "x" * 400))
    before = one.code
    await one.say(one.client.set("owner", "y" * 700))

    assert (before, one.code) == (None, 4400)


@pytest.mark.parametrize(("waited_s", "code"), [(30, None), (31, 4400)])
async def test_what_is_held_has_a_time(waited_s: float, code: int | None) -> None:
    stage = a_stage(held_s=30)
    one = await stage.enter(101)
    one.client.set("count", 0)
    await one.say(one.client.set("count", 1))

    stage.timers.pass_time(waited_s)
    stage.room.end_overdue()

    assert one.code == code


async def test_new_edits_are_refused_while_too_much_waits_for_the_database() -> None:
    stage = a_stage()
    one = await stage.enter(101)

    stage.is_full = True
    await one.edit("count", 1)

    assert one.code == 4503


async def test_invariant_16_whoever_does_not_read_is_closed_and_the_others_are_told() -> None:
    stage = a_stage(send_buffer_bytes=1_000)
    one, slow, other = await stage.enter(101), await stage.enter(102), await stage.enter(103)
    slow.outbox.pending = 1_001
    sent = len(slow.outbox.frames)

    await one.edit("owner", "Ada")
    stage.commit()

    assert slow.code == 4503
    assert len(slow.outbox.frames) == sent
    assert other.client.value("owner") == "Ada"


async def test_whoever_reads_late_but_in_time_stays() -> None:
    stage = a_stage(send_buffer_bytes=1_000)
    one, slow = await stage.enter(101), await stage.enter(102)
    slow.outbox.pending = 1_000

    await one.edit("owner", "Ada")
    stage.commit()

    assert slow.code is None
    assert slow.client.value("owner") == "Ada"


async def test_a_fault_of_ours_ends_one_socket_and_spoils_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = a_stage()
    one, other = await watched(stage)
    mallory = await stage.enter(103, user=3)
    await one.edit("owner", "Ada")

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr("collaboration.rooms.document.check_changes", fail)
        await mallory.edit("count", 1)
    await one.edit("count", 2)
    stage.commit()

    assert mallory.code == 4503
    assert other.client.document() == one.client.document()
    assert update_of(one.client.set("count", 3))
    assert awareness_frame()


@pytest.mark.parametrize(("share", "code"), [(0.1, None), (1e-9, 4429)])
async def test_whose_edits_cost_too_much_computing_is_closed(
    share: float, code: int | None
) -> None:
    stage = a_stage()
    one, other = await watched(stage)
    one.connection.limits.work = Bucket(share, 30, stage.timers.now)

    await one.edit("owner", "it stays: it was a good edit")
    stage.commit()
    stage.timers.pass_time(1)

    assert one.code == code
    assert other.code is None
    assert other.client.value("owner") == "it stays: it was a good edit"


@pytest.mark.parametrize("frames", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
async def test_invariant_10_frames_of_the_grammar_end_their_own_sockets_and_disturb_nobody(
    frames: int,
) -> None:
    stage, seed = a_stage(), random.randrange(2**32)
    one, other = await watched(stage)
    not_closed: set[str] = set()

    for number, hostile in enumerate(islice(hostile_frames(seed), frames)):
        mallory = await stage.enter(1_000 + number, user=3)
        await mallory.say(hostile.frame)
        stage.commit()
        if mallory.code is None:
            stage.room.detach(mallory.connection)
            if hostile.must_close:
                not_closed.add(hostile.name)
        assert mallory.code is None or 4400 <= mallory.code < 4500, f"seed {seed}: {hostile.name}"

    await one.edit("owner", "still here")
    stage.commit()
    stage.timers.pass_time(1)
    assert not not_closed, f"seed {seed}"
    assert (one.code, other.code) == (None, None), f"seed {seed}"
    assert other.client.value("owner") == "still here", f"seed {seed}"
