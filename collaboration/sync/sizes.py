"""The bounds that live edits have, on what REST and imports write: one field, one problem."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from collaboration.sync.edits import AddEntry, Edit, SetValue, SpliceText
from collaboration.sync.layout import (
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
Field: TypeAlias = tuple[str, str | None, str, JsonValue]  # root, entry, key, value


def find_too_large(
    document: JsonObject, bounds: ShapeBounds, edits: Iterable[Edit] | None = None
) -> list[Problem]:
    """
    A problem for each field that is larger than a client may make it.

    Args:
        document: passed the other gates.
        edits: what made the document so; only these fields are looked at. None: all are.
    """
    fields = _all_fields(document) if edits is None else _changed_fields(document, edits)
    return [problem for field in fields if (problem := _problem_of(*field, bounds)) is not None]


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
