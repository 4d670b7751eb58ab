"""A task that becomes ready alone is claimed in the statement that makes it ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine.by_hand import DONE, FAILED, ByHand, claim_one
from tests.engine.documents import call, document, transform
from tests.engine.worker import Person, state, states
from workflows.engine.journal.claim import Capacity
from workflows.engine.journal.control import cancel, pause
from workflows.engine.journal.finish import Finished, finish
from workflows.engine.work import Succeeded, Usage, Work
from workflows.models import Event, Execution, TaskRun

ROOM = Capacity("hand/1", 1, 1)


def subjects(finished: Finished) -> list[str]:
    return [work.subject for work in finished.works]


def run_events(execution: Execution) -> list[tuple[str, str]]:
    found = Event.objects.filter(execution=execution, name__startswith="task:")
    return list(found.order_by("number").values_list("name", "subject"))


def begun(hand: ByHand, ada: Person, raw: dict[str, Any], task: str) -> tuple[Execution, Work]:
    execution = ada.start(raw)
    return execution, claim_one(hand, execution, task)


def test_a_step_of_a_chain_takes_eight_statements(hand: ByHand, ada: Person) -> None:
    _, work = begun(hand, ada, document("a>b", "b>c"), "a")

    with CaptureQueriesContext(connection) as seen:
        finished = finish(work, DONE, ROOM)

    assert subjects(finished) == ["b"]
    # Begin, lock, attempt, end, claim, events, counters, commit.
    assert len(seen.captured_queries) == 8


def test_events_and_rows_are_those_of_becoming_ready_and_being_claimed(
    hand: ByHand, ada: Person
) -> None:
    execution, work = begun(hand, ada, document("a>b"), "a")

    finished = finish(work, DONE, ROOM)

    assert run_events(execution)[2:] == [
        ("task:completed", "a"),
        ("task:ready", "b"),
        ("task:started", "b"),
    ]
    run = TaskRun.objects.get(execution=execution, task="b")
    assert (run.epoch, run.attempt, run.pending, run.owner) == (1, 1, 0, "hand/1")
    assert run.ready_at is not None
    assert run.started_at is not None
    # One statement, yet PostgreSQL reads its clock once for each column.
    assert timedelta(0) <= run.started_at - run.ready_at < timedelta(seconds=1)
    assert finished.effects.ready == 0


def test_a_more_urgent_task_that_is_ready_comes_first(hand: ByHand, ada: Person) -> None:
    raw = document("a>b", c=transform(priority=90))
    execution, work = begun(hand, ada, raw, "a")
    TaskRun.objects.filter(execution=execution, task="c").update(state=1, priority=-10)
    Execution.objects.filter(pk=execution.pk).update(running=1)

    finished = finish(work, DONE, ROOM)

    assert subjects(finished) == ["c"]
    assert states(execution)["b"] == "ready"


@pytest.mark.parametrize("capacity", [Capacity("", 0, 0), Capacity("hand/1", 0, 1)])
def test_a_successor_that_there_is_no_room_for_is_ready(
    hand: ByHand, ada: Person, capacity: Capacity
) -> None:
    execution, work = begun(hand, ada, document("a>b"), "a")

    finished = finish(work, DONE, capacity)

    assert (finished.works, states(execution)["b"]) == ([], "ready")
    assert finished.effects.ready == 1


def test_nothing_is_claimed_while_paused(hand: ByHand, ada: Person) -> None:
    execution, work = begun(hand, ada, document("a>b"), "a")
    pause(execution.pk)

    finished = finish(work, DONE, ROOM)

    assert (finished.works, states(execution)["b"]) == ([], "ready")


def test_nothing_is_claimed_of_a_cancelled_execution(hand: ByHand, ada: Person) -> None:
    execution, work = begun(hand, ada, document("a>b"), "a")
    cancel(execution.pk, "test")

    finished = finish(work, DONE, ROOM)

    assert (finished.works, state(execution)) == ([], "cancelled")


def test_a_spent_budget_stops_before_the_successor(hand: ByHand, ada: Person) -> None:
    raw = document("a>b", settings={"budget": {"usd": 1}})
    execution, work = begun(hand, ada, raw, "a")
    costly = Succeeded(1, usage=Usage(cost_microusd=2_000_000))

    finished = finish(work, costly, ROOM)

    assert (finished.works, states(execution)["b"], state(execution)) == ([], "skipped", "failed")


def test_a_failure_is_followed_by_what_handles_it(hand: ByHand, ada: Person) -> None:
    raw = document("a.failed>b", a=call("test.fails"))
    _, work = begun(hand, ada, raw, "a")

    finished = finish(work, FAILED, ROOM)

    assert subjects(finished) == ["b"]
