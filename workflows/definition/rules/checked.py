"""What every rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from workflows.conf import DocumentLimits
from workflows.definition.catalogue import Catalogue
from workflows.definition.document import Document, Task
from workflows.definition.graph import Graph, Upstream, graph_of, upstream_sets
from workflows.definition.json_types import TaskId
from workflows.definition.json_values import json_pointer
from workflows.definition.kinds import Kind
from workflows.definition.problem_codes import problem
from workflows.errors import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A document under examination, with its graph."""

    document: Document
    graph: Graph
    upstream: Upstream
    limits: DocumentLimits
    catalogue: Catalogue

    @classmethod
    def of(cls, document: Document, limits: DocumentLimits, catalogue: Catalogue) -> Checked:
        graph = graph_of(document)
        return cls(document, graph, upstream_sets(graph), limits, catalogue)

    def kind_of(self, task: Task) -> Kind | None:
        return self.catalogue.kinds.get(task.kind)

    def is_container(self, task: Task) -> bool:
        kind = self.kind_of(task)
        return kind is not None and kind.is_container


MOST_SHOWN = 20
Rule: TypeAlias = Callable[[Checked], Iterable[Problem]]


def task_problem(
    code: str, task: Task, field: str, message: str, *, fix: str | None = None
) -> Problem:
    """A problem of one field of a task; `field` may go deeper with slashes."""
    path = json_pointer("tasks", task.id, *field.split("/")) if field else task_path(task)
    return problem(code, message, path, task=task.id, fix=fix)


def task_path(task: Task) -> str:
    return json_pointer("tasks", task.id)


def dependency_places(checked: Checked, task: Task) -> dict[str, str]:
    """For each dependency the field of the document where it stands first."""
    written = checked.document.raw["tasks"][task.id].get("depends_on", ())
    places: dict[str, str] = {}
    for i, text in enumerate(written):
        places.setdefault(text, f"depends_on/{i}")
    return places


def say_ring(ring: list[TaskId]) -> str:
    """A cycle as a path; of a long one its two ends."""
    shown = (
        ring if len(ring) <= MOST_SHOWN else [*ring[:6], f"… {len(ring) - 9} more …", *ring[-3:]]
    )
    return " → ".join(shown)
