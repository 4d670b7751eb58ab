"""Attempts after the first, and when they come."""

from __future__ import annotations

import pytest

from tests.engine import functions
from tests.engine.by_hand import DONE, FLAKY, ByHand
from tests.engine.documents import call, document, retrying, transform
from tests.engine.worker import Person, events, output_of, run_of, running_worker, state, states
from workflows.engine.journal.waking import wake_due
from workflows.engine.parts import Parts
from workflows.models import Attempt, Execution


def attempts(execution: Execution) -> list[Attempt]:
    return list(Attempt.objects.filter(task_run__execution=execution).order_by("epoch"))


@pytest.mark.usefixtures("worker")
def test_a_transient_failure_is_tried_again(ada: Person) -> None:
    execution = ada.run(document(a=call("test.fails_first", {"times": 2}, retry=retrying(3))))

    assert output_of(execution, "a") == 3
    assert [(a.number, a.error_code) for a in attempts(execution)] == [
        (1, "flaky"), (2, "flaky"), (3, ""),
    ]  # fmt: skip
    assert events(execution, "task:retrying") == ["a", "a"]


@pytest.mark.usefixtures("worker")
def test_attempts_end_with_the_last_that_is_allowed(ada: Person) -> None:
    execution = ada.run(document(a=call("test.fails_first", {"times": 9}, retry=retrying(2))))

    assert states(execution) == {"a": "failed"}
    assert len(attempts(execution)) == 2


@pytest.mark.usefixtures("worker")
def test_a_failure_for_good_is_not_tried_again(ada: Person) -> None:
    bad = {"times": 9, "transient": False}

    execution = ada.run(document(a=call("test.fails_first", bad, retry=retrying(5))))

    assert functions.calls == ["a"]
    assert state(execution) == "failed"


@pytest.mark.usefixtures("worker")
def test_an_error_of_nobodys_making_is_for_good(ada: Person) -> None:
    execution = ada.run(document(a=call("test.raises", {"text": "Oh."}, retry=retrying(5))))

    assert run_of(execution, "a").reason == "exception: RuntimeError: Oh."


@pytest.mark.usefixtures("worker")
def test_an_attempt_waits_out_its_delay(ada: Person) -> None:
    rule = retrying(2, initial_delay_s=0.3, max_delay_s=0.3)

    execution = ada.run(document(a=call("test.fails_first", {"times": 1}, retry=rule)))

    first, second = attempts(execution)
    assert second.started_at is not None
    assert 0.29 <= (second.started_at - first.ended_at).total_seconds() < 2


def test_jitter_shortens_delays_by_the_chance_that_is_drawn(engine: None, ada: Person) -> None:
    rule = {"max_attempts": 2, "initial_delay_s": 0.4, "jitter": True}

    with running_worker(parts=Parts(chance=lambda: 0.0)):
        execution = ada.run(document(a=call("test.fails_first", {"times": 1}, retry=rule)))

    first, second = attempts(execution)
    assert second.started_at is not None
    assert 0.19 <= (second.started_at - first.ended_at).total_seconds() < 0.4


def test_nothing_wakes_an_attempt_before_its_time(hand: ByHand, ada: Person) -> None:
    rule = retrying(2, initial_delay_s=60, max_delay_s=60)
    execution = ada.start(document(a=transform(retry=rule)))
    hand.hand_in(hand.claim()[0], FLAKY)

    wake_due(execution.pk)

    assert states(execution) == {"a": "pending"}
    assert hand.claim() == []


def test_another_dependency_does_not_cut_a_delay_short(hand: ByHand, ada: Person) -> None:
    rule = retrying(2, initial_delay_s=60, max_delay_s=60)
    execution = ada.start(document("a>t", "b>t", t=transform(join="any", retry=rule)))
    first, second = hand.claim() + hand.claim()
    hand.hand_in(first, DONE)
    hand.hand_in(hand.claim()[0], FLAKY)

    hand.hand_in(second, DONE)

    assert states(execution)["t"] == "pending"
    assert hand.claim() == []
