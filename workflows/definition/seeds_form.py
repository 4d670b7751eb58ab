"""
Documents whose tasks are a list, made into documents of schema 1.

Understood are three dialects of other orchestrators: `agentId`, `type`, `retryPolicy` and times in
milliseconds; `content`, `requirements`, `task_type`; `method`, `params`, times in seconds and
priorities where higher goes first. Every change is noted as a hint.
"""

from __future__ import annotations

from workflows.definition.document import SCHEMA
from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import json_pointer
from workflows.definition.list_form.containers import wrap_in_container
from workflows.definition.list_form.fields import MOVES, Move
from workflows.definition.list_form.ids import id_of, rewrite_references, slug_ids
from workflows.definition.problem_codes import problem
from workflows.errors import Problem

METADATA = ("author", "created")


def is_list_form(raw: JsonValue) -> bool:
    """Whether `import_list_form` is to be asked before `parse_document`."""
    return isinstance(raw, dict) and isinstance(raw.get("tasks"), list)


def import_list_form(raw: JsonObject) -> tuple[JsonObject, list[Problem]]:
    """
    The document in our form, and a hint for each thing that was changed.

    The author's own `id`, `version`, `author` and `created` stay, as do keys nobody knows. The
    result need not be valid: check it as any other document. Entries that are no objects are lost.
    """
    tasks = [task for task in raw["tasks"] if isinstance(task, dict)]
    ids = slug_ids(tasks)
    renamed = {id_of(task): new for task, new in zip(tasks, ids, strict=True) if id_of(task)}
    document, notices = _import_head(raw)
    document["tasks"] = {}
    for task, new_id in zip(tasks, ids, strict=True):
        move = _import_task(task, new_id, renamed)
        document["tasks"] |= wrap_in_container(move, {*ids, *document["tasks"]})
        notices += move.notices
    if "outputs" in raw:
        document["outputs"] = rewrite_references(raw["outputs"], renamed)
    return document, notices


def _import_head(raw: JsonObject) -> tuple[JsonObject, list[Problem]]:
    kept = {key: value for key, value in raw.items() if key not in ("tasks", "metadata")}
    metadata = raw.get("metadata")
    if isinstance(metadata, dict):
        for key in (*METADATA, "tags"):
            if key in metadata:
                kept.setdefault(key, metadata[key])
        rest = {k: v for k, v in metadata.items() if k not in (*METADATA, "tags")}
        if rest:
            kept["metadata"] = rest
    elif metadata is not None:
        kept["metadata"] = metadata
    name = kept.pop("name", None) or kept.get("id") or "Imported workflow"
    head = {"schema": SCHEMA, "name": str(name), **{k: v for k, v in kept.items() if k != "schema"}}
    return head, [problem("import.form", "The list of tasks was made into schema 1.", "/tasks")]


def _import_task(task: JsonObject, new_id: TaskId, renamed: dict[str, TaskId]) -> Move:
    move = Move(new_id, {k: v for k, v in task.items() if k not in ID_KEYS}, renamed)
    if id_of(task) != new_id:
        path = json_pointer("tasks", new_id)
        message = f"`{id_of(task) or task.get('name', 'A task')}` has the id `{new_id}` now."
        move.notices.append(problem("import.id", message, path, task=new_id))
    for step in MOVES:
        step(move)
    move.new = {**move.new, **{k: v for k, v in move.old.items() if k not in move.new}}
    return move


ID_KEYS = ("id", "task_id", "taskId")
