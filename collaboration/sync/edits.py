"""Changes of a shared document, as values; keys are those of layout.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from collaboration.sync.edges import Edge
from workflows.definition.json_types import JsonValue


@dataclass(frozen=True, slots=True)
class SetValue:
    """
    Args:
        entry: id of the task, note or group; None in the root `workflow`.
        value: plain JSON.
    """

    root: str
    entry: str | None
    key: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class RemoveKey:
    """Texts are never removed, only emptied: somebody may be typing in them."""

    root: str
    entry: str | None
    key: str


@dataclass(frozen=True, slots=True)
class SpliceText:
    """
    At `index`, take `deleted` characters out and put `inserted` in; makes the text if need be.

    Counted in code points. Several splices of one text come last place first, so that all count in
    the text as it was.
    """

    root: str
    entry: str | None
    key: str
    index: int
    deleted: int
    inserted: str


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A task, note or group as it stands in the document; dependencies are edges of their own."""

    root: str
    entry: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Edges of a removed task go with it."""

    root: str
    entry: str


@dataclass(frozen=True, slots=True)
class AddEdge:
    edge: Edge


@dataclass(frozen=True, slots=True)
class RemoveEdge:
    edge: Edge


Edit: TypeAlias = SetValue | RemoveKey | SpliceText | AddEntry | RemoveEntry | AddEdge | RemoveEdge
