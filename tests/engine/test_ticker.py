"""The ticker: one process at a time, and what it makes up for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest

from tests.engine.by_hand import ByHand, claim_one
from tests.engine.documents import approval, call, document, map_of
from tests.engine.worker import Person, ended, state, states, wait_for_state, wait_until
from workflows import hooks
from workflows.engine import aftermath, recovery
from workflows.engine.journal import control, leases, waking
from workflows.engine.journal.transition import Effects
from workflows.engine.recovery import Ticker, sweep, take_lease
from workflows.models import Approval, Execution, ExecutionState, Lease, TaskRun, WorkerProcess

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_other_periodic_work() -> Iterator[None]:
    with patch.dict(hooks._periodic, clear=True):
        yield


def test_a_lease_has_one_holder_until_it_ends(engine: None) -> None:
    assert take_lease("ticker", "one", 60)
    assert not take_lease("ticker", "two", 60)
    assert take_lease("ticker", "one", 60)

    Lease.objects.update(until=LONG_AGO)

    assert take_lease("ticker", "two", 60)
    assert not take_lease("ticker", "one", 60)


def test_leases_of_other_names_are_others(engine: None) -> None:
    assert take_lease("ticker", "one", 60)
    assert take_lease("other", "two", 60)


def test_only_the_holder_ticks(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("ask.expired>b", ask=approval(deadline_s=0.001)))
    hand.run_all()
    take_lease("ticker", "another process", 60)

    Ticker("me").tick()
    assert states(execution)["ask"] == "waiting"

    Lease.objects.update(holder="me")
    wait_until(lambda: _ticked(execution), "the deadline")
    assert states(execution)["b"] == "ready"


def _ticked(execution: Execution) -> bool:
    Ticker("me").tick()
    return states(execution)["ask"] == "succeeded"


def test_periodic_work_is_called_when_it_is_due(engine: None) -> None:
    calls: list[str] = []
    hooks.register_periodic("often", 0.0, lambda: calls.append("often"))
    hooks.register_periodic("seldom", 3_600.0, lambda: calls.append("seldom"))
    ticker = Ticker("me")

    ticker.tick()
    ticker.tick()

    assert calls.count("often") == 2
    assert calls.count("seldom") == 1


def test_periodic_work_that_fails_stops_nobody_else(engine: None) -> None:
    calls: list[str] = []

    def fail() -> None:
        calls.append("failed")
        raise RuntimeError

    hooks.register_periodic("fails", 0.0, fail)
    hooks.register_periodic("works", 0.0, lambda: calls.append("worked"))

    Ticker("me").tick()

    assert calls == ["failed", "worked"]


def test_a_worker_ticks_by_itself(worker: Any) -> None:
    calls: list[str] = []

    hooks.register_periodic("test", 0.0, lambda: calls.append("called"))

    wait_until(lambda: calls, "the ticker")


def test_a_name_registers_once(engine: None) -> None:
    calls: list[str] = []
    for who in ("first", "second"):
        hooks.register_periodic("name", 0.0, lambda who=who: calls.append(who))  # type: ignore[misc]

    hooks.run_periodic()

    assert calls == ["second"]


def lose_effects(*_: object) -> None:
    """Die after the commit, before anything that follows it."""


def test_a_parent_that_was_not_told_is_told_by_the_sweep(hand: ByHand, ada: Person) -> None:
    other = ada.publish(document(name="Other", a={"kind": "transform", "value": 1}))
    execution = ada.start(document("sub>b", sub={"kind": "workflow", "workflow": other.slug}))
    hand.hand_in(hand.claim()[0])
    work = hand.claim()[0]
    with patch.object(aftermath, "tell_and_follow", lose_effects):
        hand.hand_in(work)
    assert states(execution)["sub"] == "waiting"

    sweep()
    hand.run_all()

    assert state(execution) == "succeeded"


def test_a_child_whose_parent_left_is_cancelled_by_the_sweep(hand: ByHand, ada: Person) -> None:
    other = ada.publish(document(name="Other", a=call("test.note", {"text": "x"})))
    execution = ada.start(document(sub={"kind": "workflow", "workflow": other.slug}))
    hand.hand_in(hand.claim()[0])
    control.cancel(execution.pk)  # its effects are lost

    sweep()

    child = Execution.objects.get(parent_run__isnull=False)
    assert state(child) == "cancelled"


def test_one_that_queues_is_admitted_by_the_sweep(hand: ByHand, ada: Person) -> None:
    workflow = ada.publish(document("a", settings={"concurrency": {"limit": 1}}))
    first, second = ada.start_workflow(workflow), ada.start_workflow(workflow)
    with patch.object(aftermath, "admit_next", lambda _: []):
        hand.run_all()
    assert (state(first), state(second)) == ("succeeded", "queued")

    sweep()
    hand.run_all()

    assert state(second) == "succeeded"


def test_an_expired_lease_is_taken_back_by_the_sweep(hand: ByHand, ada: Person) -> None:
    execution = ada.start(document("a"))
    hand.claim()
    TaskRun.objects.update(lease_until=LONG_AGO)

    sweep()

    assert states(execution) == {"a": "ready"}


def test_one_broken_execution_does_not_keep_the_sweep_from_others(
    hand: ByHand, ada: Person
) -> None:
    ada.start(document("a"))
    other = ada.start(document("b"))
    hand.claim_all()
    TaskRun.objects.update(lease_until=LONG_AGO)
    taken: list[int] = []
    take_back = leases.take_back_expired

    def take_back_or_break(execution: int) -> Effects:
        taken.append(execution)
        if len(taken) == 1:
            raise RuntimeError("broken rows")
        return take_back(execution)

    with patch.object(recovery, "take_back_expired", take_back_or_break):
        sweep()

    assert other.pk in taken
    assert len(taken) == 2


@pytest.mark.parametrize("paused", [False, True])
def test_time_also_ends_the_questions_that_a_failure_left_open(
    hand: ByHand, ada: Person, paused: bool
) -> None:
    raw = document(
        a=call("test.fails"), m=map_of([1], depends_on=["a"], join="always"),
        ask=approval(parent="m"), settings={"timeout_s": 60},
    )  # fmt: skip
    execution = ada.start(raw)
    hand.run_all()
    before = states(execution)["ask[0]"]
    if paused:
        control.pause(execution.pk)
    Execution.objects.update(deadline_at=LONG_AGO)

    sweep()

    assert before == "waiting"
    assert (state(execution), execution.error_code) == ("failed", "timeout")
    assert Approval.objects.get().state == "withdrawn"


def expired_leases(ada: Person, hand: ByHand) -> None:
    ada.start(document("a"))
    hand.claim_all()
    TaskRun.objects.update(lease_until=LONG_AGO)


def overdue(ada: Person, hand: ByHand) -> None:
    ada.start(document("a", settings={"timeout_s": 60}))
    Execution.objects.update(deadline_at=LONG_AGO)


def untold(ada: Person, hand: ByHand) -> None:
    other = ada.publish(document("a", name=f"Other {Execution.objects.count()}"))
    ada.start(document(sub={"kind": "workflow", "workflow": other.slug}))
    with patch.object(aftermath, "tell_and_follow", lose_effects):
        hand.run_all()


def orphaned(ada: Person, hand: ByHand) -> None:
    other = ada.publish(document("a", name=f"Other {Execution.objects.count()}"))
    execution = ada.start(document(sub={"kind": "workflow", "workflow": other.slug}))
    hand.hand_in(claim_one(hand, execution, "sub"))
    control.cancel(execution.pk)  # its effects are lost


def queueing(ada: Person, hand: ByHand) -> None:
    rule = {"concurrency": {"limit": 1}}
    workflow = ada.publish(document("a", name=f"Other {Execution.objects.count()}", settings=rule))
    ada.start_workflow(workflow)
    ada.start_workflow(workflow)
    with patch.object(aftermath, "admit_next", lambda _: []):
        hand.run_all()


@pytest.mark.parametrize(
    ("left_behind", "remedy"),
    [
        (expired_leases, "take_back_expired"),
        (overdue, "expire"),
        (untold, "tell_and_follow"),
        (orphaned, "cancel_child"),
        (queueing, "_admit"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_what_cannot_be_advanced_hides_nothing_behind_it(
    hand: ByHand, ada: Person, left_behind: Callable[[Person, ByHand], None], remedy: str
) -> None:
    for _ in range(3):
        left_behind(ada, hand)
    tried: list[int] = []

    def fail(key: int) -> None:
        tried.append(key)
        raise RuntimeError("broken rows")

    with patch.object(recovery, remedy, fail), patch.object(recovery, "PAGE", 1):
        sweep()

    assert len(tried) == 3
    assert tried == sorted(set(tried))


def test_waits_that_cannot_end_hide_none_behind_them(hand: ByHand, ada: Person) -> None:
    for _ in range(3):
        ada.start(document(w={"kind": "wait", "duration_s": 60}))
    hand.run_all()
    TaskRun.objects.update(not_before=LONG_AGO)
    broken = Execution.objects.order_by("pk").first()
    wake_due = waking.wake_due

    def wake_or_fail(execution: int) -> Effects:
        if broken and execution == broken.pk:
            raise RuntimeError("broken rows")
        return wake_due(execution)

    with patch.object(recovery, "wake_due", wake_or_fail), patch.object(recovery, "PAGE", 1):
        Ticker("me").tick()

    ended_states = Execution.objects.order_by("pk").values_list("state", flat=True)
    assert [ExecutionState(s).label for s in ended_states] == ["running", "succeeded", "succeeded"]


def test_processes_that_fell_silent_are_forgotten(engine: None) -> None:
    WorkerProcess.objects.create(name="silent", seen_at=LONG_AGO)

    sweep()

    assert not WorkerProcess.objects.exists()


def test_work_without_a_bell_is_found(worker: Any, ada: Person) -> None:
    with patch("workflows.engine.wakeups.ring"), patch.object(worker, "reserve", return_value=None):
        execution = ada.start(document("a"))

    assert state(ended(execution)) == "succeeded"


def test_a_wait_ends_though_its_timer_was_lost(worker: Any, ada: Person) -> None:
    with patch.object(worker, "wake_later"):
        execution = ada.start(document(w={"kind": "wait", "duration_s": 0.05}))
        wait_for_state(execution, "succeeded", "w")

    ended(execution)
