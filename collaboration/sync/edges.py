"""A dependency as it stands in the shared document: an unchanging value under its id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from collaboration.sync.layout import ID_PATTERN
from workflows.definition.document import Dependency
from workflows.definition.json_types import JsonObject, JsonValue, TaskId

NAME = ID_PATTERN.strip("^$")
EDGE = re.compile(rf"({NAME})(?:\.({NAME}))?>({NAME})")


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """`target` waits for `source`; with an outcome: for it to end so."""

    source: TaskId
    outcome: str | None
    target: TaskId

    @property
    def id(self) -> str:
        return f"{self.waits_for}>{self.target}"

    @property
    def waits_for(self) -> str:
        """As it stands in the target's `depends_on`."""
        return str(Dependency(self.source, self.outcome))

    @property
    def value(self) -> JsonObject:
        """What stands under the id."""
        outcome = {} if self.outcome is None else {"outcome": self.outcome}
        return {"source": self.source, **outcome, "target": self.target}


def read_edge(edge_id: str) -> Edge | None:
    """The edge with this id; None: no edge has it."""
    found = EDGE.fullmatch(edge_id)
    return found and Edge(found[1], found[2], found[3])


def edges_of(tasks: JsonValue) -> Iterator[Edge]:
    """The dependencies of a document's tasks; what cannot be one is passed over."""
    if not isinstance(tasks, dict):
        return
    for target, task in tasks.items():
        waits_for = task.get("depends_on") if isinstance(task, dict) else None
        for text in waits_for if isinstance(waits_for, list) else ():
            edge = read_edge(f"{text}>{target}")
            if edge is not None:
                yield edge


def ends_among(edges: Iterable[Edge], tasks: Iterable[TaskId]) -> Iterator[Edge]:
    """The edges that begin or end at one of the tasks."""
    wanted = frozenset(tasks)
    return (edge for edge in edges if edge.source in wanted or edge.target in wanted)
