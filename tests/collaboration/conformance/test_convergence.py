"""Invariants 1, 2, 5, 7 and 11: whatever happens on the way, all agree in the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from random import Random
from time import sleep
from typing import Any

import pytest

from tests.collaboration.conformance.agreement import (
    check_stored,
    settle,
    wait_for_stored_projection,
)
from tests.collaboration.conformance.site import EDITORS, Site
from tests.collaboration.node import Node

pytestmark = pytest.mark.acceptance

ROOMS = 10  # documents that are edited at the same time
STEPS = 45  # of each of the six people
LONG_SEEDS = int(os.environ.get("COLLABORATION_SEEDS") or 1_000)


@dataclass(frozen=True, slots=True)
class Room:
    """One workflow, edited by six people with the intentions of one seed."""

    seed: int
    workflow: str

    def name_of(self, person: str) -> str:
        return f"{person} in {self.seed}"

    @property
    def names(self) -> list[str]:
        return [self.name_of(person) for person in EDITORS]


def open_rooms(node: Node, site: Site, seeds: Sequence[int]) -> list[Room]:
    rooms = [Room(seed, site.workflow()) for seed in seeds]
    for room in rooms:
        people = [
            site.account(room.workflow, person, name=room.name_of(person), cable=True)
            for person in EDITORS
        ]
        node.do("open", people=people)
    return rooms


def play_with_faults(node: Node, site: Site, rooms: Sequence[Room], chance: Random) -> list[Any]:
    """Everybody edits, cables break; the server is restarted, and roles change, in between."""
    plays = [node.begin("play", names=room.names, seed=room.seed, steps=STEPS) for room in rooms]

    def demote() -> None:
        demote_for_a_while(node, site, rooms, chance)

    faults: list[Callable[[], None]] = [site.restart, partial(end_and_start, site), demote, demote]
    chance.shuffle(faults)
    for fault in faults:
        wait_a_moment(plays, chance)
        fault()
    return [play.result(180) for play in plays]


def wait_a_moment(plays: Sequence[Future[Any]], chance: Random) -> None:
    """A random part of the session; no longer once it is over."""
    if not all(play.done() for play in plays):
        sleep(chance.uniform(0.1, 0.8))


def end_and_start(site: Site) -> None:
    """As a deploy does."""
    site.webs[0].terminate()
    site.start()


def demote_for_a_while(node: Node, site: Site, rooms: Sequence[Room], chance: Random) -> None:
    """Somebody may only look on, goes on typing, is refused, and may edit again."""
    person = chance.choice(EDITORS)
    site.set_role(person, "viewer")
    sleep(chance.uniform(0.1, 1.0))
    site.set_role(person, "editor")
    node.do("connect", names=[room.name_of(person) for room in rooms])


def check_rooms(node: Node, site: Site, rooms: Sequence[Room], plays: Sequence[Any]) -> None:
    for room, played in zip(rooms, plays, strict=True):
        try:
            check_room(node, site, room, played)
        except Exception as error:
            raise AssertionError(f"seed {room.seed}: {error}") from error


def check_room(node: Node, site: Site, room: Room, played: dict[str, Any]) -> None:
    # Whoever was refused while they might only look on comes back as an editor.
    node.do("connect", names=room.names)
    agreed = settle(node, site, room.workflow, room.names)
    tasks = set(site.stored(room.workflow).load()["tasks"].keys())
    assert tasks
    assert not set(played["deleted"]) & tasks, "a deleted task came back"
    shown = wait_for_stored_projection(site, room.workflow)
    assert set(shown["document"]["tasks"]) == tasks
    assert agreed["pending"] is False


def run_batch(node: Node, site: Site, seeds: Sequence[int], chance: Random) -> None:
    rooms = open_rooms(node, site, seeds)
    plays = play_with_faults(node, site, rooms, chance)
    check_rooms(node, site, rooms, plays)
    node.do("close", names=[name for room in rooms for name in room.names])


def seeds_from(chance: Random, count: int) -> list[int]:
    """Drawn anew for each run, unless one is named to be repeated."""
    if named := os.environ.get("COLLABORATION_SEED"):
        return [int(named)]
    return [chance.randrange(2**20) for _ in range(count)]


def batches(seeds: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(seeds), ROOMS):
        yield seeds[start : start + ROOMS]


def test_six_people_with_bad_lines_agree_on_sqlite(node: Node, site: Site, chance: Random) -> None:
    for seeds in batches(seeds_from(chance, ROOMS)):
        run_batch(node, site, seeds, chance)


@pytest.mark.long
@pytest.mark.production
def test_six_people_with_bad_lines_agree_on_postgresql(
    node: Node, cluster_site: Site, chance: Random
) -> None:
    for seeds in batches(seeds_from(chance, ROOMS)):
        run_batch(node, cluster_site, seeds, chance)


@pytest.mark.long
def test_a_thousand_sessions_agree(node: Node, site: Site, chance: Random) -> None:
    for seeds in batches(seeds_from(chance, LONG_SEEDS)):
        run_batch(node, site, seeds, chance)


@pytest.mark.long
def test_a_restart_changes_nothing_for_who_is_connected_offline_or_asleep(
    node: Node, site: Site
) -> None:
    workflow = site.workflow()
    names = ["connected", "offline", "asleep"]
    node.do("open", people=[
        site.account(workflow, person, name=name, cable=True)
        for person, name in zip(EDITORS, names, strict=False)
    ])  # fmt: skip
    node.do("build", name="connected", tasks=50)
    before = node.do("settle", names=names)
    node.do("disconnect", names=["offline"])
    node.do("silence", names=["asleep"])

    for _ in range(2):
        site.restart()
        node.do("sync", names=["connected"])
    check_stored(node, site.stored(workflow), before)
    node.do("connect", names=["offline"])
    node.do("speak", names=["asleep"])
    node.do("cut", names=["asleep"])

    assert settle(node, site, workflow, names) == before
