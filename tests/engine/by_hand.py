"""A worker without threads: a test claims, works and hands in by itself, in the order it likes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workflows.engine import wakeups
from workflows.engine.aftermath import follow_up, follow_up_id
from workflows.engine.async_lane import failure_of
from workflows.engine.attempts import Held
from workflows.engine.handlers import THREAD_HANDLERS
from workflows.engine.journal.claim import Capacity, claim_fairest
from workflows.engine.journal.finish import finish
from workflows.engine.journal.leases import executions_owned_by, take_back_owned
from workflows.engine.journal.waking import wake_due
from workflows.engine.logs import AttemptLog
from workflows.engine.parts import Parts
from workflows.engine.work import Failed, Result, Stopped, Succeeded, Work
from workflows.models import Execution, TaskRun

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

FAILED = Failed("broken", "It broke.")
FLAKY = Failed("flaky", "It broke for now.", transient=True)
DONE = Succeeded("done")
STOPPED = Stopped()


@contextmanager
def silent_bells() -> Iterator[None]:
    """Nobody hears of ready work: the test finds it by itself."""
    ring = wakeups.ring
    wakeups.ring = lambda ready: None
    try:
        yield
    finally:
        wakeups.ring = ring


@dataclass
class ByHand:
    """Claims like a worker process of this name."""

    owner: str = "hand/1"
    parts: Parts = field(default_factory=Parts)

    def claim(self) -> list[Work]:
        """The next attempt that is due, or several that wait; empty when nothing is ready."""
        return claim_fairest(Capacity(self.owner, 1, 100))

    def claim_all(self) -> dict[str, Work]:
        """Everything that is ready, by task and index path."""
        claimed: dict[str, Work] = {}
        while works := self.claim():
            claimed |= {work.subject: work for work in works}
        return claimed

    def work_on(self, work: Work) -> Result:
        """What the task's own handler makes of it."""
        held = Held(work, AttemptLog(work.execution.id, work.run, work.attempt), self.parts)
        try:
            return THREAD_HANDLERS[work.planned.kind](held)
        except Exception as error:  # as a worker does
            return failure_of(error)

    def hand_in(self, work: Work, result: Result | None = None) -> None:
        """Hand in this result, or the handler's own."""
        finished = finish(work, self.work_on(work) if result is None else result)
        follow_up(work.execution, finished.effects)

    def run_all(self) -> None:
        """Work until nothing is ready."""
        while works := self.claim():
            for work in works:
                self.hand_in(work)

    def die(self) -> None:
        """Lose everything that was claimed, and have it taken back, the often lost at once."""
        for execution in executions_owned_by(self.owner):
            follow_up_id(execution, take_back_owned(execution, self.owner))
            often_lost = TaskRun.objects.filter(execution=execution, lost__gt=1)
            often_lost.filter(not_before__isnull=False).update(not_before=LONG_AGO)
            follow_up_id(execution, wake_due(execution))


def claim_one(hand: ByHand, execution: Execution, subject: str) -> Work:
    """Claim until this attempt is held."""
    claimed = hand.claim_all()
    work = claimed[subject]
    assert work.execution.id == execution.pk
    return work
