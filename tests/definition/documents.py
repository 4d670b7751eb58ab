"""Builders of documents, and the problems that checking finds in them."""

from __future__ import annotations

from typing import Any

from workflows.conf import DocumentLimits
from workflows.definition.catalogue import Catalogue
from workflows.definition.document import Document
from workflows.definition.graph import Graph, graph_of
from workflows.definition.parse import load_document
from workflows.definition.validate import validate_document
from workflows.errors import Problem

LIMITS = DocumentLimits()
Raw = dict[str, Any]


def limits_of(**changes: float) -> DocumentLimits:
    return LIMITS.model_copy(update=changes)


def transform(**fields: Any) -> Raw:
    """A task of which nobody says anything."""
    return {"kind": "transform", "value": 1, **fields}


def raw_of(tasks: Raw | None = None, **fields: Any) -> Raw:
    return {
        "schema": 1,
        "name": "Orders",
        "tasks": {"fetch": transform()} if tasks is None else tasks,
        **fields,
    }


def raw_of_edges(*edges: str) -> Raw:
    """Transforms that wait for each other: `plan>draft` lets draft wait for plan."""
    tasks: Raw = {}
    for edge in edges:
        source, _, target = edge.partition(">")
        for name in filter(None, (source, target)):
            tasks.setdefault(name, transform(depends_on=[]))
        if target:
            tasks[target]["depends_on"].append(source)
    return raw_of(tasks)


def document_of(*edges: str) -> Document:
    return load_document(raw_of_edges(*edges), limits=LIMITS)


def graph_of_edges(*edges: str) -> Graph:
    return graph_of(document_of(*edges))


def problems_of(
    raw: Raw, catalogue: Catalogue | None = None, limits: DocumentLimits = LIMITS
) -> list[Problem]:
    return validate_document(raw, limits=limits, catalogue=catalogue)


def places_of(problems: list[Problem]) -> set[tuple[str, str]]:
    """Code and path of each problem."""
    return {(each.code, each.path) for each in problems}


def codes_of(raw: Raw, **changes: float) -> set[str]:
    return {each.code for each in problems_of(raw, limits=limits_of(**changes))}
