"""What no draft may contain: everything else may be unfinished and is a problem to be shown."""

from __future__ import annotations

from workflows.conf import config
from workflows.definition.json_types import JsonObject
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


# Without these nothing could be listed or opened; an empty set of tasks is a beginning.
HEAD = frozenset({"/name", "/schema", "/tasks"})
BEGINNING = "document.no_tasks"


def check_draft(document: JsonObject) -> None:
    """
    Raises:
        DocumentInvalid: `.problems` are those that keep the document from being a draft.
    """
    found = validate_document(document, limits=config().limits)
    problems = [problem for problem in found if gates(problem)]
    if problems:
        raise DocumentInvalid(problems=problems)


def gates(problem: Problem) -> bool:
    is_head = problem.path in HEAD and problem.severity == "error" and problem.code != BEGINNING
    return is_head or problem.code in GATES
