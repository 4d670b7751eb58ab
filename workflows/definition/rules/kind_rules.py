"""What single kinds ask for beyond the shape of their settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from workflows.definition.document import FAILED, Task
from workflows.definition.expressions import has_syntax
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)


def _tasks_of_kind(checked: Checked, kind: str) -> Iterator[Task]:
    return (task for task in checked.document.tasks.values() if task.kind == kind)


def names_are_unique(checked: Checked) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for task in checked.document.tasks.values():
        name = task.name.strip()
        if name in first:
            yield task_problem(
                "task.duplicate_name",
                task,
                "name",
                f"“{name}” is also the name of `{first[name]}`.",
                fix="Give one of them another name.",
            )
        first.setdefault(name, task.id)


def cases_are_unique(checked: Checked) -> Iterator[Problem]:
    for task in _tasks_of_kind(checked, "branch"):
        seen: set[str] = set()
        for i, case in enumerate(task.settings.get("cases", ())):
            if case["name"] in seen:
                yield task_problem(
                    "branch.duplicate_case",
                    task,
                    f"cases/{i}/name",
                    f"There are two cases `{case['name']}`.",
                )
            seen.add(case["name"])


def cases_are_not_reserved(checked: Checked) -> Iterator[Problem]:
    for task in _tasks_of_kind(checked, "branch"):
        for i, case in enumerate(task.settings.get("cases", ())):
            if case["name"] == FAILED:
                yield task_problem(
                    "branch.reserved_case",
                    task,
                    f"cases/{i}/name",
                    "Every task has an outcome `failed`; a case needs another name.",
                )


def approvals_can_be_given(checked: Checked) -> Iterator[Problem]:
    for task in _tasks_of_kind(checked, "approval"):
        people = task.settings.get("assignees", ())
        # Roles and templates may stand for any number of people.
        countable = not any(each.startswith("role:") or has_syntax(each) for each in people)
        needed = task.settings.get("needed", 1)
        if people and countable and needed > len(people):
            yield task_problem(
                "approval.too_few",
                task,
                "needed",
                f"{needed} approvals are needed, but only {len(people)} people may give one.",
            )


def reminders_come_before_deadlines(checked: Checked) -> Iterator[Problem]:
    for task in _tasks_of_kind(checked, "approval"):
        every_s, deadline_s = task.settings.get("remind_every_s"), task.settings.get("deadline_s")
        if every_s is not None and deadline_s is not None and every_s >= deadline_s:
            yield task_problem(
                "approval.late_reminder",
                task,
                "remind_every_s",
                f"The deadline is after {deadline_s:g} s, so nobody is ever reminded.",
                fix="Remind sooner, or give more time.",
            )


def other_agents_take_over_from_agents(checked: Checked) -> Iterator[Problem]:
    for task in checked.document.tasks.values():
        if task.on_error.agent is not None and task.kind != "agent" and checked.kind_of(task):
            yield task_problem(
                "field.no_effect",
                task,
                "on_error/agent",
                "Another agent can take over from an agent only; this has no effect.",
                fix="Give an output instead, or depend on the task's `failed`.",
            )


def times_are_times(checked: Checked) -> Iterator[Problem]:
    for task in _tasks_of_kind(checked, "wait"):
        until = task.settings.get("until")
        if until is not None and not has_syntax(until) and not is_time(until):
            yield task_problem(
                "wait.time",
                task,
                "until",
                f"`{until[:80]}` is no time with a zone (RFC 3339).",
                fix="Write it like 2030-01-01T09:00:00Z.",
            )
        duration = task.settings.get("duration_s")
        if isinstance(duration, str) and not has_syntax(duration):
            yield task_problem(
                "wait.time", task, "duration_s", f"`{duration[:80]}` is no number of seconds.",
                fix="Write the number without quotes.",
            )  # fmt: skip


def is_time(text: str) -> bool:
    """Whether a text is a time as RFC 3339 writes it, zone included."""
    if not RFC_3339.match(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


RULES = (
    names_are_unique,
    cases_are_unique,
    cases_are_not_reserved,
    approvals_can_be_given,
    reminders_come_before_deadlines,
    other_agents_take_over_from_agents,
    times_are_times,
)
