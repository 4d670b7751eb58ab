"""
Whether what an update changed is something that an honest client can make.

Only what changed is looked at, so the cost follows the update and not the document. What is wrong
only in meaning (cycles, missing fields, types of settings) is no matter of shape: drafts may be
wrong while people work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from pycrdt import Map, Text

from collaboration.errors import ShapeRefused
from collaboration.sync.edges import read_edge
from collaboration.sync.layout import (
    EDGES,
    ENTRY_ROOTS,
    ID_PATTERN,
    KEYS,
    META,
    TASKS,
    WORKFLOW,
    is_text_key,
    read_key,
)
from collaboration.sync.roots import SharedDoc, SharedMap, root
from collaboration.sync.watching import Change
from workflows.definition.json_types import JsonValue
from workflows.definition.json_values import UNSAFE_TEXT, find_json_problems

WRONG = 4422
TOO_LARGE = 4413
TASK_ID = re.compile(ID_PATTERN)
NAMES = frozenset({"kind", "name", "parent"})
# Without these an entry could not be shown; nothing that people do takes them away.
NEEDED = {TASKS: frozenset({"kind"}), WORKFLOW: frozenset({"name"})}


@dataclass(frozen=True, slots=True)
class ShapeBounds:
    """The first value above one is refused; lengths of texts in code points."""

    tasks: int = 20_000
    edges: int = 100_000
    notes: int = 2_000
    groups: int = 2_000
    keys: int = 500
    key_chars: int = 200
    name_chars: int = 200
    text_chars: int = 200_000
    value_bytes: int = 256_000
    value_depth: int = 60
    document_bytes: int = 16_000_000

    def entries(self, name: str) -> int:
        """How many a root may have."""
        return int(getattr(self, name))


def check_changes(doc: SharedDoc, changes: Sequence[Change], bounds: ShapeBounds) -> None:
    """
    Look at each place that changed, as it is now.

    Raises:
        ShapeRefused: 4422, it is of a wrong shape, or 4413, of a right one and too large.
    """
    with doc.transaction():
        for change in changes:
            _check(doc, change, bounds)
        for name in {change.root for change in changes if _is_new(doc, change)}:
            if len(root(doc, name)) > bounds.entries(name):
                raise ShapeRefused(TOO_LARGE, f"There are more than {bounds.entries(name)} {name}.")


def _is_new(doc: SharedDoc, change: Change) -> bool:
    """
    Whether it put an entry in.

    Where there are too many already, as a restore may leave them, they can be edited and removed.
    """
    return change.key is None and change.id is not None and change.id in root(doc, change.root)


def _check(doc: SharedDoc, change: Change, bounds: ShapeBounds) -> None:
    if change.root == META:
        raise ShapeRefused(WRONG, "Only the server writes into meta.")
    place = root(doc, change.root)
    if change.root == WORKFLOW:
        _check_key(place, change, bounds)
    elif change.id is None or change.id not in place:
        return  # deleted since: whatever happened inside is gone
    elif change.root == EDGES:
        _check_edge(place, change.id)
    else:
        _check_entry(place[change.id], change, bounds)


def _check_edge(edges: SharedMap, edge_id: str) -> None:
    edge = read_edge(edge_id)
    if edge is None or edges[edge_id] != edge.value:
        _refuse(f"The edge {edge_id[:80]!r} does not say what its id says")


def _check_entry(entry: JsonValue, change: Change, bounds: ShapeBounds) -> None:
    if not isinstance(entry, Map):
        _refuse(f"An entry of {change.root} is no map")
    if change.key is not None:
        _check_key(entry, change, bounds)
    else:
        _check_id(change, bounds)
        for key in [*NEEDED.get(change.root, ()), *entry.keys()]:
            _check_key(entry, Change(change.root, change.id, key, "set"), bounds)
    if change.kind == "set" and len(entry) > bounds.keys:
        raise ShapeRefused(TOO_LARGE, f"An entry of {change.root} has too many keys.")


def _check_id(change: Change, bounds: ShapeBounds) -> None:
    entry_id = change.id or ""
    if change.root == TASKS and not TASK_ID.fullmatch(entry_id):
        _refuse(f"{entry_id[:80]!r} is no id of a task")
    _check_name(entry_id, bounds.key_chars, f"An id in {change.root}")


def _check_key(entry: SharedMap, change: Change, bounds: ShapeBounds) -> None:
    key = change.key or ""
    if key not in entry:
        if key in NEEDED.get(change.root, ()):
            _refuse(f"An entry of {change.root} has lost its {key}")
        return
    names = read_key(change.root, key) if len(key) <= bounds.key_chars else None
    if names is None or UNSAFE_TEXT.search(key):
        _refuse(f"{key[:80]!r} is no key of {change.root}")
    _check_value(change.root, key, entry[key], bounds)


def _check_value(name: str, key: str, value: JsonValue, bounds: ShapeBounds) -> None:
    if is_text_key(name, key):
        _check_text(key, value, bounds)
        return
    problems = find_json_problems(value, max_depth=bounds.value_depth)
    if problems:
        _refuse(f"{key[:40]}: {problems[0].message}")
    if key in KEYS[name].flattened and isinstance(value, dict):
        _refuse(f"{key} must be laid out value by value")
    if key in NAMES and name in (TASKS, WORKFLOW):
        _check_name(value, bounds.name_chars, key)
    if key == "pos" and name in ENTRY_ROOTS:
        _check_position(value)
    if len(json.dumps(value, ensure_ascii=False).encode()) > bounds.value_bytes:
        raise ShapeRefused(TOO_LARGE, f"{key[:80]} is larger than {bounds.value_bytes} bytes.")


def _check_text(key: str, value: JsonValue, bounds: ShapeBounds) -> None:
    if not isinstance(value, Text):
        _refuse(f"{key} must be a shared text")
    text = str(value)
    if len(text) > bounds.text_chars:
        raise ShapeRefused(TOO_LARGE, f"{key} has more than {bounds.text_chars} characters.")
    if UNSAFE_TEXT.search(text):
        _refuse(f"{key} holds a character that cannot be stored")


def _check_name(value: JsonValue, most: int, what: str) -> None:
    if not isinstance(value, str) or not value or UNSAFE_TEXT.search(value):
        _refuse(f"{what} must be a text that is not empty")
    if len(value) > most:
        raise ShapeRefused(TOO_LARGE, f"{what} has more than {most} characters.")


def _check_position(value: JsonValue) -> None:
    is_point = isinstance(value, list) and len(value) == 2
    if not is_point or any(isinstance(n, bool) or not isinstance(n, int | float) for n in value):
        _refuse("pos must be two numbers")


def _refuse(reason: str) -> NoReturn:
    raise ShapeRefused(WRONG, reason.rstrip(".") + ".")
