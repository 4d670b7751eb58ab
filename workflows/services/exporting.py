"""Drafts as files: the text that import reads back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from workflows.access import Capability, workflow_for
from workflows.definition.fields import DOCUMENT_FIELDS, TASK_FIELDS
from workflows.definition.json_types import JsonObject
from workflows.definition.writing import write_yaml
from workflows.drafts import drafts
from workflows.models import User

# As people write them: the head before the tasks, and the tasks before what is made of them.
HEAD = ("schema", "name", "description", "tags", "inputs", "settings", "tasks", "outputs")


def export_text(*, user: User, workflow_id: UUID, form: Literal["yaml", "json"]) -> str:
    """The draft, with the keys in the order in which people write them."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    return document_text(drafts().read(workflow).document, form)


def document_text(document: JsonObject, form: Literal["yaml", "json"]) -> str:
    ordered = _ordered(document, (*HEAD, *DOCUMENT_FIELDS))
    if isinstance(tasks := ordered.get("tasks"), dict):
        ordered["tasks"] = {
            name: _ordered(task, TASK_FIELDS) if isinstance(task, dict) else task
            for name, task in tasks.items()
        }
    if form == "yaml":
        return write_yaml(ordered)
    return json.dumps(ordered, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _ordered(values: JsonObject, order: Iterable[str]) -> JsonObject:
    known = {name: values[name] for name in order if name in values}
    return known | values
