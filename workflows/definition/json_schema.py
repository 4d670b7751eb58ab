"""The published JSON Schema of a document, made of the fields of tasks and of their kinds."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.definition.fields import (
    DOCUMENT_FIELDS,
    DOCUMENT_REQUIRED,
    TASK_FIELDS,
    TASK_IDS,
    TASK_REQUIRED,
)
from workflows.definition.json_types import JsonObject
from workflows.definition.kinds import KINDS, Kind
from workflows.definition.kinds.kind import schema_of_fields

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def task_schema(kind: Kind | None) -> JsonObject:
    """JSON Schema of one task of that kind; None: the fields that all kinds share."""
    shared: JsonObject = {"type": "object", "required": TASK_REQUIRED, "properties": TASK_FIELDS}
    if kind is None:
        return shared
    own = schema_of_fields(kind)
    return {
        **own,
        "required": TASK_REQUIRED + own.get("required", []),
        "properties": TASK_FIELDS | {"kind": {"const": kind.name}} | own["properties"],
    }


def document_schema(kinds: Mapping[str, Kind] = KINDS) -> JsonObject:
    """
    JSON Schema 2020-12 of a whole document, with titles, help, defaults and units for forms.

    Keys it does not name are allowed: they are kept. Beyond JSON Schema it uses `x-unit`, `x-role`
    (template, condition, schema …), `x-source` (what a choice is read from), `x-widget`.
    """
    return {
        "$schema": DIALECT,
        "title": "Workflow document",
        "type": "object",
        "required": DOCUMENT_REQUIRED,
        "properties": DOCUMENT_FIELDS
        | {
            "tasks": {
                "title": "Tasks",
                "type": "object",
                "propertyNames": TASK_IDS,
                "additionalProperties": {"$ref": "#/$defs/task"},
            }
        },
        "$defs": {"task": _any_task(kinds)}
        | {f"task_{name}": task_schema(kind) for name, kind in kinds.items()},
    }


def _any_task(kinds: Mapping[str, Kind]) -> JsonObject:
    choices = [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": {"$ref": f"#/$defs/task_{name}"},
        }
        for name in kinds
    ]
    kind = {"enum": list(kinds)}
    return {
        "type": "object",
        "required": TASK_REQUIRED,
        "properties": {"kind": kind},
        "allOf": choices,
    }
