"""
One text for one meaning: normalised, then written as RFC 8785 (JCS).

Two documents are equal when their canonical texts are; "round trip without loss" means that.
"""

from __future__ import annotations

import hashlib
import json
import re

import rfc8785

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import find_json_problems
from workflows.errors import DocumentInvalid

# Deeper values would exhaust the writer's stack; far above what limits allow.
MAX_DEPTH = 200
# The shared document lays these objects out key by key, so an empty one leaves no trace there.
FLATTENED_FIELDS = frozenset({"arguments", "cache", "input", "inputs", "request", "retry"})
# Texts that several people type in at once; the shared document always has them.
LONG_TEXTS = frozenset({"code", "message", "description"})
LONG_INPUT_TEXTS = frozenset({"prompt"})
EMPTY_MAPS = frozenset({"notes", "groups"})

_NATIVE = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
# Numbers with an exponent or as whole floats are written in other ways, and keys beyond the basic
# plane sort in another place. A text that only looks so takes the slower way, which is right too.
# From the last such character of a text to its end, and without going back: from each of them it
# would take a time that grows with their number squared.
_WRITTEN_OTHERWISE = re.compile(
    r"[:\[,]-?\d+(?:\.0[,\]}]|(?:\.\d+)?e)"
    r"|[\U00010000-\U0010ffff](?:[^\"\\\U00010000-\U0010ffff]++|\\.)*+\":"
)


def normalise(raw: JsonObject) -> JsonObject:
    """
    Leave out what says nothing; unknown keys stay. Does not change `raw`, nor need it be valid.

    `depends_on` is sorted without doubles. Left out: an empty `depends_on`, empty flattened
    objects, empty long texts, empty `notes` and `groups`.
    """
    result = {key: value for key, value in raw.items() if not _says_nothing(key, value)}
    if isinstance(tasks := raw.get("tasks"), dict):
        result["tasks"] = {
            key: _normalise_task(task) if isinstance(task, dict) else task
            for key, task in tasks.items()
        }
    if isinstance(notes := result.get("notes"), dict):
        result["notes"] = {key: _normalise_note(note) for key, note in notes.items()}
    return result


def _normalise_note(note: JsonValue) -> JsonValue:
    if not isinstance(note, dict) or note.get("text") != "":
        return note
    return {key: value for key, value in note.items() if key != "text"}


def _says_nothing(key: str, value: JsonValue) -> bool:
    if key in EMPTY_MAPS:
        return _is_empty_object(value)
    return key == "description" and value in ("",)


def _normalise_task(task: JsonObject) -> JsonObject:
    result: JsonObject = {}
    for key, value in task.items():
        if key == "depends_on":
            value = _sort_dependencies(value)
        elif key == "input" and isinstance(value, dict):
            value = {k: v for k, v in value.items() if not (k in LONG_INPUT_TEXTS and v == "")}
        if not _is_empty(key, value):
            result[key] = value
    return result


def _sort_dependencies(value: JsonValue) -> JsonValue:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return sorted(set(value))
    return value


def _is_empty(key: str, value: JsonValue) -> bool:
    if key == "depends_on":
        return isinstance(value, list) and not value
    if key in FLATTENED_FIELDS:
        return _is_empty_object(value)
    return key in LONG_TEXTS and value in ("",)


def _is_empty_object(value: JsonValue) -> bool:
    return isinstance(value, dict) and not value


def canonical_text(raw: JsonObject) -> str:
    """
    The document as RFC 8785 writes it.

    Raises:
        DocumentInvalid: it holds what no JSON reader would give back.
    """
    problems = find_json_problems(raw, max_depth=MAX_DEPTH)
    if problems:
        raise DocumentInvalid(problems=problems)
    return _write(normalise(raw))


def _write(value: JsonObject) -> str:
    """RFC 8785; by Python's own encoder, ten times as fast, where both write the same."""
    text = _NATIVE.encode(value)
    return rfc8785.dumps(value).decode() if _WRITTEN_OTHERWISE.search(text) else text


def content_hash(raw: JsonObject) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(raw).encode()).hexdigest()
