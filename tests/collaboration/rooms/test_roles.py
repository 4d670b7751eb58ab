"""What viewers may send: nothing that changes anything."""

from __future__ import annotations

from tests.collaboration.live import update_of
from tests.collaboration.rooms.fakes import a_stage


async def test_invariant_8_no_update_of_a_viewer_changes_anything() -> None:
    stage = a_stage()
    editor = await stage.enter(101)
    viewer = await stage.enter(102, may_edit=False)

    await viewer.edit("owner", "mine")
    stage.commit()
    stage.timers.pass_time(1)

    assert viewer.code == 4403
    assert len(stage.log) == 1
    assert editor.client.value("owner") is None


async def test_who_was_made_an_editor_a_moment_ago_may_edit_at_once() -> None:
    stage = a_stage()
    promoted = await stage.enter(102, user=7, may_edit=False)
    stage.promoted.add(7)

    await promoted.edit("owner", "mine")
    stage.commit()

    assert promoted.code is None
    assert len(stage.log) == 2


async def test_a_viewer_may_answer_that_it_has_nothing_new() -> None:
    stage = a_stage()
    editor = await stage.enter(101)
    await editor.edit("owner", "Ada")
    await editor.edit("owner", "Bob")
    stage.commit()

    viewer = await stage.enter(102, may_edit=False)

    assert viewer.code is None
    assert viewer.client.is_synced


async def test_what_a_viewer_wrote_while_away_is_refused() -> None:
    stage = a_stage()
    viewer = stage.knock(102, may_edit=False)
    viewer.client.set("owner", "mine")

    await viewer.say(viewer.client.step1())
    await viewer.answer()

    assert viewer.code == 4403
    assert len(stage.log) == 1


async def test_what_a_viewer_deleted_while_away_is_refused() -> None:
    stage = a_stage()
    viewer = stage.knock(102, may_edit=False)
    viewer.client.doc.apply_update(stage.log[0])
    viewer.client.edit(lambda doc: doc["tasks"].pop("count"))

    await viewer.say(viewer.client.step1())
    await viewer.answer()

    assert viewer.code == 4403
    assert len(stage.log) == 1


async def test_a_viewer_is_not_caught_by_edits_of_others_that_are_under_way() -> None:
    stage = a_stage()
    editor = await stage.enter(101)
    viewer = stage.knock(102, may_edit=False)
    await viewer.say(viewer.client.step1())
    await editor.edit("owner", "Ada")

    await viewer.answer()
    stage.commit()

    assert viewer.code is None


async def test_a_viewer_who_sends_an_empty_update_stays() -> None:
    stage = a_stage()
    viewer = await stage.enter(102, may_edit=False)

    await viewer.say(b"\x00\x02\x02\x00\x00")

    assert viewer.code is None


async def test_whoever_may_not_edit_any_more_is_refused_at_the_next_frame() -> None:
    stage = a_stage()
    one = await stage.enter(101)

    one.connection.may_edit = False
    await one.edit("owner", "Ada")
    stage.commit()

    assert one.code == 4403
    assert len(stage.log) == 1


async def test_held_edits_of_whoever_may_not_edit_any_more_are_refused() -> None:
    stage = a_stage()
    one, other = await stage.enter(101, user=1), await stage.enter(102, user=2)
    first, second = one.client.set("count", 1), one.client.set("count", 2)
    await one.say(second)

    one.connection.may_edit = False
    stage.others.append(update_of(first))
    await other.edit("owner", "Bob")
    stage.commit()
    stage.timers.pass_time(1)

    assert one.code == 4403
    assert other.client.value("count") == 1
