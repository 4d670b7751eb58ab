"""Presence: bounded, under the names that the server knows, gone with its socket."""

from __future__ import annotations

from uuid import uuid4

import pytest

from collaboration.sync.awareness import PresenceEntry, write_presence
from tests.collaboration.live import awareness_frame
from tests.collaboration.rooms.fakes import Guest, Stage, a_stage


async def two(stage: Stage) -> tuple[Guest, Guest]:
    return await stage.enter(101, user=1), await stage.enter(102, user=2)


def entry(client: int, clock: int, state: dict[str, object] | None) -> PresenceEntry:
    return PresenceEntry(client, clock, state)


async def test_invariant_9_presence_is_only_ever_about_whoever_sent_it() -> None:
    stage = a_stage()
    one, other = await two(stage)
    await one.say(one.client.cursor({"cursor": 1, "user": {"id": "user2", "name": "User 2"}}))
    stage.timers.pass_time(1)

    # In the other's name: it has none of its own to lose yet, so it is taken first.
    await other.say(other.client.cursor({"cursor": 2}))
    await one.say(awareness_frame(entry(102, 99, {"cursor": 3})))
    stage.timers.pass_time(1)
    joiner = await stage.enter(103, user=3)

    assert joiner.client.presence[101]["user"]["id"] == "user1"
    assert joiner.client.presence[102]["user"]["id"] == "user2"
    assert joiner.client.presence[102]["cursor"] == 2
    assert one.code is None  # stock clients send back what they hear


async def test_invariant_17_a_joiner_sees_everyone_at_once_and_whoever_leaves_is_gone() -> None:
    stage = a_stage()
    one, other = await two(stage)
    await one.say(one.client.cursor({"cursor": 1}))
    await other.say(other.client.cursor({"cursor": 2}))

    joiner = await stage.enter(103)
    seen = set(joiner.client.presence)
    stage.room.detach(one.connection)
    stage.timers.pass_time(0.05)

    assert seen == {101, 102}
    assert set(joiner.client.presence) == {102}


@pytest.mark.parametrize(("client", "is_told"), [(8, True), (9, False)])
async def test_a_socket_speaks_for_few_clients(client: int, is_told: bool) -> None:
    stage = a_stage(presence_clients=2)
    one, other = await two(stage)

    for each in range(7, client + 1):
        await one.say(one.client.cursor({"cursor": each}, each))
    stage.timers.pass_time(1)

    assert (client in other.client.presence) == is_told


async def test_what_others_send_back_does_not_revive_who_has_left() -> None:
    stage = a_stage()
    one, other = await two(stage)
    await other.say(other.client.cursor({"cursor": 2}))
    await one.say(one.client.cursor({"cursor": 1}))
    stage.timers.pass_time(1)
    stage.room.detach(one.connection)
    stage.timers.pass_time(1)

    await other.say(awareness_frame(entry(101, 9, {"cursor": 1})))
    joiner = await stage.enter(103)

    assert set(joiner.client.presence) == {102}


async def test_one_that_comes_back_with_its_old_clock_is_seen_at_once() -> None:
    stage = a_stage()
    one, other = await two(stage)
    frame = one.client.cursor({"cursor": 1})
    await one.say(frame)
    stage.timers.pass_time(1)
    stage.room.detach(one.connection)
    stage.timers.pass_time(1)
    gone = 101 not in other.client.presence

    again = await stage.enter(101)
    await again.say(frame)
    stage.timers.pass_time(1)

    assert gone
    assert other.client.presence[101]["cursor"] == 1


async def test_cursors_that_move_fast_are_told_thirty_times_a_second() -> None:
    stage = a_stage()
    one, other = await two(stage)
    told = len(other.outbox.frames)

    for number in range(100):
        await one.say(one.client.cursor({"cursor": number}))
        stage.timers.pass_time(0.01)
    stage.timers.pass_time(0.1)

    assert len(other.outbox.frames) - told <= 32
    assert other.client.presence[101]["cursor"] == 99


async def test_fifty_cursors_are_told_in_one_frame() -> None:
    stage = a_stage()
    guests = [await stage.enter(200 + number) for number in range(50)]
    stage.timers.pass_time(1)
    told = len(guests[0].outbox.frames)

    for guest in guests:
        await guest.say(guest.client.cursor({"cursor": 1}))
    stage.timers.pass_time(0.02)

    assert len(guests[0].outbox.frames) - told == 1
    assert len(guests[0].client.presence) == 50


async def test_who_sits_still_in_the_background_is_not_forgotten() -> None:
    stage = a_stage()
    one, other = await two(stage)
    await one.say(one.client.cursor({"cursor": 1}))
    stage.timers.pass_time(1)
    before = other.client.clocks[101]

    stage.timers.pass_time(15)
    stage.room.crowd.keep_alive(15)
    stage.timers.pass_time(1)
    await one.say(one.client.cursor({"cursor": 2}))
    stage.timers.pass_time(1)

    assert other.client.clocks[101] > before
    assert other.client.presence[101]["cursor"] == 2


async def test_a_renewal_is_no_activity_and_a_move_is() -> None:
    stage = a_stage()
    one, _ = await two(stage)
    await one.say(one.client.cursor({"cursor": 1}))
    moved_at = one.connection.active_at

    stage.timers.pass_time(15)
    await one.say(one.client.cursor({"cursor": 1}))
    renewed_at = one.connection.active_at
    await one.say(one.client.cursor({"cursor": 2}))

    assert (renewed_at, one.connection.active_at) == (moved_at, moved_at + 15)


async def test_presence_of_another_process_is_told_and_forgotten_when_it_dies() -> None:
    stage = a_stage()
    one, _ = await two(stage)
    process = uuid4()
    payload = write_presence([entry(500, 3, {"cursor": 5, "user": {"name": "Elsewhere"}})])

    stage.room.crowd.absorb_presence(
        lambda presence: presence.absorb(process, payload, stage.timers.time())
    )
    stage.timers.pass_time(1)
    seen = dict(one.client.presence)
    stage.timers.pass_time(30)
    stage.room.crowd.keep_alive(15)
    stage.timers.pass_time(1)

    assert seen[500]["user"]["name"] == "Elsewhere"
    assert 500 not in one.client.presence


async def test_what_came_from_another_process_is_not_passed_on_to_others() -> None:
    stage = a_stage()
    one, _ = await two(stage)
    payload = write_presence([entry(500, 3, {"cursor": 5})])
    stage.room.crowd.absorb_presence(lambda presence: presence.absorb(uuid4(), payload, 0))

    await one.say(one.client.cursor({"cursor": 1}))

    assert b'{"cursor":5}' not in stage.room.crowd.presence.take_changes_here()
    assert stage.room.crowd.presence.take_changes_here() == b""


async def test_programs_are_shown_until_they_are_no_more() -> None:
    stage = a_stage()
    one, _ = await two(stage)
    program, now = uuid4(), stage.timers.time()
    shown = {program: entry(900, 0, {"cursor": "gather"})}
    stage.room.crowd.absorb_presence(lambda presence: presence.set_programs(shown, now))
    stage.timers.pass_time(1)
    seen = one.client.presence.get(900)

    moved = {program: entry(900, 0, {"cursor": "count"})}
    stage.room.crowd.absorb_presence(lambda presence: presence.set_programs(moved, now))
    stage.timers.pass_time(1)
    then = one.client.presence.get(900)
    stage.room.crowd.absorb_presence(lambda presence: presence.set_programs({}, now))
    stage.timers.pass_time(1)

    assert (seen, then) == ({"cursor": "gather"}, {"cursor": "count"})
    assert 900 not in one.client.presence


async def test_invariant_15_presence_is_empty_when_everybody_has_left() -> None:
    stage = a_stage()
    for guest in await two(stage):
        await guest.say(guest.client.cursor({"cursor": 1}))
        stage.room.detach(guest.connection)

    assert len(stage.room.crowd.presence) == 0
    assert len(stage.room.connections) == 0
