"""What a socket's messages cost in computing counts against it, whatever sort they are of."""

from __future__ import annotations

import pytest

from collaboration.rooms.timing import Bucket
from collaboration.sync.awareness import PresenceEntry
from tests.collaboration.live import LiveClient, awareness_frame
from tests.collaboration.rooms.fakes import Guest, Stage, a_stage

ASKS_WHO_IS_HERE = b"\3"
PRESENCE = awareness_frame(PresenceEntry(7, 1, {"cursor": None}))


def leave_nothing(guest: Guest, stage: Stage) -> None:
    """The next that it sends is too much, if it costs anything."""
    guest.connection.limits.work = Bucket(1e-9, 30, stage.timers.now)


@pytest.mark.parametrize("may_edit", [True, False])
async def test_walking_through_what_is_known_already_is_charged(may_edit: bool) -> None:
    stage = a_stage()
    one, mallory = await stage.enter(101), await stage.enter(102, user=2, may_edit=may_edit)
    before = mallory.client.doc.get_state()
    await one.edit("owner", "Ada")
    stage.commit()
    leave_nothing(mallory, stage)

    await mallory.say(mallory.client.step2(before))

    assert (mallory.code, one.code) == (4429, None)


@pytest.mark.parametrize("message", [PRESENCE, ASKS_WHO_IS_HERE])
async def test_presence_is_charged_to_who_tells_it_or_asks_for_it(message: bytes) -> None:
    stage = a_stage()
    one, mallory = await stage.enter(101), await stage.enter(102, user=2, may_edit=False)
    await one.say(awareness_frame(PresenceEntry(8, 1, {"cursor": None})))
    leave_nothing(mallory, stage)

    await mallory.say(message)

    assert (mallory.code, one.code) == (4429, None)


async def test_a_viewer_who_floods_a_room_with_presence_is_closed_before_long() -> None:
    stage = a_stage(work_share=0.01)
    mallory = await stage.enter(101, may_edit=False)
    # A frame of these takes ten milliseconds to read.
    flood = awareness_frame(*(PresenceEntry(200_000_000 + n, 1, None) for n in range(2_000)))

    sent = 0
    while mallory.code is None and sent < 300:
        stage.timers.pass_time(1 / 300)
        await mallory.say(flood)
        sent += 1

    assert mallory.code == 4429
    assert sent < 300


async def test_honest_cursors_cost_next_to_nothing() -> None:
    stage = a_stage()
    one = await stage.enter(101, may_edit=False)

    for clock in range(2, 902):
        stage.timers.pass_time(1 / 30)
        await one.say(awareness_frame(PresenceEntry(101, clock, {"cursor": [clock, clock]})))

    assert one.code is None


async def test_what_speaks_for_the_server_is_looked_up_at_once_and_never_held() -> None:
    stage = a_stage()
    mallory = await stage.enter(101)
    forger = LiveClient(1, lambda message: None)
    forger.doc.apply_update(stage.log[0])
    forger.set("owner", "what this builds upon never comes")

    await mallory.say(forger.set("owner", "the server"))

    assert stage.caught_up == 1
    assert mallory.code == 4403
