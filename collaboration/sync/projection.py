"""
The workflow document that a shared document stands for.

Total and pure: whatever merging left is projected without an error, and replicas that hold the same
give the same, keys in the same order. Cycles, doubled names and unknown outcomes stay: they are
problems, which gate publishing. Only an edge that has lost one of its tasks is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from collaboration.sync.edges import Edge, read_edge
from collaboration.sync.layout import EDGES, GROUPS, META, NOTES, SCHEMA, TASKS, WORKFLOW, gather
from collaboration.sync.roots import SharedDoc, root
from workflows.definition.canonical import normalise
from workflows.definition.json_types import JsonObject, JsonValue


def project(doc: SharedDoc) -> JsonObject:
    """The document, normalised as its canonical form is."""
    with doc.transaction():
        schema = _read(doc, META).get("schema")
        around = gather(WORKFLOW, _read(doc, WORKFLOW))
        tasks = {
            task_id: gather(TASKS, task) for task_id, task in _objects_in(_read(doc, TASKS)).items()
        }
        notes = _entries(doc, NOTES)
        groups = _entries(doc, GROUPS)
        edges = _edges_in(doc)
    _add_dependencies(tasks, edges)
    # A list of tasks comes last: people look at what stands around it first.
    document = {"schema": schema if _is_schema(schema) else SCHEMA, **around, "tasks": tasks}
    return normalise(document | {"notes": notes, "groups": groups})


def dangling_edges(doc: SharedDoc) -> tuple[Edge, ...]:
    """Edges left behind by a merge: one of their tasks is gone. In order of their ids."""
    with doc.transaction():
        tasks = _objects_in(_read(doc, TASKS))
        edges = _edges_in(doc)
    return tuple(edge for edge in edges if not _stands(edge, tasks))


def generation_of(doc: SharedDoc) -> int | None:
    """Which of the documents that this workflow has had; None: it was never written."""
    generation = _read(doc, META).get("generation")
    return generation if _is_schema(generation) else None


def _is_schema(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _read(doc: SharedDoc, name: str) -> JsonObject:
    # Written as JSON by native code: fifty times faster than asking for value after value.
    found: JsonObject = json.loads(str(root(doc, name)), object_pairs_hook=_in_order)
    return found


def _in_order(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    return dict(sorted(pairs)) if len(pairs) > 1 else dict(pairs)


def _objects_in(entries: JsonObject) -> dict[str, JsonObject]:
    return {key: each for key, each in entries.items() if isinstance(each, dict)}


def _entries(doc: SharedDoc, name: str) -> JsonObject:
    return {
        key: gather(name, each) if isinstance(each, dict) else each
        for key, each in _read(doc, name).items()
    }


def _edges_in(doc: SharedDoc) -> list[Edge]:
    found = (read_edge(edge_id) for edge_id in _read(doc, EDGES))
    return [edge for edge in found if edge is not None]


def _stands(edge: Edge, tasks: Mapping[str, JsonObject]) -> bool:
    return edge.source in tasks and edge.target in tasks


def _add_dependencies(tasks: dict[str, JsonObject], edges: list[Edge]) -> None:
    for edge in edges:
        if _stands(edge, tasks):
            tasks[edge.target].setdefault("depends_on", []).append(edge.waits_for)
