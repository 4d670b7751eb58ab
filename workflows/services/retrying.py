"""What a retry keeps and what it runs again; decided here for the retry and for telling of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from workflows.engine.journal.giving import LEFT_OUT
from workflows.engine.journal.reuse import Reused, downstream, passes_pins_over, reusable_runs
from workflows.engine.journal.spared import STOPPED
from workflows.engine.payloads import Stored
from workflows.engine.plans import plan_of
from workflows.errors import Conflict, IllegalMove, InvalidInput, Problem
from workflows.models import Execution, ExecutionState, TaskRun, TaskRunState, Version
from workflows.planning.plan import Plan
from workflows.services.narrowing import takes_pin
from workflows.services.pinned_outputs import stored_pins
from workflows.services.versions import published_or_refuse, refuse_archived

Which = Literal["same", "newest"]


@dataclass(frozen=True, slots=True)
class Retry:
    """
    Args:
        only: ids of the tasks that it is narrowed to, as the retried one was; empty for all.
        takes_pins: it is a run of the draft that takes pins for what would run again.
        reuse: tasks whose earlier output is kept.
    """

    version: Version
    only: tuple[str, ...]
    draft_run: bool
    takes_pins: bool
    pins: Mapping[str, Stored]
    reuse: Mapping[str, Reused]

    @property
    def plan(self) -> Plan:
        return plan_of(self.version.pk, ",".join(self.only))


def prepare_retry(execution: Execution, *, version: Which, from_task: str | None) -> Retry:
    """
    Decide what a retry of an execution that the caller may run would do.

    Raises:
        IllegalMove, InvalidInput: as `retry_execution`.
    """
    if not execution.is_final:
        raise IllegalMove("The execution has not ended yet; cancel it or wait.")
    refuse_archived(execution.workflow)
    chosen = execution.version if version == "same" else _newest_of(execution)
    # The newest is published, and what is published takes no pins.
    draft_run = execution.draft_run and version == "same"
    takes_pins = draft_run and not passes_pins_over(execution.pk)
    reuse = _reusable(execution, from_task, keeps_pinned=version == "same")
    return Retry(
        version=chosen,
        only=tuple(filter(None, execution.only.split(","))) if version == "same" else (),
        draft_run=draft_run,
        takes_pins=takes_pins,
        pins=_pins_of_retry(execution, reuse, from_task) if takes_pins else {},
        reuse=reuse,
    )


def tasks_to_run(execution: Execution, retry: Retry) -> tuple[str, ...]:
    """
    List the tasks outside containers that a retry runs, conditions permitting.

    What a condition skipped is skipped again, unless something before it runs again.
    """
    plan, skipped = retry.plan, _skipped_by_condition(execution)
    there = retry.reuse.keys() | retry.pins.keys()
    part = sorted(plan.only) or plan.roots()
    begin = {p for p in part if plan.tasks[p].id not in there | skipped}
    again = downstream(plan, begin)
    return tuple(plan.tasks[p].id for p in part if p in again and plan.tasks[p].id not in there)


def _skipped_by_condition(execution: Execution) -> set[str]:
    """Without those that were skipped only since the execution was stopped, or narrowed."""
    runs = TaskRun.objects.filter(execution=execution, index_path="", state=TaskRunState.SKIPPED)
    decided = runs.exclude(reason__in=(STOPPED, LEFT_OUT))
    return set(decided.values_list("task", flat=True))


def _reusable(
    execution: Execution, from_task: str | None, *, keeps_pinned: bool
) -> dict[str, Reused]:
    plan = plan_of(execution.version_id, execution.only)
    if from_task is None:
        if execution.state == ExecutionState.SUCCEEDED:
            raise IllegalMove("Nothing failed; name a task to run again from.")
    elif plan.position_of.get(from_task) not in plan.roots():
        message = f"“{from_task}” is not a task outside containers of this execution."
        raise InvalidInput(problems=[Problem("retry.unknown_task", message, "/from_task")])
    return reusable_runs(execution.pk, from_task, keeps_pinned=keeps_pinned)


def _pins_of_retry(
    execution: Execution, reuse: Mapping[str, Reused], from_task: str | None
) -> dict[str, Stored]:
    """Pins for what would run again; the task that is named runs although it is pinned."""
    if execution.workflow is None:
        return {}
    plan = plan_of(execution.version_id)
    return {
        task: stored
        for task, stored in stored_pins(execution.workflow).items()
        if task not in reuse and task != from_task and takes_pin(plan, task)
    }


def _newest_of(execution: Execution) -> Version:
    if execution.workflow is None:
        raise Conflict("It ran a document that belongs to no workflow; retry the same version.")
    return published_or_refuse(execution.workflow, None)
