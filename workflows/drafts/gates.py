"""What no draft may contain: everything else may be unfinished and is a problem to be shown."""

from __future__ import annotations

from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.validate import validate_document
from workflows.errors import DocumentInvalid

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


def check_draft(document: JsonObject) -> None:
    """
    Raises:
        DocumentInvalid: `.problems` are those that keep the document from being a draft.
    """
    found = validate_document(document, limits=config().limits)
    problems = [problem for problem in found if problem.code in GATES]
    if problems:
        raise DocumentInvalid(problems=problems)
