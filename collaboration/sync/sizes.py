"""The bounds that live edits have, on what REST and imports write, as problems."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias, TypeGuard

from collaboration.sync.edits import AddEdge, AddEntry, Edit, SetValue, SpliceText
from collaboration.sync.layout import (
    EDGES,
    ENTRY_ROOTS,
    TASKS,
    WORKFLOW,
    is_text_key,
    lay_out,
    read_key,
)
from collaboration.sync.shape import ShapeBounds
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import json_pointer
from workflows.errors import Problem

LONGEST_ESCAPE_BYTES = 6
SAID = {EDGES: "dependencies"}
WHERE = {EDGES: TASKS}
Place: TypeAlias = tuple[str, str]  # root, entry
Field: TypeAlias = tuple[str, str | None, str, JsonValue]  # root, entry, key, value


def find_too_large(
    document: JsonObject, bounds: ShapeBounds, edits: Iterable[Edit] | None = None
) -> list[Problem]:
    """
    A problem for each field that is larger than a client may make it, and for what is too many.

    Args:
        document: passed the other gates.
        edits: what made the document so; only what they touch is looked at. None: all is.
    """
    if edits is None:
        fields, entries = _all_fields(document), list(_all_entries(document))
        grown = {*ENTRY_ROOTS, EDGES}
    else:
        edits = list(edits)
        fields, entries = _changed_fields(document, edits), _written_entries(edits)
        grown = {EDGES if isinstance(each, AddEdge) else each.root for each in edits if _adds(each)}
    found = [problem for field in fields if (problem := _problem_of(*field, bounds)) is not None]
    found.extend(_too_many_keys(document, entries, bounds))
    found.extend(_too_many_entries(document, grown, bounds))
    return found


def _adds(edit: Edit) -> TypeGuard[AddEntry | AddEdge]:
    return isinstance(edit, AddEntry | AddEdge)


def _all_entries(document: JsonObject) -> Iterator[Place]:
    yield from ((name, entry) for name in ENTRY_ROOTS for entry in document.get(name) or {})


def _written_entries(edits: Iterable[Edit]) -> list[Place]:
    places = {
        (edit.root, edit.entry): None
        for edit in edits
        if isinstance(edit, AddEntry | SetValue) and edit.entry is not None
    }
    return list(places)


def _too_many_keys(
    document: JsonObject, entries: Iterable[Place], bounds: ShapeBounds
) -> Iterator[Problem]:
    for name, entry in entries:
        value = document[name][entry]
        if isinstance(value, dict) and len(lay_out(name, value)) > bounds.keys:
            told = f"{entry} has more than {bounds.keys} fields and arguments."
            task = entry if name == TASKS else None
            yield Problem("draft.too_many", told, json_pointer(name, entry), task)


def _too_many_entries(
    document: JsonObject, grown: Collection[str], bounds: ShapeBounds
) -> Iterator[Problem]:
    for name in sorted(grown):
        most = bounds.entries(name)
        if _count(document, name) > most:
            told = f"There may be at most {most:,} {SAID.get(name, name)}."
            yield Problem("draft.too_many", told, json_pointer(WHERE.get(name, name)))


def _count(document: JsonObject, name: str) -> int:
    if name != EDGES:
        return len(document.get(name) or {})
    tasks = (document.get(TASKS) or {}).values()
    return sum(len(task.get("depends_on") or ()) for task in tasks if isinstance(task, dict))


def _all_fields(document: JsonObject) -> Iterator[Field]:
    yield from ((WORKFLOW, None, *each) for each in lay_out(WORKFLOW, document).items())
    for name in ENTRY_ROOTS:
        for entry, value in (document.get(name) or {}).items():
            yield from _fields_of(name, entry, value)


def _fields_of(name: str, entry: str, value: JsonValue) -> Iterator[Field]:
    if isinstance(value, dict):
        yield from ((name, entry, *each) for each in lay_out(name, value).items())


def _changed_fields(document: JsonObject, edits: Iterable[Edit]) -> Iterator[Field]:
    for edit in edits:
        match edit:
            case SetValue(name, entry, key, value):
                yield name, entry, key, value
            case AddEntry(name, entry, value):
                yield from _fields_of(name, entry, value)
            case SpliceText(name, entry, key):
                around = document if entry is None else document[name][entry]
                # A text that its task has no more, because of another kind, was emptied.
                yield name, entry, key, lay_out(name, around).get(key, "")


def _problem_of(
    name: str, entry: str | None, key: str, value: JsonValue, bounds: ShapeBounds
) -> Problem | None:
    names = read_key(name, key) or (key,)
    path = json_pointer(*names) if entry is None else json_pointer(name, entry, *names)
    task = entry if name == TASKS else None
    what = f"{'.'.join(names)} of {entry}" if entry else ".".join(names)
    if isinstance(value, str) and is_text_key(name, key):
        if len(value) > bounds.text_chars:
            told = f"{what} has {len(value):,} characters; at most {bounds.text_chars:,} may be."
            return Problem("draft.text_chars", told, path, task)
    elif _is_larger(value, bounds.value_bytes):
        told = f"{what} is larger than {bounds.value_bytes:,} bytes."
        return Problem("draft.value_bytes", told, path, task)
    return None


def _is_larger(value: JsonValue, most_bytes: int) -> bool:
    if value is None or isinstance(value, int | float):
        return False
    if isinstance(value, str) and len(value) * LONGEST_ESCAPE_BYTES + 2 <= most_bytes:
        return False
    return len(json.dumps(value, ensure_ascii=False).encode()) > most_bytes
