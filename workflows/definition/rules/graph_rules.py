"""Dependencies, and the cycles they can form."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.document import FAILED, Dependency, Task
from workflows.definition.graph import find_cycles, longest_chain
from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked, dependency_places, say_ring, task_problem
from workflows.definition.suggestions import suggest
from workflows.errors import Problem


def has_tasks(checked: Checked) -> Iterator[Problem]:
    if not checked.document.tasks and isinstance(checked.document.raw.get("tasks"), dict):
        yield problem(
            "document.no_tasks", "The workflow has no tasks.", "/tasks", fix="Add a task."
        )


def dependencies_exist(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        places = dependency_places(checked, task) if task.depends_on else {}
        for dependency in task.depends_on:
            found = _explain_dependency(checked, task, dependency)
            if found is not None:
                place = places[str(dependency)]
                yield task_problem(found[0], task, place, found[1], fix=found[2])


def _explain_dependency(
    checked: Checked, task: Task, dependency: Dependency
) -> tuple[str, str, str | None] | None:
    source = checked.document.tasks.get(dependency.source)
    if source is None:
        return _unknown_source(checked, dependency)
    if source.parent != task.parent:
        return (
            "dependency.other_container",
            f"`{source.id}` does not stand in the same container as `{task.id}`.",
            "Depend on a task beside it, or on the container.",
        )
    if dependency.outcome is None:
        return None
    outcomes = outcomes_of(checked, source)
    if outcomes is None or dependency.outcome in outcomes:
        return None
    return (
        "dependency.unknown_outcome",
        f"`{source.id}` has no outcome `{dependency.outcome}`; it has {', '.join(outcomes)}.",
        suggest(dependency.outcome, outcomes),
    )


def _unknown_source(checked: Checked, dependency: Dependency) -> tuple[str, str, str | None] | None:
    if dependency.source in checked.document.raw.get("tasks", {}):
        return None  # it exists, but nothing of it could be read
    return (
        "dependency.unknown_task",
        f"There is no task `{dependency.source}`.",
        suggest(dependency.source, checked.document.tasks),
    )


def outcomes_of(checked: Checked, task: Task) -> list[str] | None:
    """Named ways in which the task can end; None: its kind or its cases cannot be read."""
    kind = checked.kind_of(task)
    if kind is None:
        return None
    cases: list[str] = []
    if kind.fields_of_role("cases"):
        if "cases" not in task.settings:
            return None
        cases = [case["name"] for case in task.settings["cases"]]
    return [*cases, *kind.outcomes, FAILED]


def no_cycles(checked: Checked) -> Iterator[Problem]:
    for ring in find_cycles(checked.graph):
        task = checked.document.tasks[ring[0]]
        yield task_problem(
            "graph.cycle",
            task,
            "depends_on",
            f"These tasks wait for each other: {say_ring(ring)}.",
            fix=f"Remove one of the dependencies, such as `{ring[-2]}` of `{task.id}`.",
        )


def chains_are_short(checked: Checked) -> Iterator[Problem]:
    chain = longest_chain(checked.graph)
    if len(chain) > checked.limits.depth:
        yield task_problem(
            "limit.depth",
            checked.document.tasks[chain[-1]],
            "depends_on",
            f"{len(chain):,} tasks wait for each other in a row, from `{chain[0]}` on; "
            f"at most {checked.limits.depth:,} may.",
        )


RULES = (has_tasks, dependencies_exist, no_cycles, chains_are_short)
