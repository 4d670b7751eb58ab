"""
What a part of a plan will probably cost and take, from what its tasks cost and took before.

A time is that of the longest chain of tasks that wait for one another: queueing, and what people
take to answer, come besides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from workflows.planning.plan import CONTAINER_KINDS, Plan, PlannedTask

ASKING_KINDS = frozenset({"agent", "workflow"})
PERSON_KINDS = frozenset({"approval"})


@dataclass(frozen=True, slots=True)
class Past:
    """
    One success of a task outside containers, with all that ran inside it.

    Args:
        is_priced: a model answered for whose calls no price is known, if False.
    """

    cost_microusd: int
    lasted_s: float
    is_priced: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    What is known is a lower bound of all where not every task has run before.

    Args:
        cost_microusd: None where tasks ask models and none of them has run before.
        duration_s: None where none of the tasks has run before.
        tasks, tasks_known: those that take time of their own, and which of them have run before.
        model_tasks, model_tasks_known: those of them that ask models, or may.
        unpriced: known ones among these whose calls have no known price.
        waits_for_people: what they take to answer comes besides.
        executions: earlier ones that all this is known from.
    """

    cost_microusd: int | None
    duration_s: float | None
    tasks: int
    tasks_known: int
    model_tasks: int
    model_tasks_known: int
    unpriced: int
    waits_for_people: bool
    executions: int


def estimate(
    plan: Plan, runs: Collection[str], past: Mapping[str, Sequence[Past]], executions: int
) -> Estimate:
    """
    Args:
        runs: tasks outside containers that will run.
        past: what is known of them, any number of successes of each.
        executions: how many earlier ones that comes from.
    """
    running = [plan.tasks[plan.position_of[task]] for task in sorted(set(runs))]
    working = [each for each in running if not each.task.disabled]
    timed = [each for each in working if each.kind not in PERSON_KINDS]
    typical = {each.id: _typical(past[each.id]) for each in timed if past.get(each.id)}
    asking = [each for each in timed if asks_models(plan, each)]
    known = [typical[each.id] for each in asking if each.id in typical]
    return Estimate(
        cost_microusd=sum(each.cost_microusd for each in known) if known or not asking else None,
        duration_s=_longest_chain_s(plan, working, typical) if typical else None,
        tasks=len(timed),
        tasks_known=len(typical),
        model_tasks=len(asking),
        model_tasks_known=len(known),
        unpriced=sum(not each.is_priced for each in known),
        waits_for_people=any(_holds(plan, each, PERSON_KINDS) for each in working),
        executions=executions,
    )


def asks_models(plan: Plan, planned: PlannedTask) -> bool:
    """Whether it, or something inside it, asks a model; a workflow that it starts may."""
    return _holds(plan, planned, ASKING_KINDS)


def _holds(plan: Plan, planned: PlannedTask, kinds: frozenset[str]) -> bool:
    if planned.kind not in CONTAINER_KINDS:
        return planned.kind in kinds
    return any(plan.tasks[p].kind in kinds for p in plan.descendants(planned.position))


def _typical(successes: Sequence[Past]) -> Past:
    """The median of each figure: one run that hung or was dear does not decide."""
    return Past(
        round(median(each.cost_microusd for each in successes)),
        median(each.lasted_s for each in successes),
        all(each.is_priced for each in successes),
    )


def _longest_chain_s(
    plan: Plan, running: Sequence[PlannedTask], typical: Mapping[str, Past]
) -> float:
    """What does not run is there at once, so nothing waits for it; what nobody knows takes none."""
    takes = {each.position: 0.0 for each in running}
    takes |= {p: typical[plan.tasks[p].id].lasted_s for p in takes if plan.tasks[p].id in typical}
    waits_for = {p: len(_sources(plan, p)) for p in plan.roots()}
    ends = dict.fromkeys(plan.roots(), 0.0)
    open_ = [p for p, count in waits_for.items() if count == 0]
    while open_:
        position = open_.pop()
        ends[position] = ends[position] + takes[position] if position in takes else 0.0
        for successor in plan.tasks[position].successors:
            ends[successor] = max(ends[successor], ends[position])
            waits_for[successor] -= 1
            if waits_for[successor] == 0:
                open_.append(successor)
    return max(ends.values(), default=0.0)


def _sources(plan: Plan, position: int) -> set[int]:
    return {each.source for each in plan.tasks[position].dependencies}
