"""
Tasks that no run can reach, found by what each dependency could at best become.

Only what is certain is said: a dependency on a task that never runs can be skipped (plain) or dead
(an outcome), never taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.definition.document import Dependency, Task
from workflows.definition.json_types import TaskId
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem


@dataclass(frozen=True, slots=True)
class Reach:
    """Tasks that never run, with the reason; cases that are never taken."""

    never: dict[TaskId, str] = field(default_factory=dict)
    untaken: set[Dependency] = field(default_factory=set)


def tasks_can_be_reached(checked: Checked) -> Iterator[Problem]:
    reach = _reach_of(checked)
    for task_id, reason in reach.never.items():
        task = checked.document.tasks[task_id]
        if not task.disabled:
            yield task_problem(
                "graph.unreachable", task, "", f"“{task.name}” can never run: {reason}."
            )


def cases_can_be_taken(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        for i, name in _untaken_cases(task):
            yield task_problem(
                "graph.unreachable_case",
                task,
                f"cases/{i}",
                f"The case `{name}` is never taken: it is false, or one before it always holds.",
            )


def _untaken_cases(task: Task) -> Iterator[tuple[int, str]]:
    over = False
    for i, case in enumerate(task.settings.get("cases", ()) if task.kind == "branch" else ()):
        when = case["when"].strip().lower()
        if over or when == "false":
            yield i, case["name"]
        over = over or when == "true"


def _reach_of(checked: Checked) -> Reach:
    reach = Reach()
    for task in checked.document.tasks.values():
        reach.untaken.update(Dependency(task.id, name) for _, name in _untaken_cases(task))
    for task_id in checked.graph.order:
        reason = _why_never(checked, checked.document.tasks[task_id], reach)
        if reason:
            reach.never[task_id] = reason
    return reach


def _why_never(checked: Checked, task: Task, reach: Reach) -> str:
    if task.disabled:
        return "it is disabled"
    if task.when is not None and task.when.strip().lower() == "false":
        return "its condition is false"
    known = [d for d in task.depends_on if d.source in checked.graph.sources[task.id]]
    if not known or len(known) < len(task.depends_on) or task.join == "always":
        return ""
    untaken = [d for d in known if d.source in reach.never or d in reach.untaken]
    if len(untaken) == len(known):
        return _say(checked, untaken[0], reach)
    if task.join == "all":
        for dependency in untaken:
            if dependency.outcome is not None and not _may_be_made_up(
                checked, dependency, known, untaken
            ):
                return _say(checked, dependency, reach)
    return ""


def _may_be_made_up(
    checked: Checked, dead: Dependency, known: list[Dependency], untaken: list[Dependency]
) -> bool:
    """Any outcome that is taken makes up for a dead one; so does what comes from the same fork."""
    return any(
        other.outcome is not None or checked.upstream.share_ancestor(dead.source, other.source)
        for other in known
        if other not in untaken
    )


def _say(checked: Checked, dependency: Dependency, reach: Reach) -> str:
    source = checked.document.tasks[dependency.source]
    if source.id in reach.never:
        return f"“{source.name}” never runs"
    return f"“{source.name}” never ends with `{dependency.outcome}`"


RULES = (tasks_can_be_reached, cases_can_be_taken)
