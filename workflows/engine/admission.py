"""The concurrency rule of a workflow: how many of its executions run, and who is next."""

from __future__ import annotations

import time
from contextlib import suppress

from workflows.definition.document import Concurrency
from workflows.engine.journal.children import full
from workflows.engine.journal.control import admit, cancel, refuse
from workflows.engine.journal.transition import Effects
from workflows.engine.plans import plan_of
from workflows.errors import IllegalMove, TooManyExecutions
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


def place_child(execution_id: int) -> list[tuple[int, Effects]]:
    """
    Begin an execution that serves another, or do what its workflow's rule says of one too many.

    Returns:
        What this began or ended, each with what follows.
    """
    found = Execution.objects.values_list("workflow_id", "version_id").get(pk=execution_id)
    moved = admit_next(found[0] or 0)
    queues = Execution.objects.filter(pk=execution_id, state=ExecutionState.QUEUED)
    rule = rule_of(found[1])
    if rule is None or rule.when_full == "queue" or not queues.exists():
        return moved
    if rule.when_full == "skip":
        # Another one took the place between the look at it and the lock.
        moved.append((execution_id, refuse(execution_id, TooManyExecutions.code, full(rule))))
        return moved
    oldest = oldest_open(found[0] or 0, besides=execution_id)
    if oldest is not None:
        with suppress(IllegalMove):  # it ended first, which gives a place as well
            moved.append((oldest, cancel(oldest, "a newer one takes its place")))
    return moved


def oldest_open(workflow_id: int, besides: int | None = None) -> int | None:
    """The execution that `cancel_older` gives up first: of those that have a place, or queue."""
    return (
        Execution.objects.filter(
            workflow_id=workflow_id, state__lt=ExecutionState.SUCCEEDED, shares_place=False
        )
        .exclude(state=ExecutionState.CANCELLING)
        .exclude(pk=besides or 0)
        .order_by("id")
        .values_list("id", flat=True)
        .first()
    )
