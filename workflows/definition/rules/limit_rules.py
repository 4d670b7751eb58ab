"""Bounds; each is crossed by the first value above it."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem

LONGEST_S = 10 * 366 * 86_400
LARGEST_COUNT = 1_000_000


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


def numbers_can_be_kept(checked: Checked) -> Iterator[Problem]:
    """Times and counts that no calendar or database column could hold where a run needs them."""
    settings = checked.document.settings
    for name, value in (("timeout_s", settings.timeout_s), ("max_parallel", settings.max_parallel)):
        if message := _too_large(name, value):
            yield problem("limit.number", message, f"/settings/{name}")
    for task in checked.document.tasks.values():
        numbers = {
            "retry/initial_delay_s": task.retry.initial_delay_s,
            "retry/max_delay_s": task.retry.max_delay_s,
            "cache/ttl_s": task.cache_ttl_s,
        }
        if task.kind == "approval":
            numbers |= {name: task.settings.get(name) for name in ("deadline_s", "needed")}
        for name, value in numbers.items():
            if message := _too_large(name, value):
                yield task_problem("limit.number", task, name, message)


def _too_large(name: str, value: float | None) -> str | None:
    most, what = (LONGEST_S, "s") if name.endswith("_s") else (LARGEST_COUNT, "")
    return None if value is None or value <= most else f"At most {most:,} {what}".strip() + "."


RULES = (
    names_are_short,
    timeouts_are_bounded,
    attempts_are_bounded,
    turns_are_bounded,
    lists_are_bounded,
    numbers_can_be_kept,
)
