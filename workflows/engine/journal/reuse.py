"""What an execution may take over from the one it retries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.journal.spared import STOPPED
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import needs_of, tasks_read_by
from workflows.engine.plans import plan_of
from workflows.engine.work import Work
from workflows.models import Execution, ExecutionPayload, Frame, TaskRun, TaskRunFlag, TaskRunState
from workflows.planning.plan import Plan, PlannedTask


@dataclass(frozen=True, slots=True)
class Reused:
    """A task run of an earlier execution whose output counts here."""

    run: int
    outcome: str
    flags: int


def reusable_runs(
    execution_id: int, from_task: str | None = None, *, keeps_pinned: bool = True
) -> dict[str, Reused]:
    """
    Tasks outside containers whose output a retry keeps.

    Args:
        from_task: run this one and all after it again too, besides what did not end of itself.
        keeps_pinned: off to run what took a pin, and all after it, too.
    """
    execution = Execution.objects.only("version_id", "only").get(pk=execution_id)
    plan = plan_of(execution.version_id, execution.only)
    rows = TaskRun.objects.filter(execution_id=execution_id, frame=None).values_list(
        "position", "state", "id", "source", "outcome", "flags", "reason"
    )
    found = {row[0]: row for row in rows}
    repeat = {p for p, row in found.items() if _runs_anew(row[1], row[6])}
    if from_task is not None:
        repeat.add(plan.position_of[from_task])
    if not keeps_pinned:
        repeat |= {p for p, row in found.items() if row[5] & TaskRunFlag.PINNED}
    again = downstream(plan, repeat)
    return {
        plan.tasks[p].id: Reused(row[3] or row[2], row[4], row[5])
        for p, row in found.items()
        if row[1] == TaskRunState.SUCCEEDED and p not in again
    }


def _runs_anew(state: int, reason: str) -> bool:
    """
    Whether a retry has no choice but to run it, so that what follows it must run again too.

    What was skipped for its own reasons is decided on again, from what is kept or has run anew.
    """
    if state == TaskRunState.SKIPPED:
        return reason == STOPPED
    return state != TaskRunState.SUCCEEDED


def downstream(plan: Plan, positions: Iterable[int]) -> set[int]:
    """Positions with those of all that follows, directly or not."""
    found = set(positions)
    open_ = list(found)
    while open_:
        for successor in plan.tasks[open_.pop()].successors:
            if successor not in found:
                found.add(successor)
                open_.append(successor)
    return found


def earlier_results(t: Transition, work: Work, items: Sequence[JsonValue]) -> dict[int, str]:
    """Results that the retried execution's map made of equal items, by index."""
    earlier = _earlier_run(t, work)
    if earlier is None or not _would_be_equal(t, work.planned):
        return {}
    rows = Frame.objects.filter(container=earlier, ended=True, failed=False).values_list(
        "index", "item", "result"
    )
    texts = {index: (item, result) for index, item, result in rows}
    found = {}
    for i, item in enumerate(items):
        known, result = texts.get(i, (None, None))
        if result is not None and known == payloads.to_text(item):
            found[i] = result
    return found


def _would_be_equal(t: Transition, planned: PlannedTask) -> bool:
    """Whether a map's inside would make the same of equal items: same tasks, of kept outputs."""
    same_tasks = Execution.objects.filter(pk=t.facts.retry_of or 0, version_id=t.facts.version_id)
    if not same_tasks.exists():
        return False
    if any(t.plan.tasks[p].kind == "loop" for p in t.plan.containers_of(planned.position)):
        return False  # the turn before may have given something else
    inside = [t.plan.tasks[p] for p in t.plan.descendants(planned.position)]
    read = set(needs_of(planned.task.settings.get("result")).tasks)
    for each in inside:
        read.update(tasks_read_by(each))
    return read - {each.id for each in inside} <= told_at_start(t.facts.id).kept


def earlier_child(t: Transition, work: Work, version_id: int, inputs: str) -> int | None:
    """The execution that the retried run of this task waited for, if it was given the same."""
    earlier = _earlier_run(t, work)
    if earlier is None:
        return None
    return (
        Execution.objects.filter(parent_run=earlier, version_id=version_id, payload__inputs=inputs)
        .values_list("id", flat=True)
        .first()
    )


def _earlier_run(t: Transition, work: Work) -> int | None:
    if t.facts.retry_of is None or told_at_start(t.facts.id).afresh:
        return None
    return (
        TaskRun.objects.filter(
            execution_id=t.facts.retry_of, task=work.planned.id, index_path=work.index_path
        )
        .values_list("id", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class ToldAtStart:
    """
    What a retry was told; it stays.

    Args:
        afresh: to run tasks again that had succeeded.
        kept: tasks outside containers whose earlier output it keeps.
    """

    afresh: bool
    kept: frozenset[str]


@lru_cache(maxsize=200)
def told_at_start(execution_id: int) -> ToldAtStart:
    options = _options(execution_id)
    return ToldAtStart(bool(options.get("afresh")), frozenset(options.get("reuse", {})))


def passes_pins_over(execution_id: int) -> bool:
    """Whether somebody wanted the execution to take no pins."""
    return bool(_options(execution_id).get("passes_pins_over"))


def _options(execution_id: int) -> JsonObject:
    options = ExecutionPayload.objects.values_list("options", flat=True)
    found: JsonObject = json.loads(options.get(pk=execution_id))
    return found
