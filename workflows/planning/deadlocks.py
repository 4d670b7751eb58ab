"""Executions that queue for places held by executions that wait for them in their turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueuedChild:
    """
    An execution that waits for a place of its workflow.

    Args:
        above: the executions that it serves, directly or through others; none ends before it.
    """

    execution: int
    workflow: int
    above: frozenset[int]


def deadlock_victim(
    queued: Sequence[QueuedChild], holders: Mapping[int, Collection[int]], free: Collection[int]
) -> int | None:
    """
    The youngest of those that no end of another execution will ever let in; None: all will come in.

    What waits for people or time, or is paused, may end; it blocks nobody for ever.

    Args:
        holders: by workflow, the executions that have a place of it.
        free: workflows that have a place left.
    """
    needs = _needs(queued)
    admitting = _admitting(needs, holders, free)
    stuck = [child for child in queued if child.workflow not in admitting]
    circular = [child.execution for child in stuck if _waits_for_itself(child, needs, holders)]
    return max(circular, default=None)


def _needs(queued: Sequence[QueuedChild]) -> dict[int, set[int]]:
    """By execution, the workflows that must give a place before it can end."""
    needs: dict[int, set[int]] = {}
    for child in queued:
        for execution in child.above:
            needs.setdefault(execution, set()).add(child.workflow)
    return needs


def _admitting(
    needs: Mapping[int, set[int]], holders: Mapping[int, Collection[int]], free: Collection[int]
) -> set[int]:
    """Workflows that will give a place: one is free, or a holder can end."""
    admitting = set(free)
    while True:
        more = {
            workflow
            for workflow, held_by in holders.items()
            if workflow not in admitting
            and any(needs.get(holder, set()) <= admitting for holder in held_by)
        }
        if not more:
            return admitting
        admitting |= more


def _waits_for_itself(
    child: QueuedChild, needs: Mapping[int, set[int]], holders: Mapping[int, Collection[int]]
) -> bool:
    """Whether a place it waits for, at however many removes, is held by one that it serves."""
    seen: set[int] = set()
    waited_for = [child.workflow]
    while waited_for:
        workflow = waited_for.pop()
        if workflow in seen:
            continue
        seen.add(workflow)
        for holder in holders.get(workflow, ()):
            if holder in child.above:
                return True
            waited_for += needs.get(holder, ())
    return False
