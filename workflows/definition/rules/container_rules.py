"""Tasks inside tasks."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.graph import containers_around, find_rings
from workflows.definition.rules.checked import Checked, say_ring, task_problem
from workflows.definition.suggestions import suggest
from workflows.errors import Problem


def parents_are_containers(checked: Checked) -> Iterator[Problem]:
    tasks = checked.document.tasks
    for task in tasks.values():
        if task.parent is None or task.parent in tasks:
            continue
        if task.parent not in checked.document.raw["tasks"]:
            yield task_problem(
                "parent.unknown",
                task,
                "parent",
                f"There is no task `{task.parent}`.",
                fix=suggest(task.parent, tasks),
            )
    for task in tasks.values():
        parent = tasks.get(task.parent or "")
        if parent is not None and checked.kind_of(parent) and not checked.is_container(parent):
            containers = [k.name for k in checked.catalogue.kinds.values() if k.is_container]
            yield task_problem(
                "parent.not_container",
                task,
                "parent",
                f"`{parent.id}` is of kind {parent.kind}; only {' and '.join(containers)} "
                "hold other tasks.",
            )


def parents_form_no_ring(checked: Checked) -> Iterator[Problem]:
    tasks = checked.document.tasks
    parents = {
        task.id: (task.parent,) if task.parent is not None and task.parent in tasks else ()
        for task in tasks.values()
    }
    for ring in find_rings(parents):
        yield task_problem(
            "parent.cycle",
            tasks[ring[0]],
            "parent",
            f"These containers stand inside each other: {say_ring(ring)}.",
        )


def containers_hold_tasks(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        if checked.is_container(task) and not checked.graph.children.get(task.id):
            yield task_problem(
                "container.empty",
                task,
                "",
                f"“{task.name}” holds no tasks.",
                fix=f"Add a task with `parent: {task.id}`.",
            )


def nesting_is_shallow(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        if not checked.is_container(task):
            continue
        level = len(containers_around(checked.graph, task.id)) + 1
        if level > checked.limits.nesting:
            yield task_problem(
                "limit.nesting",
                task,
                "parent",
                f"“{task.name}” is container number {level} inside each other; "
                f"at most {checked.limits.nesting} may be.",
            )


RULES = (
    parents_are_containers,
    parents_form_no_ring,
    containers_hold_tasks,
    nesting_is_shallow,
)
