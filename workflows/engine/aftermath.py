"""What follows a committed transition: bells, stops, news to parents, announcements."""

from __future__ import annotations

from workflows.engine import announce, wakeups
from workflows.engine.admission import admit_next, place_child, rule_of
from workflows.engine.endings import tell_end
from workflows.engine.journal.children import tell_parent
from workflows.engine.journal.control import cancel
from workflows.engine.journal.holding import follow_parent
from workflows.engine.journal.transition import Effects
from workflows.engine.local import local_worker
from workflows.engine.work import ExecutionFacts
from workflows.errors import IllegalMove
from workflows.models import Execution, ExecutionState, TaskRun


def follow_up(facts: ExecutionFacts, effects: Effects) -> None:
    """
    Carry out a transition's effects.

    Everything here is a hint or can be repeated; the sweep makes up for what a crash leaves out.
    """
    if effects.ready > 0:
        wakeups.ring(effects.ready)
    if effects.due_in_s is not None:
        local_worker().wake_later(facts.id, effects.due_in_s)
    if effects.stop_runs:
        local_worker().stop_runs(effects.stop_runs)
        announce.announce_stop(effects.stop_runs)
    for child in _children_of(effects.stop_children_of):
        cancel_child(child)
    if effects.children_follow:
        for child in _open_children(facts.id):
            follow_parent_down(child)
    for child in effects.queued_children:
        for moved, follows in place_child(child):
            follow_up_id(moved, follows)
    if effects.events:
        announce.announce_events(facts.public_id, effects.events)
    for child in effects.ended_children:
        tell_and_follow(child)
    if effects.ended:
        tell_end(facts.id)
        _after_end(facts)


def follow_up_id(execution_id: int, effects: Effects) -> None:
    """The same, for callers that do not hold the facts."""
    follow_up(facts_of(execution_id), effects)


def facts_of(execution_id: int) -> ExecutionFacts:
    row = Execution.objects.values_list(
        "id",
        "public_id",
        "team_id",
        "workflow_id",
        "version_id",
        "retry_of_id",
        "depth",
        "started_by_id",
        "draft_run",
    ).get(pk=execution_id)
    return ExecutionFacts(row[0], row[1].hex, *row[2:])


def _after_end(facts: ExecutionFacts) -> None:
    if facts.depth:
        tell_and_follow(facts.id)
    if facts.workflow_id is None:
        return
    announce.announce_execution(facts.workflow_id, facts.public_id)
    if rule_of(facts.version_id) is not None:
        for admitted, effects in admit_next(facts.workflow_id):
            follow_up_id(admitted, effects)


def tell_and_follow(child: int) -> None:
    """Tell a child's parent that it ended, and carry out what follows there."""
    told = tell_parent(child)
    if told is not None:
        execution_id, effects = told
        follow_up_id(execution_id, effects)


def _children_of(runs: list[int]) -> list[int]:
    if not runs:
        return []
    found = Execution.objects.filter(parent_run__in=runs).values_list("id", flat=True)
    return list(found)


def _open_children(execution_id: int) -> list[int]:
    runs = TaskRun.objects.filter(execution_id=execution_id, kind="workflow")
    found = Execution.objects.filter(
        parent_run__in=runs.values("pk"), state__lt=ExecutionState.SUCCEEDED
    )
    return list(found.values_list("id", flat=True))


def follow_parent_down(execution_id: int) -> None:
    """Pause or resume a child as its parent is, and those below it."""
    follow_up_id(execution_id, follow_parent(execution_id))


def cancel_child(execution_id: int) -> None:
    """Cancel an execution whose parent stopped waiting for it."""
    try:
        effects = cancel(execution_id, "the task that waited for it was stopped")
    except IllegalMove:
        return  # it ended first
    follow_up_id(execution_id, effects)
