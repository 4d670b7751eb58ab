"""Accepting a start: bounds, the workflow's concurrency rule, and the row that makes it true."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from django.db import IntegrityError

from workflows.conf import config
from workflows.definition.document import Concurrency
from workflows.engine.admission import (
    admit_next,
    oldest_open,
    open_counts,
    queue_length,
    rule_of,
)
from workflows.engine.aftermath import follow_up, follow_up_id
from workflows.engine.journal import control
from workflows.engine.journal.opening import Opened, Opening, open_execution
from workflows.engine.local import local_worker
from workflows.engine.work import Work
from workflows.errors import IllegalMove, QueueFull, TooManyExecutions
from workflows.models import Execution, ExecutionState


def accept(opening: Opening) -> Execution:
    """
    Store an execution and begin or queue it; a start repeated with the same public id gives the
    first one's.

    Raises:
        TooManyExecutions, QueueFull: the workflow's concurrency rule or a bound refuses it.
    """
    try:
        _check_bounds(opening.team_id)
        queued = _must_queue(opening)
        opened = _open(replace(opening, queued=queued))
    except (QueueFull, TooManyExecutions, IntegrityError):
        known = _started_before(opening)
        if known is None:
            raise
        return known
    follow_up(opened.facts, opened.effects)
    return _admit(opening, opened.row.pk) if queued else opened.row


def _open(opening: Opening) -> Opened:
    """Open it, and give its first work to a slot of this process that stands free."""
    worker = local_worker()
    reserved = worker.reserve()
    works: list[Work] = []
    try:
        opened = open_execution(opening, reserved.capacity if reserved else None)
        works = opened.works
    finally:
        if reserved is not None:
            worker.accept(reserved, works)
    return opened


def _admit(opening: Opening, execution_pk: int) -> Execution:
    """Begin what may begin now; one that may not even queue is taken back."""
    for admitted, begun in admit_next(opening.workflow_id or 0):
        follow_up_id(admitted, begun)
    execution = load_execution(execution_pk)
    rule = rule_of(opening.version_id)
    if execution.state == ExecutionState.QUEUED and rule and rule.when_full == "skip":
        # Another start took the place between our look and the lock.
        control.cancel(execution_pk, "the workflow's concurrency rule refuses it")
        raise TooManyExecutions
    return execution


def _started_before(opening: Opening) -> Execution | None:
    same = Execution.objects.filter(public_id=opening.public_id, team_id=opening.team_id)
    return same.first()


def _check_bounds(team_id: int) -> None:
    bound = config().engine.max_open_executions
    if open_counts.of(team_id) >= bound:
        raise QueueFull("max_open_executions", bound)
    if queue_length.now() >= config().engine.max_queued:
        raise QueueFull("max_queued", config().engine.max_queued)


def _must_queue(opening: Opening) -> bool:
    """Whether the workflow's concurrency rule makes this one queue."""
    rule = rule_of(opening.version_id)
    if rule is None or opening.workflow_id is None:
        return False
    under_way, queued = _count(opening.workflow_id)
    if under_way < rule.limit:
        return True  # begun by `admit`, which counts under the workflow's lock
    if rule.when_full == "cancel_older" and _started_before(opening) is not None:
        return True  # a start that is repeated must not cancel itself
    return _when_full(rule, opening.workflow_id, queued)


def _when_full(rule: Concurrency, workflow_id: int, queued: int) -> bool:
    if rule.when_full == "skip":
        raise TooManyExecutions(f"{rule.limit} executions of this workflow are under way.")
    if rule.when_full == "cancel_older":
        _give_up_oldest(workflow_id)
        return True
    if rule.max_queued is not None and queued >= rule.max_queued:
        raise QueueFull("concurrency.max_queued", rule.max_queued)
    return True


def _give_up_oldest(workflow_id: int) -> None:
    oldest = oldest_open(workflow_id)
    if oldest is not None:
        with suppress(IllegalMove):  # it ended first, which gives a place as well
            follow_up_id(oldest, control.cancel(oldest, "a newer one takes its place"))


def _count(workflow_id: int) -> tuple[int, int]:
    unended = Execution.objects.filter(
        workflow_id=workflow_id, state__lt=ExecutionState.SUCCEEDED, shares_place=False
    ).values_list("state", flat=True)
    states = list(unended)
    queued = sum(1 for state in states if state == ExecutionState.QUEUED)
    return len(states) - queued, queued


def load_execution(execution_pk: int) -> Execution:
    """An execution with what showing it needs."""
    related = Execution.objects.select_related("workflow", "version", "started_by")
    return related.defer("version__document").get(pk=execution_pk)
