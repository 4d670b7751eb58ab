"""F-E01, F-E02, F-E03: processes that die between a change and what follows it."""

from __future__ import annotations

import httpx
import pytest

from tests.acceptance.documents import (
    EVERYTHING_OUTPUTS,
    everything,
)
from tests.acceptance.installation import Embedded
from tests.acceptance.processes import CRASHED
from workflows.engine.crashpoints import NAMES

pytestmark = pytest.mark.acceptance

RECOVERY_S = 60
# How often a place is passed before the one that kills: the first passage is not always the telling
# one. Every name has to be here, so that a new crash point brings its test.
PASSAGES = {
    "start.before_commit": 1,
    "start.after_commit": 1,
    "transition.before_commit": 5,
    "transition.after_commit": 7,
    "claim.before_work": 3,
    "work.before_finish": 4,
    "finish.before_effects": 2,
    "bell.before_ring": 1,
    "child.before_parent_told": 1,
    "sweep.before_commit": 1,
    "payload.after_file": 1,
    "ticker.before_wake": 1,
}


def test_every_crash_point_has_its_test() -> None:
    assert set(PASSAGES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_process_killed_at_a_crash_point_loses_and_doubles_nothing(
    embedded: Embedded, name: str
) -> None:
    dying = embedded.start(crash_at=f"{name}:{PASSAGES[name]}", serving=False)
    try:
        embedded.wait_until_serving()
        embedded.client.start_surely(everything(), patience_s=5)
    except (TimeoutError, httpx.TransportError):
        pass  # it died before it could answer; nothing was promised
    assert dying.wait_for_death() == CRASHED
    embedded.start()
    again = embedded.client.start_surely(everything())

    assert embedded.settle() < RECOVERY_S
    assert embedded.client.execution(again)["outputs"] == EVERYTHING_OUTPUTS
