"""One room: what it does with honest frames, in which order, and whom it tells."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Doc

from collaboration.persistence.entries import StoredState
from collaboration.rooms.closing import Closing
from collaboration.sync.updates import Pairs
from tests.collaboration.live import LiveClient, update_of
from tests.collaboration.rooms.fakes import a_stage
from tests.collaboration.store import values_of


async def test_nothing_is_told_before_it_is_committed() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)

    await one.edit("owner", "Ada")
    stage.timers.pass_time(1)
    before = other.client.value("owner")
    stage.commit()

    assert before is None
    assert other.client.value("owner") == "Ada"
    assert one.client.updates == 0


async def test_a_joiner_gets_nothing_that_is_not_committed() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    await one.edit("owner", "Ada")
    joiner = stage.knock(102)

    await joiner.say(joiner.client.step1())
    before = list(joiner.outbox.frames)
    stage.commit()

    assert before == []
    assert joiner.client.value("owner") == "Ada"


async def test_a_joiner_misses_nothing_that_is_told_while_its_answer_waits() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    rest = LiveClient(1, lambda message: None)
    rest.doc.apply_update(stage.log[0])
    await one.edit("owner", "Ada")
    joiner = stage.knock(102)
    await joiner.say(joiner.client.step1())

    stage.others.append(update_of(rest.set("title", "by REST")))
    stage.commit()
    stage.timers.pass_time(1)

    assert joiner.client.value("title") == "by REST"
    assert joiner.client.value("owner") == "Ada"


async def test_invariant_3_the_same_frame_twice_changes_nothing() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)
    frame = one.client.set("owner", "Ada")
    await one.say(frame)
    stage.commit()
    stage.timers.pass_time(1)
    written, told = len(stage.log), len(other.outbox.frames)

    await one.say(frame)
    stage.commit()
    stage.timers.pass_time(1)

    assert (len(stage.log), len(other.outbox.frames)) == (written, told)


async def test_invariant_4_what_anyone_has_seen_is_in_the_log() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)
    for number in range(20):
        await one.edit("count", number)
        if number % 3 == 0:
            stage.commit()
        stage.timers.pass_time(0.01)

        seen = other.client.value("count")
        assert seen is None or values_of(stage.log).get("count") >= seen


async def test_edits_that_come_together_are_told_together() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)
    stage.timers.pass_time(1)
    await one.edit("count", 0)
    stage.commit()

    for number in range(1, 100):
        await one.edit("count", number)
        stage.commit()
        stage.timers.pass_time(0.01)

    # One at once, then one in each thirtieth of a second.
    assert 2 <= other.client.updates <= 32
    stage.timers.pass_time(0.1)
    assert other.client.value("count") == 99


async def test_a_lone_author_is_not_told_its_own_edit() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    told = len(one.outbox.frames)

    await one.edit("owner", "Ada")
    stage.commit()
    stage.timers.pass_time(1)

    assert len(one.outbox.frames) == told


async def test_what_another_process_wrote_is_told() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    elsewhere = LiveClient(55, lambda message: None)
    elsewhere.doc.apply_update(stage.log[0])
    stage.others.append(update_of(elsewhere.set("owner", "elsewhere")))

    await one.edit("count", 1)
    stage.commit()

    assert one.client.value("owner") == "elsewhere"
    assert stage.room.document.number == len(stage.log)


async def test_what_waits_is_tried_when_the_missing_comes_as_a_whole_document() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)
    one.client.answers_step1 = False
    first, second = one.client.set("count", 1), one.client.set("count", 2)
    await one.say(second)
    elsewhere = LiveClient(55, lambda message: None)
    for update in (stage.log[0], update_of(first)):
        elsewhere.doc.apply_update(update)

    # Another process had it, and its log is merged by now.
    stage.room.absorb_state(StoredState(1, 1, 2, (elsewhere.doc.get_update(),)), Pairs())
    stage.log.append(update_of(first))
    stage.commit()

    assert other.client.value("count") == 2


async def test_an_update_out_of_order_waits_for_what_it_builds_upon() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102)
    one.client.answers_step1 = False
    first, second = one.client.set("count", 1), one.client.set("count", 2)

    await one.say(second)
    stage.commit()
    before = other.client.value("count")
    asked = len(one.client.asked)
    await one.say(first)
    stage.commit()

    assert before is None
    assert asked == 2  # at the join, and for what is missing
    assert other.client.value("count") == 2


async def test_an_update_builds_upon_nobody_elses_that_may_still_be_refused() -> None:
    stage = a_stage()
    ada, bob = await stage.enter(101, user=1), await stage.enter(102, user=2)
    from_ada = ada.client.set("owner", "Ada")
    await ada.say(from_ada)
    bob.client.hear(from_ada)  # by another way than ours
    await bob.say(bob.client.set("owner", "Bob"))

    stage.refused.add(1)
    stage.commit()

    assert (ada.code, bob.code) == (4403, None)
    assert len(stage.log) == 1
    assert len(bob.connection.held) == 1


async def test_edits_of_refused_authors_leave_nothing_and_the_others_stay() -> None:
    stage = a_stage()
    ada, bob = await stage.enter(101, user=1), await stage.enter(102, user=2)
    await ada.edit("owner", "Ada")
    await bob.edit("count", 7)

    stage.refused.add(1)
    stage.commit()
    carol = await stage.enter(103, user=3)

    assert ada.code == 4403
    assert carol.client.value("owner") is None
    assert carol.client.value("count") == 7
    await bob.edit("count", 8)
    stage.commit()
    stage.timers.pass_time(1)
    assert carol.client.value("count") == 8


async def test_saved_counts_frames_that_are_committed() -> None:
    stage = a_stage()
    one = await stage.enter(101, extras="saved")

    await one.edit("count", 1)
    await one.edit("count", 2)
    before = one.client.saved
    stage.commit()

    assert before == (1, 1)  # its answer to our step 1 said nothing new
    assert one.client.saved == (3, 3)


async def test_saved_does_not_run_ahead_of_what_the_same_words_wait_for() -> None:
    stage = a_stage()
    one, other = await stage.enter(101), await stage.enter(102, extras="saved")
    frame = one.client.set("count", 1)
    await one.say(frame)

    await other.say(frame)
    before = other.client.saved
    stage.commit()

    assert before == (1, 1)
    assert other.client.saved == (2, 2)


async def test_a_closed_room_gives_back_its_document() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    stage.room.end(one.connection, Closing(4503, "bye"))

    stage.room.close()

    assert stage.timers.waiting == 0
    assert stage.room.document.kept_bytes == 0 or not hasattr(stage.room.document, "_doc")


@pytest.mark.parametrize("quiet_s", [14, 15])
async def test_a_quiet_socket_gets_a_sign_of_life(quiet_s: float) -> None:
    stage = a_stage()
    one = await stage.enter(101)
    told = len(one.outbox.frames)

    stage.timers.pass_time(quiet_s)
    stage.room.crowd.keep_alive(15)

    assert len(one.outbox.frames) - told == (quiet_s >= 15)


async def test_an_update_is_applied_whole_or_not_at_all() -> None:
    stage = a_stage()
    one = await stage.enter(101)
    two = LiveClient(55, lambda message: None)
    two.doc.apply_update(stage.log[0])

    def change(doc: Doc[Any]) -> None:
        doc["workflow"]["owner"] = "fine"
        doc["tasks"]["Not An Id"] = "no map"

    await one.say(two.edit(change))
    stage.commit()

    assert one.code == 4422
    assert len(stage.log) == 1
    assert (await stage.enter(103)).client.value("owner") is None
