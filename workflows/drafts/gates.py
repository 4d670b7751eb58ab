"""What no draft may contain: everything else may be unfinished and is a problem to be shown."""

from __future__ import annotations

from workflows.conf import config
from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import json_pointer
from workflows.definition.parse import check_size
from workflows.definition.validate import validate_document
from workflows.errors import DocumentInvalid, Problem

# What could not be stored, shown or laid out for editing, and references that lead nowhere:
# dangling dependencies may come from merges only.
GATES = frozenset(
    {
        "dependency.unknown_outcome",
        "dependency.unknown_task",
        "document.schema_version",
        "field.type",
        "json.depth",
        "json.number",
        "json.text",
        "json.type",
        "limit.bytes",
        "limit.name_chars",
        "limit.tasks",
        "task.id",
    }
)

DEPENDENCIES = frozenset({"dependency.unknown_outcome", "dependency.unknown_task"})

# Without these nothing could be listed or opened; an empty set of tasks is a beginning.
HEAD = frozenset({"/name", "/schema", "/tasks"})
BEGINNING = "document.no_tasks"


def check_draft(document: JsonObject) -> None:
    """
    Raises:
        DocumentInvalid: `.problems` are those that keep the document from being a draft.
    """
    problems = _gating(document)
    if problems:
        raise DocumentInvalid(problems=problems)


def check_changes(
    document: JsonObject, *, tasks: frozenset[TaskId], around: frozenset[str]
) -> None:
    """
    The same for what differs from the draft before: what was wrong already keeps nobody from
    editing something else. The cost follows the change.

    Args:
        tasks: ids of the tasks that are new, changed or gone.
        around: keys beside `tasks` that are new, changed or gone.

    Raises:
        DocumentInvalid: `.problems` are those that keep the document from being a draft.
    """
    too_large = check_size(document, config().limits)
    if too_large:
        raise DocumentInvalid(problems=too_large)
    places = {json_pointer(key) for key in ("tasks", *around)}

    def concerns(problem: Problem) -> bool:
        if problem.task is None:
            return f"/{problem.path.split('/')[1]}" in places if problem.path else True
        return problem.task in tasks or problem.code in DEPENDENCIES

    found = {(p.code, p.path) for p in _gating(_part_around(document, tasks)) if concerns(p)}
    if found:
        # Said about the whole document: suggestions know all of its tasks.
        problems = [p for p in _gating(document) if (p.code, p.path) in found]
        raise DocumentInvalid(problems=problems)


def _gating(document: JsonObject) -> list[Problem]:
    found = validate_document(document, limits=config().limits)
    return [problem for problem in found if gates(problem)]


def _part_around(document: JsonObject, changed: frozenset[TaskId]) -> JsonObject:
    """The document with the changed tasks, those that wait for them, and what all these name."""
    tasks = document.get("tasks")
    if not isinstance(tasks, dict):
        return document
    looked_at = {
        task_id: task
        for task_id, task in tasks.items()
        if task_id in changed or not changed.isdisjoint(_sources_of(task))
    }
    named = {source for task in looked_at.values() for source in _sources_of(task)}
    sources = {
        task_id: _without_dependencies(tasks[task_id])
        for task_id in named - looked_at.keys()
        if task_id in tasks
    }
    return {**document, "tasks": {**sources, **looked_at}}


def _sources_of(task: JsonValue) -> set[TaskId]:
    written = task.get("depends_on") if isinstance(task, dict) else None
    texts = written if isinstance(written, list) else []
    return {text.partition(".")[0] for text in texts if isinstance(text, str)}


def _without_dependencies(task: JsonValue) -> JsonValue:
    if not isinstance(task, dict):
        return task
    return {key: value for key, value in task.items() if key != "depends_on"}


def gates(problem: Problem) -> bool:
    is_head = problem.path in HEAD and problem.severity == "error" and problem.code != BEGINNING
    return is_head or problem.code in GATES
