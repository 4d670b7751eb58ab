"""Documents in a few words, for tests of the rules."""

from __future__ import annotations

from typing import Any

from workflows.conf import DocumentLimits
from workflows.definition.document import Document
from workflows.definition.parse import load_document
from workflows.planning.plan import Plan, compile_plan


def raw_of(*edges: str, **tasks: dict[str, Any]) -> dict[str, Any]:
    """`a>b` makes b wait for a, `a.failed>b` for an outcome; keywords give a task's fields."""
    found: dict[str, dict[str, Any]] = {}
    for edge in edges:
        source, arrow, target = edge.partition(">")
        found.setdefault(source.partition(".")[0], {})
        if arrow:
            found.setdefault(target, {}).setdefault("depends_on", []).append(source)
    for task, fields in tasks.items():
        found.setdefault(task, {}).update(fields)
    for fields in found.values():
        if "kind" not in fields:
            fields |= {"kind": "transform", "value": 1}
    return {"schema": 1, "name": "test", "tasks": found}


def document_of(*edges: str, **tasks: dict[str, Any]) -> Document:
    return load_document(raw_of(*edges, **tasks), limits=DocumentLimits())


def plan_of(*edges: str, **tasks: dict[str, Any]) -> Plan:
    return compile_plan(document_of(*edges, **tasks))


def branch(*cases: str) -> dict[str, Any]:
    return {"kind": "branch", "cases": [{"name": case, "when": "true"} for case in cases]}
