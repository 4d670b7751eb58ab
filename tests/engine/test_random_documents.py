"""
Random documents through the real journal, handed in in random order, with lost attempts between.

A failing seed is in the test's name; run it alone with `-k`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from tests.engine.by_hand import DONE, FAILED, FLAKY, STOPPED, ByHand
from tests.engine.invariants import check_execution
from tests.engine.worker import Person
from tests.planning.random_documents import ANSWERS, random_document
from workflows.engine.aftermath import follow_up_id
from workflows.engine.journal import control
from workflows.engine.journal.leases import give_back
from workflows.engine.journal.waking import Verdict, end_approval, wake_due
from workflows.engine.work import Result, Work
from workflows.models import Approval, ApprovalState, Execution

MOST_STEPS = 5_000
SEEDS = range(40)
MORE_SEEDS = range(1_000, 1_400)


class Chaos:
    """Drives one execution to its end by chance."""

    def __init__(self, seed: int, person: Person, hand: ByHand) -> None:
        self.random = Random(seed)
        self.hand = hand
        self.held: list[Work] = []
        document = random_document(self.random, containers=True)
        self.execution = person.start(document)
        self.steers = self.random.random() < 0.5

    def run(self) -> Execution:
        for _ in range(MOST_STEPS):
            self.execution.refresh_from_db()
            if self.execution.is_final:
                return self.execution
            self._step()
        raise AssertionError("it does not end")

    def _step(self) -> None:
        moves: list[tuple[float, Callable[[], None]]] = [
            (40, self._claim),
            (40, self._hand_in),
            (10, self._wake),
            (10, self._answer),
            (1, self._crash),
            (2, self._give_back),
        ]
        if self.steers:
            moves += [(0.5, self._cancel), (2, self._pause)]
        weights = [weight for weight, _ in moves]
        self.random.choices([move for _, move in moves], weights)[0]()
        check_execution(self.execution)

    def _claim(self) -> None:
        if self.execution.get_state_display() == "paused" and not self.held:
            follow_up_id(self.execution.pk, control.resume(self.execution.pk))
        self.held += self.hand.claim()

    def _hand_in(self) -> None:
        if self.held:
            work = self.held.pop(self.random.randrange(len(self.held)))
            self.hand.hand_in(work, self._result(work))

    def _result(self, work: Work) -> Result | None:
        chance = self.random.random()
        if chance < 0.1:
            return FAILED
        if chance < 0.2:
            return FLAKY
        self.execution.refresh_from_db()
        if self.execution.stopping and chance < 0.6:
            return STOPPED
        return DONE if work.planned.kind == "transform" else None

    def _wake(self) -> None:
        follow_up_id(self.execution.pk, wake_due(self.execution.pk))

    def _answer(self) -> None:
        asked = Approval.objects.filter(execution=self.execution, state=ApprovalState.OPEN)
        for approval in asked:
            answer = ApprovalState(self.random.choice(ANSWERS))
            effects = end_approval(
                self.execution.pk, approval.task_run, partial(Verdict, answer, str(answer))
            )
            follow_up_id(self.execution.pk, effects)

    def _crash(self) -> None:
        self.held.clear()
        self.hand.die()

    def _give_back(self) -> None:
        if self.held:
            work = self.held.pop()
            follow_up_id(self.execution.pk, give_back(work))

    def _cancel(self) -> None:
        follow_up_id(self.execution.pk, control.cancel(self.execution.pk))

    def _pause(self) -> None:
        if self.execution.get_state_display() == "running":
            follow_up_id(self.execution.pk, control.pause(self.execution.pk))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_random_execution_ends_as_its_log_tells(ada: Person, hand: ByHand, seed: int) -> None:
    execution = Chaos(seed, ada, hand).run()

    check_execution(execution)


@pytest.mark.long
def test_many_more_random_executions_end(ada: Person, hand: ByHand) -> None:
    for seed in MORE_SEEDS:
        try:
            check_execution(Chaos(seed, ada, hand).run())
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
