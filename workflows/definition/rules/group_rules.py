"""
Frames around tasks on the canvas.

They say nothing about what runs: what is wrong with one never keeps a workflow from being
published, it is shown as far as it can be. Keys that nothing reads stay without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows.definition.document import Task
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import json_pointer
from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked, task_problem
from workflows.errors import Problem

COLORS = ("gray", "red", "amber", "green", "blue", "purple")
# As many as the shared document takes.
MOST_GROUPS = 2_000


def groups_have_their_shape(checked: Checked) -> Iterator[Problem]:
    for group_id, group in _groups(checked).items():
        if not isinstance(group, dict):
            yield problem("group.shape", "A group is an object.", json_pointer("groups", group_id))
            continue
        for field, message in _wrong_fields(group, checked.limits.name_chars):
            yield problem("group.shape", message, json_pointer("groups", group_id, field))


def _wrong_fields(group: JsonObject, name_chars: int) -> Iterator[tuple[str, str]]:
    name = group.get("name", "")
    if not isinstance(name, str) or len(name) > name_chars:
        yield "name", f"The name of a group is a text of at most {name_chars} characters."
    if "color" in group and group["color"] not in COLORS:
        yield "color", f"The color of a group is one of {', '.join(COLORS)}."
    if not isinstance(group.get("collapsed", False), bool):
        yield "collapsed", "`collapsed` is true or false."
    if "position" in group and not _is_place(group["position"]):
        yield "position", "The place of a group is two numbers."


def _is_place(value: JsonValue) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(each, int | float) and not isinstance(each, bool) for each in value)
    )


def tasks_stand_in_groups_that_exist(checked: Checked) -> Iterator[Problem]:
    groups = _groups(checked)
    for task in checked.document.tasks.values():
        group = _group_of(checked, task)
        if group is None:
            continue
        if task.parent is not None:
            yield task_problem(
                "group.container",
                task,
                "group",
                "Groups hold tasks outside containers; this one stands in a container.",
                fix="Leave `group` out, or group the container.",
            )
        elif group not in groups:
            yield task_problem(
                "group.unknown", task, "group", f"There is no group “{group}”.", fix="Leave it out."
            )


def groups_are_bounded(checked: Checked) -> Iterator[Problem]:
    if len(_groups(checked)) > MOST_GROUPS:
        yield problem("limit.groups", f"There may be at most {MOST_GROUPS:,} groups.", "/groups")


def _groups(checked: Checked) -> JsonObject:
    groups = checked.document.raw.get("groups")
    return groups if isinstance(groups, dict) else {}


def _group_of(checked: Checked, task: Task) -> str | None:
    group = checked.document.raw["tasks"][task.id].get("group")
    return group if isinstance(group, str) else None


RULES = (groups_have_their_shape, tasks_stand_in_groups_that_exist, groups_are_bounded)
