"""Advice: nothing here keeps a workflow from running."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.definition.document import Task
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem

LONG_S = 300
# fmt: off
VAGUE_NAMES = frozenset({
    "agent", "do", "function", "http", "job", "misc", "new", "next", "node", "other", "process",
    "run", "something", "step", "stuff", "task", "test", "thing", "things", "todo", "untitled",
    "work",
})
# fmt: on
# What a palette or a copy gives, and nobody renamed: `Task 3`, `New task`, `Copy of step_2`.
NUMBERED = re.compile(r"(?:(?:copy of|new|my) )?([a-z]+)[\s_-]*\d*\Z")
BROAD_WORDS = re.compile(
    r"\b(everything|anything|whole (?:app|application|project|system|thing)|"
    r"(?:entire|complete|full) (?:app|application|project|system))\b"
)
JOINING_WORDS = re.compile(r"\band\b|\bthen\b|[,;&]")
MOST_JOINED = 2


def names_say_what_is_done(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        numbered = NUMBERED.match(task.name.strip().lower())
        if numbered and numbered[1] in VAGUE_NAMES:
            yield task_problem(
                "hint.vague_name",
                task,
                "name",
                f"“{task.name}” does not say what the task does.",
                fix="Name it by its result, such as “Fetch orders”.",
            )


def tasks_do_one_thing(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        name = task.name.lower()
        if BROAD_WORDS.search(name) or len(JOINING_WORDS.findall(name)) >= MOST_JOINED:
            yield task_problem(
                "hint.broad_name",
                task,
                "name",
                f"“{task.name}” sounds like several tasks in one.",
                fix="Split it: smaller tasks run side by side and are retried alone.",
            )


def work_has_a_timeout(checked: Checked) -> Iterator[Problem]:
    for task in _working_tasks(checked):
        if task.timeout_s is None:
            seconds = _default_timeout_s(checked, task)
            yield task_problem(
                "hint.no_timeout",
                task,
                "timeout_s",
                f"No time-out is set; an attempt is stopped after {seconds:g} s.",
            )


def work_is_short(checked: Checked) -> Iterator[Problem]:
    for task in _working_tasks(checked):
        if task.timeout_s is not None and task.timeout_s > LONG_S:
            yield task_problem(
                "hint.long",
                task,
                "timeout_s",
                f"“{task.name}” is expected to take more than five minutes.",
                fix="Split it: what was done is lost when an attempt fails.",
            )


def remote_work_is_retried(checked: Checked) -> Iterator[Problem]:
    for task in _working_tasks(checked):
        kind = checked.kind_of(task)
        if kind is not None and kind.is_remote and task.retry.max_attempts == 1:
            yield task_problem(
                "hint.no_retry",
                task,
                "retry/max_attempts",
                f"“{task.name}” waits for a service that may be busy, and is not retried.",
                fix="Set retry.max_attempts to 3.",
            )


def _working_tasks(checked: Checked) -> Iterator[Task]:
    for task in checked.document.tasks.values():
        kind = checked.kind_of(task)
        if kind is not None and kind.computes:
            yield task


def _default_timeout_s(checked: Checked, task: Task) -> float:
    limits = checked.limits
    return limits.model_timeout_s if task.kind == "agent" else limits.timeout_s


RULES = (
    names_say_what_is_done,
    tasks_do_one_thing,
    work_has_a_timeout,
    work_is_short,
    remote_work_is_retried,
)
