"""The order in which task runs are listed: each map or loop, then what is inside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from workflows.models import Frame, TaskRun

Key = tuple[tuple[int, float, int, int], ...]


def _turn(run: TaskRun) -> tuple[float, int, int]:
    begun = run.started_at or run.ended_at  # what was skipped has an end alone
    return (begun.timestamp() if begun else inf, run.pending, run.position)


def in_tree_order(runs: Sequence[TaskRun], frames: Mapping[int, Frame]) -> list[TaskRun]:
    """
    In the order in which they began, then what has not by place in the plan; inside a container
    by item or turn first.

    What stands in a container that is not listed keeps its own order, at the end.
    """
    listed = {run.pk: run for run in runs}
    keys: dict[int, Key] = {}

    def key_of(run: TaskRun) -> Key:
        if run.pk not in keys:
            keys[run.pk] = (*_outer(run), (_index(run), *_turn(run)))
        return keys[run.pk]

    def _index(run: TaskRun) -> int:
        frame = frames.get(run.frame) if run.frame is not None else None
        return frame.index if frame else 0

    def _outer(run: TaskRun) -> Key:
        if run.frame is None:
            return ()
        frame = frames.get(run.frame)
        container = listed.get(frame.container) if frame else None
        return key_of(container) if container else ()

    def is_orphan(run: TaskRun) -> bool:
        return run.frame is not None and not _outer(run)

    return sorted(runs, key=lambda run: (is_orphan(run), key_of(run), run.pk))
