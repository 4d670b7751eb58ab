"""Ids of a list's tasks made into ours, and every place that mentions them with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from workflows.definition.json_types import JsonObject, JsonValue, TaskId

LONGEST = 64
OPENING = re.compile(r"\{[{%]")
CLOSINGS = {"{{": "}}", "{%": "%}"}
TASK_PATH = re.compile(
    r"""\btasks(?:\.(?P<dotted>[A-Za-z0-9_-]+)|\[\s*(?P<quote>['"])(?P<quoted>[^'"]+)(?P=quote)\s*\])"""
)


def slug_ids(tasks: Sequence[JsonObject]) -> list[TaskId]:
    """An id of ours for each task, in order; doubled ones get a number."""
    taken: set[TaskId] = set()
    ids = []
    for place, task in enumerate(tasks, start=1):
        wanted = slug_id(id_of(task) or str(task.get("name") or "")) or f"task_{place}"
        ids.append(free_id(wanted, taken))
        taken.add(ids[-1])
    return ids


def id_of(task: JsonObject) -> str:
    """The id as it was written; "" for none."""
    written = task.get("id", task.get("task_id", task.get("taskId")))
    return "" if written is None else str(written)


def slug_id(text: str) -> TaskId:
    """Small letters, digits and `_`, starting with a letter; "" if nothing is left."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    slug = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    if slug and not slug[0].isalpha():
        slug = f"task_{slug}"
    return slug[:LONGEST].rstrip("_")


def free_id(wanted: TaskId, taken: Collection[TaskId]) -> TaskId:
    """The id, shortened or with a number where it has to be."""
    candidate, number = wanted[:LONGEST], 1
    while candidate in taken:
        number += 1
        ending = f"_{number}"
        candidate = wanted[: LONGEST - len(ending)] + ending
    return candidate


def rewrite_references(value: JsonValue, renamed: Mapping[str, TaskId]) -> JsonValue:
    """The value with old ids in its templates replaced; other texts stay."""
    if isinstance(value, str):
        return _rewrite_template(value, renamed)
    if isinstance(value, dict):
        return {key: rewrite_references(each, renamed) for key, each in value.items()}
    if isinstance(value, list):
        return [rewrite_references(each, renamed) for each in value]
    return value


def _rewrite_template(text: str, renamed: Mapping[str, TaskId]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in expressions_in(text):
        parts += text[at:start], rewrite_expression(text[start:end], renamed)
        at = end
    return "".join([*parts, text[at:]])


def expressions_in(text: str) -> Iterator[tuple[int, int]]:
    """Where marks of templates open and close, first to last; those that never close are text."""
    # One pattern for both marks would look for each missing end from every opening anew.
    missing: set[str] = set()
    at = 0
    while found := OPENING.search(text, at):
        start, closing = found.start(), CLOSINGS[found[0]]
        end = -1 if closing in missing else text.find(closing, found.end())
        if end < 0:
            missing.add(closing)
            at = start + 1
        else:
            at = end + len(closing)
            yield start, at


def rewrite_expression(text: str, renamed: Mapping[str, TaskId]) -> str:
    """The same for a bare expression."""

    def rename(found: re.Match[str]) -> str:
        written = found["dotted"] or found["quoted"]
        return f"tasks.{renamed[written]}" if written in renamed else found[0]

    return TASK_PATH.sub(rename, text)
