"""Which part of a workflow a start runs; what it takes from pins and earlier runs for the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from workflows.definition.json_types import JsonValue
from workflows.engine.needs import tasks_read_by
from workflows.engine.payloads import Stored
from workflows.errors import InvalidInput, Problem
from workflows.models import Workflow
from workflows.planning.plan import Plan, PlannedTask
from workflows.queries.earlier import Earlier, EarlierEnds

Reach = Literal["alone", "to", "from"]
FIELDS: Mapping[Reach, str] = {"alone": "task", "to": "to", "from": "from_task"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """
    Which part of a workflow runs.

    Args:
        only: ids of the tasks to run; empty for all.
        outputs: outputs to take for tasks that do not run.
        around: one task and how far the run reaches from it: the task *alone*, *to* it with all
            that it waits for, or *from* it with all that follows.
    """

    only: Sequence[str] = ()
    outputs: Mapping[str, JsonValue] = field(default_factory=dict)
    around: tuple[Reach, str] | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What a start would do with each task outside containers; those not named do not take part.

    Args:
        only: as the engine is told; empty for a run of everything.
        runs: tasks that run, conditions permitting.
        pinned: tasks whose pin is taken.
        given: tasks whose output came with the start.
        reused: tasks whose earlier output is taken.
    """

    only: tuple[str, ...]
    runs: tuple[str, ...]
    pinned: tuple[str, ...]
    given: tuple[str, ...]
    reused: Mapping[str, Earlier]


def select_tasks(
    workflow: Workflow, plan: Plan, narrowing: Narrowing, pins: Mapping[str, Stored]
) -> Selection:
    """
    Decide what runs; pins of tasks that are gone, inside containers or disabled are passed over.

    A task that the start names runs although it is pinned.

    Raises:
        InvalidInput: a named task is not one outside containers.
    """
    _refuse_unknown(plan, narrowing)
    pinned = {task for task in pins if takes_pin(plan, task)} - set(narrowing.outputs)
    if narrowing.around is None:
        return _as_told(plan, narrowing, pinned - set(narrowing.only))
    reach, task = narrowing.around
    known = (pinned | set(narrowing.outputs)) - {task}
    chosen = _Walk(workflow, plan, known).chosen(reach, task)
    given = tuple(sorted(set(narrowing.outputs) - chosen.runs))
    return Selection(
        only=tuple(sorted(chosen.runs)),
        runs=tuple(sorted(chosen.runs)),
        pinned=tuple(sorted(pinned - chosen.runs)),
        given=given,
        reused=chosen.reused,
    )


def _as_told(plan: Plan, narrowing: Narrowing, pinned: Collection[str]) -> Selection:
    only = tuple(sorted(set(narrowing.only)))
    given = set(narrowing.outputs) - set(only)
    asked = only or tuple(plan.tasks[p].id for p in plan.roots())
    runs = tuple(task for task in asked if task not in given and task not in pinned)
    return Selection(only, runs, tuple(sorted(pinned)), tuple(sorted(given)), {})


def _refuse_unknown(plan: Plan, narrowing: Narrowing) -> None:
    roots = set(plan.roots())
    named = [*narrowing.only, *narrowing.outputs]
    place = "/only"
    if narrowing.around is not None:
        named.append(narrowing.around[1])
        place = f"/{FIELDS[narrowing.around[0]]}"
    unknown = [task for task in named if plan.position_of.get(task) not in roots]
    if unknown:
        message = f"Not a task outside containers: {', '.join(sorted(unknown))}."
        raise InvalidInput(problems=[Problem("start.unknown_task", message, place)])


def takes_pin(plan: Plan, task: str) -> bool:
    position = plan.position_of.get(task)
    return position in plan.roots() and not plan.tasks[position].task.disabled


@dataclass(slots=True)
class _Chosen:
    runs: set[str] = field(default_factory=set)
    reused: dict[str, Earlier] = field(default_factory=dict)


class _Walk:
    """From one task along what it reads and waits for, and along what follows it."""

    def __init__(self, workflow: Workflow, plan: Plan, known: Collection[str]) -> None:
        self._earlier = EarlierEnds(workflow)
        self._plan = plan
        self._known = known
        self._roots = set(plan.roots())

    def chosen(self, reach: Reach, task: str) -> _Chosen:
        chosen = _Chosen()
        if reach == "to":
            chosen.runs = self._with_all_before(task)
            return chosen
        chosen.runs = {task} if reach == "alone" else self._with_all_after(task)
        self._fill_in(chosen)
        return chosen

    def _with_all_before(self, task: str) -> set[str]:
        found, open_ = {task}, [task]
        while open_:
            fresh = self._before(open_.pop()) - found - set(self._known)
            found |= fresh
            open_ += fresh
        return found

    def _with_all_after(self, task: str) -> set[str]:
        after = self._after(task, lambda planned: False)
        outside = {d for t in after for d in self._sources(t)} - after
        ends = self._earlier.of(outside)
        # What an earlier decision led past is led past again: the decision is not made anew.
        taken = self._after(task, lambda planned: self._is_led_past(planned, ends))
        return taken - set(self._known)

    def _after(self, task: str, is_cut: Callable[[PlannedTask], bool]) -> set[str]:
        found, open_ = {task}, [task]
        while open_:
            for place in self._plan.tasks[self._plan.position_of[open_.pop()]].successors:
                planned = self._plan.tasks[place]
                if planned.id not in found and not is_cut(planned):
                    found.add(planned.id)
                    open_.append(planned.id)
        return found

    def _is_led_past(self, planned: PlannedTask, ends: Mapping[str, Earlier]) -> bool:
        if planned.task.join != "all":
            return False
        for dependency in planned.dependencies:
            end = ends.get(self._plan.tasks[dependency.source].id)
            if end is None or dependency.outcome is None:
                continue
            if end.reused is None or end.reused.outcome != dependency.outcome:
                return True
        return False

    def _sources(self, task: str) -> set[str]:
        dependencies = self._plan.tasks[self._plan.position_of[task]].dependencies
        return {self._plan.tasks[d.source].id for d in dependencies}

    def _fill_in(self, chosen: _Chosen) -> None:
        """Take what the chosen ones need from earlier runs; what nobody has yet runs as well."""
        open_ = set(chosen.runs)
        while open_:
            before = {each for task in open_ for each in self._before(task)}
            needed = before - chosen.runs - chosen.reused.keys() - set(self._known)
            earlier = self._earlier.of(needed)
            chosen.reused |= {task: end for task, end in earlier.items() if end.reused}
            open_ = needed - earlier.keys()
            chosen.runs |= open_

    def _before(self, task: str) -> set[str]:
        """Tasks outside containers that this one waits for, or that it or its inside reads."""
        position = self._plan.position_of[task]
        found = self._sources(task)
        for inside in (position, *self._plan.descendants(position)):
            found.update(tasks_read_by(self._plan.tasks[inside]))
        return {each for each in found if self._plan.position_of.get(each) in self._roots} - {task}
