"""
What a task does when what it waits for has ended: the join table of docs/joins.md.

A dependency ends as *taken*, *skipped* or *dead*; a join turns those into run, skip or wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from workflows.planning.plan import Plan, PlannedDependency, PlannedTask


class Ending(Enum):
    """How a task run ended, as far as those who wait for it care."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CONTINUED = "continued"  # failed under `on_error: continue`
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class End:
    """`outcome`: the branch case or approval answer it ended with; "" for none."""

    ending: Ending
    outcome: str = ""


class DependencyState(Enum):
    TAKEN = "taken"
    SKIPPED = "skipped"
    DEAD = "dead"


class Step(Enum):
    RUN = "run"
    SKIP = "skip"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class JoinDecision:
    step: Step
    reason: str = ""


RUN = JoinDecision(Step.RUN)
WAIT = JoinDecision(Step.WAIT)


def dependency_state(kind: str, outcome: str | None, end: End) -> DependencyState:
    """Tell how one dependency on a task of this kind ended."""
    if outcome == "failed":
        failed = end.ending in (Ending.FAILED, Ending.CONTINUED)
        return DependencyState.TAKEN if failed else DependencyState.DEAD
    if outcome is None:
        return _plain_state(kind, end)
    taken = end.ending is Ending.SUCCEEDED and end.outcome == outcome
    return DependencyState.TAKEN if taken else DependencyState.DEAD


def _plain_state(kind: str, end: End) -> DependencyState:
    if end.ending is Ending.CONTINUED:
        return DependencyState.TAKEN
    if end.ending is Ending.SKIPPED:
        return DependencyState.SKIPPED
    if end.ending is not Ending.SUCCEEDED:
        return DependencyState.DEAD
    if kind == "branch" and not end.outcome:
        return DependencyState.SKIPPED
    if kind == "approval" and end.outcome != "approved":
        return DependencyState.DEAD
    return DependencyState.TAKEN


def decide_join(plan: Plan, task: PlannedTask, ends: Mapping[int, End]) -> JoinDecision:
    """
    Decide for one task, given the ends of those it waits for.

    Args:
        ends: by position; a missing one has not ended yet.
    """
    if task.task.join == "any":
        return _decide_any(plan, task, ends)
    if any(d.source not in ends for d in task.dependencies):
        return WAIT
    if task.task.join == "always":
        return RUN
    return _decide_all(plan, task, ends)


def _decide_any(plan: Plan, task: PlannedTask, ends: Mapping[int, End]) -> JoinDecision:
    known = [d for d in task.dependencies if d.source in ends]
    if any(_state_of(plan, d, ends) is DependencyState.TAKEN for d in known):
        return RUN
    if len(known) < len(task.dependencies):
        return WAIT
    return RUN if not known else JoinDecision(Step.SKIP, "nothing it could follow was taken")


def _decide_all(plan: Plan, task: PlannedTask, ends: Mapping[int, End]) -> JoinDecision:
    if not task.dependencies:
        return RUN
    states = [_state_of(plan, d, ends) for d in task.dependencies]
    taken = {i for i, s in enumerate(states) if s is DependencyState.TAKEN}
    for i, state in enumerate(states):
        if state is DependencyState.DEAD and not (taken & task.makes_up[i]):
            return JoinDecision(Step.SKIP, _why_dead(plan, task.dependencies[i], ends))
    if taken:
        return RUN
    first = plan.tasks[task.dependencies[0].source].task
    return JoinDecision(Step.SKIP, f"“{first.name}” was skipped")


def _state_of(
    plan: Plan, dependency: PlannedDependency, ends: Mapping[int, End]
) -> DependencyState:
    kind = plan.tasks[dependency.source].kind
    return dependency_state(kind, dependency.outcome, ends[dependency.source])


def _why_dead(plan: Plan, dependency: PlannedDependency, ends: Mapping[int, End]) -> str:
    """Say in words why a dependency can no longer be taken."""
    name = plan.tasks[dependency.source].task.name
    end = ends[dependency.source]
    if dependency.outcome == "failed":
        return f"“{name}” did not fail"
    if end.ending is Ending.SUCCEEDED:
        took = f"ended with “{end.outcome}”" if end.outcome else "took no outcome"
        wanted = dependency.outcome or "approved"
        return f"“{name}” {took}, not with “{wanted}”"
    word = "failed" if end.ending is Ending.CONTINUED else end.ending.value
    return f"“{name}” was {word}" if word in ("skipped", "cancelled") else f"“{name}” {word}"
