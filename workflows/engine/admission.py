"""The concurrency rule of a workflow: how many of its executions run, and who is next."""

from __future__ import annotations

import time

from workflows.definition.document import Concurrency
from workflows.engine.journal.control import admit
from workflows.engine.journal.transition import Effects
from workflows.engine.plans import plan_of
from workflows.models import Execution, ExecutionState, TaskRun, TaskRunState

COUNT_EVERY_S = 1.0


class OpenCounts:
    """
    Executions of each team that have not ended, counted once a second at most.

    The bound they are compared with guards against floods, so a second's delay does no harm, while
    counting at every start would make starts slower the more is open.
    """

    def __init__(self) -> None:
        self._counted: dict[int, tuple[float, int]] = {}

    def of(self, team_id: int) -> int:
        counted_at, count = self._counted.get(team_id, (float("-inf"), 0))
        now = time.monotonic()
        if now - counted_at >= COUNT_EVERY_S:
            unended = Execution.objects.filter(team_id=team_id, state__lt=ExecutionState.SUCCEEDED)
            counted_at, count = now, unended.count()
        self._counted[team_id] = (counted_at, count + 1)
        return count

    def clear(self) -> None:
        self._counted.clear()


class QueueLength:
    """Ready task runs of the installation, counted once a second at most."""

    def __init__(self) -> None:
        self._counted_at = float("-inf")
        self._count = 0

    def now(self) -> int:
        moment = time.monotonic()
        if moment - self._counted_at >= COUNT_EVERY_S:
            self._counted_at = moment
            self._count = TaskRun.objects.filter(state=TaskRunState.READY).count()
        return self._count

    def clear(self) -> None:
        self._counted_at = float("-inf")


open_counts = OpenCounts()
queue_length = QueueLength()


def rule_of(version_id: int) -> Concurrency | None:
    return plan_of(version_id).document.settings.concurrency


def admit_next(workflow_id: int) -> list[tuple[int, Effects]]:
    """Begin queued executions while there are places; give back what each began."""
    admitted = []
    queued = Execution.objects.filter(
        workflow_id=workflow_id, state=ExecutionState.QUEUED
    ).order_by("priority", "id")
    for execution_id, version_id in queued.values_list("id", "version_id")[:100]:
        rule = rule_of(version_id)
        effects = admit(execution_id, rule.limit if rule else None)
        if effects is None:
            break
        admitted.append((execution_id, effects))
    return admitted


def oldest_open(workflow_id: int) -> int | None:
    """The execution that `cancel_older` gives up first."""
    return (
        Execution.objects.filter(workflow_id=workflow_id, state__lt=ExecutionState.SUCCEEDED)
        .exclude(state=ExecutionState.CANCELLING)
        .order_by("id")
        .values_list("id", flat=True)
        .first()
    )
