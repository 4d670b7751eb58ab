"""Where a task run lies on an execution's time line, in percent of its width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.models import TaskRun

SMALLEST = 0.6


@dataclass(frozen=True, slots=True)
class Range:
    """What the whole width stands for."""

    start: datetime
    end: datetime

    def percent(self, moment: datetime) -> float:
        whole = (self.end - self.start).total_seconds()
        share = (moment - self.start).total_seconds() / whole if whole > 0 else 0.0
        return 100 * min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True)
class Bar:
    """A thin line while it waited for a worker, then a bar while it ran."""

    queued_from: str
    from_: str
    width: str


def bar_of(run: TaskRun, whole: Range, now: datetime) -> Bar | None:
    """Nothing for a task run that has not started."""
    if run.started_at is None:
        return None
    start = whole.percent(run.started_at)
    end = whole.percent(run.ended_at or now)
    start = min(start, 100 - SMALLEST)
    queued = whole.percent(run.ready_at) if run.ready_at else start
    return Bar(
        queued_from=f"{min(queued, start):.2f}%",
        from_=f"{start:.2f}%",
        width=f"{max(end - start, SMALLEST):.2f}%",
    )
