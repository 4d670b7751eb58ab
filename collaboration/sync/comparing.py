"""What differs between two workflow documents, said for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from collaboration.sync.differences import is_same
from collaboration.sync.edges import Edge, edges_of
from collaboration.sync.layout import ENTRY_ROOTS, GROUPS, NOTES, TASKS
from collaboration.sync.text_changes import Budget
from collaboration.sync.text_hunks import Hunk, hunks_of
from workflows.definition.canonical import normalise
from workflows.definition.json_types import JsonObject, JsonValue

# Where something stands on the canvas, and how large it is there.
LAYOUT_FIELDS = frozenset({"collapsed", "group", "position", "size"})
# Shorter texts of one line are shown whole.
SHORT_TEXT = 60
ChangeKind: TypeAlias = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """
    Args:
        path: names from the entry, or the document, down to what changed.
        before: None also where there was nothing: `kind` tells.
        hunks: of longer texts, where they differ.
    """

    path: tuple[str, ...]
    kind: ChangeKind
    before: JsonValue = None
    after: JsonValue = None
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A task, note or group; `name` is what people call it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What changed inside; in order of the paths."""

    id: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """Each in exactly one list, in order of the ids; `moved`: nothing but the place changed."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    moved: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Dependencies of added and removed tasks are told too; `around` is all outside the tasks."""

    around: tuple[FieldChange, ...] = ()
    tasks: Entries = Entries()
    dependencies_added: tuple[Edge, ...] = ()
    dependencies_removed: tuple[Edge, ...] = ()
    notes: Entries = Entries()
    groups: Entries = Entries()

    @property
    def is_empty(self) -> bool:
        return self == Comparison()


def compare(old: JsonObject, new: JsonObject, *, ignore_layout: bool = True) -> Comparison:
    """
    Args:
        ignore_layout: places and sizes on the canvas are no difference.
    """
    old, new = normalise(old), normalise(new)
    had, has = set(edges_of(old.get(TASKS))), set(edges_of(new.get(TASKS)))
    budget = Budget()
    around = tuple(_field_changes(_around(old), _around(new), budget))
    entries = {
        name: _compare_entries(old.get(name) or {}, new.get(name) or {}, ignore_layout, budget)
        for name in ENTRY_ROOTS
    }
    return Comparison(
        around=around,
        tasks=entries[TASKS],
        dependencies_added=tuple(sorted(has - had, key=_by_id)),
        dependencies_removed=tuple(sorted(had - has, key=_by_id)),
        notes=entries[NOTES],
        groups=entries[GROUPS],
    )


def _by_id(edge: Edge) -> str:
    return edge.id


def _around(document: JsonObject) -> JsonObject:
    return {key: value for key, value in document.items() if key not in ENTRY_ROOTS}


def _compare_entries(
    old: JsonObject, new: JsonObject, ignore_layout: bool, budget: Budget
) -> Entries:
    changed, moved = [], []
    for entry in sorted(old.keys() & new.keys()):
        before, after = _fields_of(old[entry]), _fields_of(new[entry])
        fields = list(_field_changes(before, after, budget))
        told = [each for each in fields if not (ignore_layout and each.path[0] in LAYOUT_FIELDS)]
        if told and all(each.path[0] in LAYOUT_FIELDS for each in told):
            moved.append(_entry(entry, new))
        elif told:
            changed.append(EntryChange(entry, _entry(entry, new).name, tuple(told)))
    return Entries(
        added=tuple(_entry(entry, new) for entry in sorted(new.keys() - old.keys())),
        removed=tuple(_entry(entry, old) for entry in sorted(old.keys() - new.keys())),
        changed=tuple(changed),
        moved=tuple(moved),
    )


def _fields_of(entry: JsonValue) -> JsonObject:
    """Dependencies are told once, as such."""
    if not isinstance(entry, dict):
        return {"value": entry}
    return {name: value for name, value in entry.items() if name != "depends_on"}


def _entry(entry: str, entries: JsonObject) -> Entry:
    value = entries[entry]
    name = value.get("name") if isinstance(value, dict) else None
    return Entry(entry, name if isinstance(name, str) and name else entry)


def _field_changes(old: JsonObject, new: JsonObject, budget: Budget) -> Iterator[FieldChange]:
    """Down through objects; lists and other values are taken as wholes."""
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield FieldChange((name,), "added", after=new[name])
        elif name not in new:
            yield FieldChange((name,), "removed", before=old[name])
        elif not is_same(old[name], new[name]):
            yield from _value_changes(name, old[name], new[name], budget)


def _value_changes(
    name: str, old: JsonValue, new: JsonValue, budget: Budget
) -> Iterator[FieldChange]:
    if isinstance(old, dict) and isinstance(new, dict):
        for change in _field_changes(old, new, budget):
            yield replace(change, path=(name, *change.path))
        return
    yield FieldChange((name,), "changed", old, new, _hunks(old, new, budget))


def _hunks(old: JsonValue, new: JsonValue, budget: Budget) -> tuple[Hunk, ...]:
    if not isinstance(old, str) or not isinstance(new, str):
        return ()
    is_long = any("\n" in text or len(text) > SHORT_TEXT for text in (old, new))
    return hunks_of(old, new, budget) if is_long else ()
