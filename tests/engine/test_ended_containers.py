"""What comes back into a container, or a stopped execution, that has ended meanwhile."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from tests.engine import functions
from tests.engine.by_hand import DONE, FAILED, FLAKY, ByHand
from tests.engine.documents import call, document, map_of, retrying, transform
from tests.engine.worker import Person, ended, output_of, state, states
from workflows.engine import aftermath, announce, local
from workflows.engine.journal.leases import give_back, keep_leases
from workflows.engine.work import RunItems, Work
from workflows.models import Execution


def two_items(ada: Person, hand: ByHand, **inside: Any) -> tuple[Execution, Work, Work]:
    """A map of two items, both being worked on; the execution goes on after it."""
    raw = document(
        "m>z", m=map_of([1, 2]), x=transform(parent="m", retry=retrying(3)),
        z=transform(join="always"), settings={"on_failure": "finish"},
    )  # fmt: skip
    raw["tasks"]["x"] |= inside
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0])
    return execution, hand.claim()[0], hand.claim()[0]


def test_a_transient_failure_in_an_ended_map_is_not_tried_again(hand: ByHand, ada: Person) -> None:
    execution, bad, late = two_items(ada, hand)
    hand.hand_in(bad, FAILED)

    hand.hand_in(late, FLAKY)
    hand.run_all()

    assert states(execution) == {
        "m": "failed",
        "x[0]": "failed",
        "x[1]": "failed",
        "z": "succeeded",
    }


def test_an_attempt_lost_in_an_ended_map_is_not_given_out_again(hand: ByHand, ada: Person) -> None:
    execution, bad, _ = two_items(ada, hand)
    hand.hand_in(bad, FAILED)

    hand.die()
    hand.run_all()

    assert states(execution)["x[1]"] == "cancelled"
    assert state(execution) == "failed"


def test_an_attempt_given_back_in_an_ended_map_ends(hand: ByHand, ada: Person) -> None:
    execution, bad, late = two_items(ada, hand)
    hand.hand_in(bad, FAILED)

    give_back(late)
    hand.run_all()

    assert states(execution)["x[1]"] == "cancelled"


def test_a_map_that_begins_in_an_ended_map_begins_nothing(hand: ByHand, ada: Person) -> None:
    raw = document(
        "m>z", m=map_of([1, 2]), x=map_of([1, 2], parent="m"), y=transform(parent="x"),
        z=transform(join="always"),
    )  # fmt: skip
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0])
    bad, late = hand.claim()[0], hand.claim()[0]
    hand.hand_in(bad, FAILED)

    hand.hand_in(late, RunItems([1, 2]))
    hand.run_all()

    assert states(execution) == {
        "m": "failed", "x[0]": "failed", "x[1]": "cancelled", "z": "succeeded",
    }  # fmt: skip


def stopped_beside_a_cleanup(ada: Person, hand: ByHand) -> Execution:
    """The cleanup, a map, is under way when another task fails and stops the execution."""
    raw = document(
        "a>clean", "b>after", clean=map_of([1, 2, 3], join="always", max_parallel=1),
        c=transform(parent="clean", value="{{ item }}"),
    )  # fmt: skip
    execution = ada.start(raw)
    begun = hand.claim_all()
    hand.hand_in(begun["a"], DONE)
    hand.hand_in(hand.claim()[0])
    hand.hand_in(begun["b"], FAILED)
    return execution


def test_a_cleanup_under_way_outlives_the_stop(hand: ByHand, ada: Person) -> None:
    execution = stopped_beside_a_cleanup(ada, hand)

    hand.run_all()

    assert output_of(execution, "clean") == [1, 2, 3]
    assert state(execution) == "failed"
    assert states(execution)["after"] == "skipped"


def test_a_heartbeat_spares_what_outlives_the_stop(hand: ByHand, ada: Person) -> None:
    stopped_beside_a_cleanup(ada, hand)
    work = hand.claim()[0]

    lost, stopping = keep_leases(hand.owner, [(work.run, work.epoch)], {work.run})
    _, all_stopping = keep_leases(hand.owner, [(work.run, work.epoch)])

    assert (lost, stopping) == (set(), set())
    assert all_stopping == {work.run}


@pytest.mark.parametrize("end", ["fail", "die"])
def test_a_cleanup_keeps_its_further_attempts_after_the_stop(
    hand: ByHand, ada: Person, end: str
) -> None:
    raw = document("a>clean", clean=transform(join="always", retry=retrying(2, initial_delay_s=0)))
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0], FAILED)
    work = hand.claim()[0]

    if end == "die":
        hand.die()
    else:
        hand.hand_in(work, FLAKY)
    hand.run_all()

    assert states(execution)["clean"] == "succeeded"


def held(*works: Work) -> list[tuple[int, int]]:
    return [(work.run, work.epoch) for work in works]


def test_a_heartbeat_tells_what_an_ended_container_left_running(hand: ByHand, ada: Person) -> None:
    _, bad, late = two_items(ada, hand)
    before = keep_leases(hand.owner, held(bad, late))
    hand.hand_in(bad, FAILED)

    after = keep_leases(hand.owner, held(late))

    assert before == (set(), set())
    assert after == (set(), {late.run})


def test_a_heartbeat_tells_what_runs_deep_in_an_ended_container(hand: ByHand, ada: Person) -> None:
    raw = document(
        "m>z", m=map_of([1, 2]), x=map_of([1], parent="m"), y=transform(parent="x"),
        z=transform(join="always"), settings={"on_failure": "finish"},
    )  # fmt: skip
    execution = ada.start(raw)
    hand.hand_in(hand.claim()[0])
    first, second = hand.claim()[0], hand.claim()[0]
    hand.hand_in(first)
    deep = hand.claim()[0]
    hand.hand_in(second, FAILED)

    _, stopping = keep_leases(hand.owner, held(deep), {deep.run})

    assert states(execution)["m"] == "failed"
    assert stopping == {deep.run}


@pytest.mark.usefixtures("worker")
def test_what_an_ended_container_left_running_stops_though_no_call_reached_it(ada: Person) -> None:
    raw = document(
        "y>f", m=map_of([1, 2]), x=call("test.gated", {"who": "x"}, parent="m", when="item == 1"),
        y=call("test.gated", {"gate_name": "y"}, parent="m", when="item == 2"),
        f=call("test.fails", parent="m"), settings={"on_failure": "finish"},
    )  # fmt: skip
    with (
        patch.object(aftermath, "local_worker", local._NoWorker),
        patch.object(announce, "announce_stop") as unheard,
    ):
        execution = ada.start(raw)
        functions.gate().wait_for(1)
        functions.gate("y").open()

        functions.gate().wait_for_stop()

    assert unheard.called
    assert states(ended(execution))["x[0]"] == "cancelled"
