"""
Where each part of a workflow document stands in the shared one.

The names are in layout.json, which the designer reads too; docs/shared-document.md describes them
for people. Pure names and values: nothing here touches a shared document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workflows.definition.json_types import JsonObject, JsonValue

LAYOUT: JsonObject = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))

SCHEMA: int = LAYOUT["schema"]
# The Yjs client id of every edit that a server writes.
SERVER_CLIENT: int = LAYOUT["server_client"]
ROOTS: tuple[str, ...] = tuple(LAYOUT["roots"])
ID_PATTERN: str = LAYOUT["id_pattern"]
META, WORKFLOW, TASKS, EDGES, NOTES, GROUPS = ROOTS
# Roots whose values are entries by id, each a map of its own.
ENTRY_ROOTS = (TASKS, NOTES, GROUPS)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """
    How the keys of one sort of object are laid out.

    Args:
        renamed: names in the document, and what they are called here.
        flattened: objects whose values stand beside the others, as `input.data`.
        texts: keys here that hold a text which people type in together.
        left_out: names in the document that stand elsewhere.
    """

    renamed: Mapping[str, str]
    flattened: frozenset[str]
    texts: frozenset[str]
    left_out: frozenset[str]


KEYS: Mapping[str, Keys] = {
    root: Keys(
        renamed=each["renamed"],
        flattened=frozenset(each["flattened"]),
        texts=frozenset(each["texts"]),
        left_out=frozenset(each["left_out"]),
    )
    for root, each in LAYOUT["entries"].items()
}
TEXTS_OF_KINDS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(keys) for kind, keys in LAYOUT["texts_of_kinds"].items()
}
ITSELF = "~2"


def texts_of_kind(kind: JsonValue) -> tuple[str, ...]:
    """The texts that a task of this kind has from the beginning, so that all type in the same."""
    return TEXTS_OF_KINDS.get(kind, ()) if isinstance(kind, str) else ()


def is_text_key(root: str, key: str) -> bool:
    return root in KEYS and key in KEYS[root].texts


@lru_cache(maxsize=4096)
def write_key(root: str, *names: str) -> str:
    """One name, or a flattened object's name and the name inside it, as a key here."""
    return ".".join([_write_name(KEYS[root], names[0]), *map(_escape, names[1:])])


@lru_cache(maxsize=4096)
def read_key(root: str, key: str) -> tuple[str, ...] | None:
    """The reverse; None: `write_key` never gives this key."""
    first, *rest = key.split(".")
    keys = KEYS[root]
    names = (_read_name(keys, first), *map(_unescape, rest))
    is_placed = len(names) == 1 or (len(names) == 2 and names[0] in keys.flattened)
    if not is_placed or names[0] in keys.left_out or write_key(root, *names) != key:
        return None
    return names


def _write_name(keys: Keys, name: str) -> str:
    if name in keys.renamed:
        return keys.renamed[name]
    escaped = _escape(name)
    # A name that looks like one of ours, but is the author's own.
    return ITSELF + escaped if escaped in keys.renamed.values() else escaped


def _read_name(keys: Keys, key: str) -> str:
    for name, here in keys.renamed.items():
        if key == here:
            return name
    return _unescape(key.removeprefix(ITSELF))


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace(".", "~1")


def _unescape(key: str) -> str:
    return key.replace("~1", ".").replace("~0", "~")


def lay_out(root: str, entry: JsonObject) -> dict[str, JsonValue]:
    """The values of one object by their keys here; empty objects that are flattened vanish."""
    return dict(_lay_out(root, entry))


def _lay_out(root: str, entry: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    keys = KEYS[root]
    for name, value in entry.items():
        if name in keys.left_out:
            continue
        if name in keys.flattened and isinstance(value, dict):
            yield from ((write_key(root, name, inner), each) for inner, each in value.items())
        else:
            yield write_key(root, name), value


def gather(root: str, flat: Mapping[str, JsonValue]) -> JsonObject:
    """
    The object that stands here as `flat`, keys in order; total.

    Keys that `lay_out` never writes are passed over. Where merging left both a plain value and
    values of the flattened object, the object is taken.
    """
    flattened = KEYS[root].flattened
    entry: JsonObject = {}
    for key in sorted(flat):
        names = read_key(root, key)
        if names is None:
            continue
        if len(names) == 1:
            if not (names[0] in flattened and isinstance(flat[key], dict)):
                entry[names[0]] = flat[key]
        elif not _is_untyped(root, key, flat[key]):
            # Sorted, the plain key came just before.
            inner = entry.get(names[0])
            if not isinstance(inner, dict):
                inner = entry[names[0]] = {}
            inner[names[1]] = flat[key]
    return entry


def _is_untyped(root: str, key: str, value: JsonValue) -> bool:
    """Whether it is a text in which nobody has typed yet."""
    return value == "" and key in KEYS[root].texts
