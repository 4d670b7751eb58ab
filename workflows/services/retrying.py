"""What a retry keeps and what it runs again; decided here for the retry and for telling of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from workflows import drafts
from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import load_document
from workflows.engine import payloads
from workflows.engine.inputs import fill_inputs
from workflows.engine.journal.giving import LEFT_OUT
from workflows.engine.journal.reuse import Reused, downstream, passes_pins_over, reusable_runs
from workflows.engine.journal.spared import STOPPED
from workflows.engine.payloads import Stored
from workflows.engine.plans import plan_of
from workflows.errors import Conflict, IllegalMove, InvalidInput, Problem
from workflows.models import Execution, ExecutionState, TaskRun, TaskRunState, Version, Workflow
from workflows.planning.plan import Plan, compile_plan
from workflows.services.draft_changes import changed_with_all_after, gives_otherwise
from workflows.services.narrowing import takes_pin
from workflows.services.pinned_outputs import stored_pins
from workflows.services.versions import published_or_refuse, refuse_archived, refuse_invalid

Which = Literal["same", "newest", "draft"]


@dataclass(frozen=True, slots=True)
class Retry:
    """
    Args:
        version: what runs; None: the draft, which is no version before it is started.
        draft: the draft as it was when it was looked at.
        plan: of what runs, narrowed as it is.
        only: ids of the tasks that it is narrowed to, as the retried one was; empty for all.
        inputs: as text.
        takes_pins: it is a run of the draft that takes pins for what would run again.
        reuse: tasks whose earlier output is kept.
    """

    version: Version | None
    plan: Plan
    only: tuple[str, ...]
    inputs: str
    draft_run: bool
    takes_pins: bool
    pins: Mapping[str, Stored]
    reuse: Mapping[str, Reused]
    draft: JsonObject | None = None


def prepare_retry(execution: Execution, *, version: Which, from_task: str | None) -> Retry:
    """
    Decide what a retry of an execution that the caller may run would do.

    Raises:
        IllegalMove, InvalidInput, DocumentInvalid, InputsInvalid: as `retry_execution`.
    """
    if not execution.is_final:
        raise IllegalMove("The execution has not ended yet; cancel it or wait.")
    refuse_archived(execution.workflow)
    if version == "draft":
        return _with_draft(execution, from_task)
    chosen = execution.version if version == "same" else _newest_of(execution)
    # The newest is published, and what is published takes no pins.
    draft_run = execution.draft_run and version == "same"
    takes_pins = draft_run and not passes_pins_over(execution.pk)
    reuse = _reusable(execution, from_task, keeps_pinned=version == "same")
    only = tuple(filter(None, execution.only.split(","))) if version == "same" else ()
    return Retry(
        version=chosen,
        plan=plan_of(chosen.pk, ",".join(only)),
        only=only,
        inputs=execution.payload.inputs,
        draft_run=draft_run,
        takes_pins=takes_pins,
        pins=_pins_of_retry(execution.workflow, plan_of(execution.version_id), reuse, from_task)
        if takes_pins
        else {},
        reuse=reuse,
    )


def _with_draft(execution: Execution, from_task: str | None) -> Retry:
    """
    As a run of the draft begins, keeping what earlier tasks gave unless they or what they follow
    have changed since.
    """
    workflow = _workflow_of(execution)
    raw = drafts.freeze(workflow)
    refuse_invalid(workflow.team, raw)
    document = load_document(raw, limits=config().limits)
    inputs = fill_inputs(document.inputs, json.loads(execution.payload.inputs))
    only = _still_there(execution, compile_plan(document))
    plan = compile_plan(document, frozenset(only))
    reuse = _reusable_in_draft(execution, raw, plan, from_task)
    takes_pins = not passes_pins_over(execution.pk)
    return Retry(
        version=None,
        plan=plan,
        only=only,
        draft_run=True,
        takes_pins=takes_pins,
        pins=_pins_of_retry(workflow, plan, reuse, from_task) if takes_pins else {},
        reuse=reuse,
        inputs=payloads.to_text(inputs),
        draft=raw,
    )


def _still_there(execution: Execution, plan: Plan) -> tuple[str, ...]:
    """What a narrowed execution was narrowed to, as far as the draft still has it."""
    was = tuple(filter(None, execution.only.split(",")))
    only = tuple(task for task in was if plan.position_of.get(task) in plan.roots())
    if was and not only:
        raise Conflict("The draft has none of the tasks any more that this part of it ran.")
    return only


def _reusable_in_draft(
    execution: Execution, raw: JsonObject, plan: Plan, from_task: str | None
) -> dict[str, Reused]:
    roots = plan.roots()
    if from_task is not None and plan.position_of.get(from_task) not in roots:
        message = f"“{from_task}” is not a task outside containers of the draft."
        raise InvalidInput(problems=[Problem("retry.unknown_task", message, "/from_task")])
    afresh = changed_with_all_after(execution.version.document, raw, plan)
    if from_task is not None:
        begin = downstream(plan, {plan.position_of[from_task]})
        afresh |= {plan.tasks[p].id for p in begin}
    elif execution.state == ExecutionState.SUCCEEDED and not (
        afresh or gives_otherwise(execution.version.document, raw)
    ):
        raise IllegalMove("Nothing failed, and the draft does the same; name a task to run from.")
    # What is outside of the part that runs would not run anew: the part reads what it gave.
    part = plan.only or frozenset(roots)
    return {
        task: run
        for task, run in reusable_runs(execution.pk).items()
        if (place := plan.position_of.get(task)) in roots
        and (task not in afresh or place not in part)
    }


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
    workflow: Workflow | None, plan: Plan, reuse: Mapping[str, Reused], from_task: str | None
) -> dict[str, Stored]:
    """Pins for what would run again; the task that is named runs although it is pinned."""
    if workflow is None:
        return {}
    return {
        task: stored
        for task, stored in stored_pins(workflow).items()
        if task not in reuse and task != from_task and takes_pin(plan, task)
    }


def _newest_of(execution: Execution) -> Version:
    return published_or_refuse(_workflow_of(execution), None)


def _workflow_of(execution: Execution) -> Workflow:
    if execution.workflow is None:
        raise Conflict("It ran a document that belongs to no workflow; retry the same version.")
    return execution.workflow
