"""Bounds; each is crossed by the first value above it."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem


def names_are_short(checked: Checked) -> Iterator[Problem]:
    most = checked.limits.name_chars
    message = f"The name has more than {most} characters."
    if len(checked.document.name) > most:
        yield problem("limit.name_chars", message, "/name")
    for task in checked.document.tasks.values():
        if len(task.name) > most:
            yield task_problem("limit.name_chars", task, "name", message)


def timeouts_are_bounded(checked: Checked) -> Iterator[Problem]:
    most = checked.limits.max_timeout_s
    for task in checked.document.tasks.values():
        if task.timeout_s is not None and task.timeout_s > most:
            yield task_problem(
                "limit.timeout_s", task, "timeout_s", f"An attempt may take at most {most:,g} s."
            )


def attempts_are_bounded(checked: Checked) -> Iterator[Problem]:
    most = checked.limits.max_attempts
    for task in checked.document.tasks.values():
        if task.retry.max_attempts > most:
            yield task_problem(
                "limit.max_attempts",
                task,
                "retry/max_attempts",
                f"A task may be tried at most {most} times.",
            )


def turns_are_bounded(checked: Checked) -> Iterator[Problem]:
    most = checked.limits.loop_turns
    for task in checked.document.tasks.values():
        if task.kind == "loop" and task.settings.get("max_turns", 0) > most:
            yield task_problem(
                "limit.loop_turns", task, "max_turns", f"A loop may have at most {most:,} turns."
            )


def lists_are_bounded(checked: Checked) -> Iterator[Problem]:
    most = checked.limits.map_items
    for task in checked.document.tasks.values():
        over = task.settings.get("over") if task.kind == "map" else None
        if isinstance(over, list) and len(over) > most:
            yield task_problem(
                "limit.map_items", task, "over", f"A map may have at most {most:,} items."
            )


RULES = (
    names_are_short,
    timeouts_are_bounded,
    attempts_are_bounded,
    turns_are_bounded,
    lists_are_bounded,
)
