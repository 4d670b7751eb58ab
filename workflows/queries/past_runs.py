"""What tasks cost and took in the last few executions that somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from workflows.access import visible_executions
from workflows.models import (
    FINAL_EXECUTION_STATES,
    Attempt,
    AttemptState,
    Execution,
    TaskRun,
    TaskRunFlag,
    TaskRunState,
    User,
    Version,
    Workflow,
)
from workflows.planning.estimating import ASKING_KINDS, Past
from workflows.planning.plan import CONTAINER_KINDS, Plan

LOOKED_AT = 10
ENOUGH = 3
# What such a run took and cost says nothing of the task: it took over what others had worked out.
_NOT_WORKED = TaskRunFlag.CACHED | TaskRunFlag.REUSED | TaskRunFlag.PINNED
_FREE = Q(model="") | Q(model__startswith="local:") | Q(model__startswith="scripted:")


@dataclass(frozen=True, slots=True)
class PastRuns:
    """The newest successes of tasks, and in how many executions they were found."""

    of: Mapping[str, Sequence[Past]]
    executions: int


def read_past(user: User, about: Workflow | Version, plan: Plan, tasks: Iterable[str]) -> PastRuns:
    """
    Read the newest successes of these tasks outside containers, a few of each.

    Looks at the last executions of a workflow, or of a version that belongs to none, one after
    another until there is enough, each by the index that begins with the execution.
    """
    found: dict[str, list[Past]] = {task: [] for task in tasks}
    executions = 0
    for execution in _newest(user, about):
        lacking = {task for task, past in found.items() if len(past) < ENOUGH}
        if not lacking:
            break
        successes = _successes_in(execution, plan, lacking)
        executions += bool(successes)
        for task, past in successes.items():
            found[task].append(past)
    return PastRuns({task: past for task, past in found.items() if past}, executions)


def _newest(user: User, about: Workflow | Version) -> QuerySet[Execution]:
    theirs = visible_executions(user).filter(state__in=FINAL_EXECUTION_STATES)
    if isinstance(about, Workflow):
        theirs = theirs.filter(workflow=about)
    else:
        theirs = theirs.filter(version=about)
    return theirs.only("pk", "retry_of_id").order_by("-pk")[:LOOKED_AT]


def _successes_in(execution: Execution, plan: Plan, tasks: set[str]) -> dict[str, Past]:
    runs = TaskRun.objects.filter(execution=execution, index_path="", state=TaskRunState.SUCCEEDED)
    rows = runs.values_list("task", "kind", "flags", "cost_microusd", "started_at", "ended_at")
    planned = {task: plan.tasks[plan.position_of[task]] for task in tasks}
    fit = [
        (task, cost, (ended - started).total_seconds())
        for task, kind, flags, cost, started, ended in rows
        if started
        and ended
        and task in planned
        and kind == planned[task].kind
        and not flags & _NOT_WORKED
        # A map of a retry may have kept most of its items.
        and not (kind in CONTAINER_KINDS and execution.retry_of_id)
    ]
    inside = _inside(plan, [task for task, *_ in fit])
    costs, unpriced = _costs_inside(execution, inside), _unpriced_in(execution, plan, fit, inside)
    return {
        task: Past(cost + costs[task], lasted_s, is_priced=task not in unpriced)
        for task, cost, lasted_s in fit
    }


def _inside(plan: Plan, tasks: Sequence[str]) -> dict[str, str]:
    """The container outside all others, by each task inside it."""
    return {
        plan.tasks[position].id: task
        for task in tasks
        for position in plan.descendants(plan.position_of[task])
    }


def _costs_inside(execution: Execution, inside: Mapping[str, str]) -> dict[str, int]:
    costs: dict[str, int] = defaultdict(int)
    if inside:
        runs = TaskRun.objects.filter(execution=execution).exclude(index_path="").order_by()
        for task, cost in runs.values_list("task").annotate(Sum("cost_microusd")):
            if task in inside:
                costs[inside[task]] += cost
    return costs


def _unpriced_in(
    execution: Execution,
    plan: Plan,
    fit: Sequence[tuple[str, int, float]],
    inside: Mapping[str, str],
) -> set[str]:
    """Tasks for which a model answered whose calls have no price; those that run here have one."""
    asking = {task for task, *_ in fit} | inside.keys()
    if not any(plan.tasks[plan.position_of[task]].kind in ASKING_KINDS for task in asking):
        return set()
    answers = Attempt.objects.filter(
        task_run__execution=execution,
        state=AttemptState.SUCCEEDED,
        cost_microusd=0,
        output_tokens__gt=0,
    ).exclude(_FREE)
    answered = answers.order_by().values_list("task_run__task", flat=True).distinct()
    return {inside.get(task, task) for task in answered if task in asking}
