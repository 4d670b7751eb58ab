"""
Edits of a document by path: JSON Patch (RFC 6902), bounded in what it copies and how deep it goes.

Paths name tasks by their ids (`/tasks/fetch_data/input/prompt`), never by an index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import jsonpatch
from jsonpointer import JsonPointer, JsonPointerException

from workflows.conf import DocumentLimits
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import Conflict, InvalidInput, LimitExceeded, Problem

NAMES = ("add", "remove", "replace", "move", "copy", "test")
WITH_VALUE = ("add", "replace", "test")
WITH_SOURCE = ("move", "copy")
MOST_NAMES = 20
MOST_TOLD = 1_000  # characters of a message


class TestFailed(Conflict):
    """A `test` operation found another value."""

    code = "patch_test_failed"
    __test__ = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One of RFC 6902's six; paths begin with a slash."""

    op: str
    path: str
    value: JsonValue = None
    source: str | None = None

    def as_patch(self) -> JsonObject:
        patch: JsonObject = {"op": self.op, "path": self.path}
        if self.op in WITH_VALUE:
            patch["value"] = self.value
        if self.op in WITH_SOURCE:
            patch["from"] = self.source
        return patch


def read_operations(given: JsonValue, *, most: int) -> tuple[Operation, ...]:
    """
    The operations of a JSON Patch, or of `{"operations": [...]}` whose paths may omit the slash.

    Raises:
        InvalidInput: `.problems` names each operation that is wrong.
        LimitExceeded: there are more than `most`.
    """
    if isinstance(given, dict) and set(given) == {"operations"}:
        given = given["operations"]
    if not isinstance(given, list):
        raise InvalidInput(problems=(_problem("", "must be a list of operations"),))
    if len(given) > most:
        raise LimitExceeded("patch_operations", most)
    problems = [p for index, one in enumerate(given) for p in _problems_of(one, f"/{index}")]
    if problems:
        raise InvalidInput(problems=problems)
    return tuple(_operation(one) for one in given)


def apply_operations(
    document: JsonObject,
    operations: Sequence[Operation],
    *,
    limits: DocumentLimits,
    may_change: bool = False,
) -> JsonObject:
    """
    The document after all operations, in order; all of them or none.

    Args:
        may_change: `document` is the caller's own, and of no use to it any more: no copy is made.

    Raises:
        TestFailed: a `test` did not hold.
        InvalidInput: a path leads nowhere; `.problems` names the operation.
        LimitExceeded: a path is too deep, or copies grow beyond a document's size.
    """
    copied = 0
    for index, operation in enumerate(operations):
        if operation.path.count("/") > limits.json_depth:
            raise LimitExceeded("json_depth", limits.json_depth)
        if operation.op == "copy":
            copied += _size_of(document, operation, index)
            if copied > limits.document_bytes:
                raise LimitExceeded("document_bytes", limits.document_bytes)
        document = _apply_one(document, operation, index, keeps=index == 0 and not may_change)
    return document


def _apply_one(
    document: JsonObject, operation: Operation, index: int, *, keeps: bool
) -> JsonObject:
    try:
        patch = jsonpatch.JsonPatch([operation.as_patch()])
        # The first copies the document that was handed in; the others change that copy.
        changed = patch.apply(document, in_place=not keeps)
    except jsonpatch.JsonPatchTestFailed:
        raise TestFailed(f"Operation {index}: {operation.path} has another value.") from None
    except (jsonpatch.JsonPatchException, JsonPointerException) as error:
        raise InvalidInput(problems=(_lost(document, operation, index, error),)) from None
    except (TypeError, KeyError, IndexError, AttributeError):
        message = f"{operation.path} leads through a value that is no object"
        raise InvalidInput(problems=(_problem(f"/{index}/path", message),)) from None
    if not isinstance(changed, dict):
        raise InvalidInput(problems=(_problem(f"/{index}", "the document must stay an object"),))
    return changed


def _size_of(document: JsonObject, operation: Operation, index: int) -> int:
    try:
        return len(json.dumps(JsonPointer(operation.source or "").resolve(document)))
    except (JsonPointerException, TypeError) as error:
        raise InvalidInput(problems=(_lost(document, operation, index, error),)) from None


def _lost(document: JsonObject, operation: Operation, index: int, error: Exception) -> Problem:
    """The library quotes the whole value in which it looked; the names there say more."""
    for field, path in (("from", operation.source), ("path", operation.path)):
        may_be_new = field == "path" and operation.op in ("add", "copy", "move")
        if path is not None and (message := _missing_step(document, path, may_be_new)):
            return _problem(f"/{index}/{field}", message)
    return _problem(f"/{index}/path", str(error)[:MOST_TOLD])


def _missing_step(document: JsonValue, path: str, may_be_new: bool) -> str | None:
    """Which key on the way of a path is not there, and which keys are."""
    try:
        steps = JsonPointer(path).parts
    except JsonPointerException:
        return None
    value = document
    for depth, step in enumerate(steps):
        if not isinstance(value, dict):
            return None
        if step not in value:
            if may_be_new and depth == len(steps) - 1:
                return None
            place = "".join(f"/{each}" for each in steps[:depth]) or "the document"
            there = ", ".join(islice(value, MOST_NAMES)) or "nothing"
            more = ", …" if len(value) > MOST_NAMES else ""
            return f"there is no `{step}` in {place}; it has {there}{more}"[:MOST_TOLD]
        value = value[step]
    return None


def _problems_of(one: JsonValue, path: str) -> list[Problem]:
    if not isinstance(one, dict):
        return [_problem(path, "must be an object")]
    op = one.get("op")
    if op not in NAMES:
        return [_problem(f"{path}/op", f"must be one of {', '.join(NAMES)}")]
    problems = []
    if not isinstance(one.get("path"), str):
        problems.append(_problem(f"{path}/path", "must be a text"))
    if op in WITH_VALUE and "value" not in one:
        problems.append(_problem(f"{path}/value", f"is required by {op}"))
    if op in WITH_SOURCE and not isinstance(one.get("from"), str):
        problems.append(_problem(f"{path}/from", f"is required by {op}"))
    return problems


def _operation(one: JsonObject) -> Operation:
    source = one.get("from") if one["op"] in WITH_SOURCE else None
    return Operation(
        op=one["op"],
        path=_pointer(one["path"]),
        value=one.get("value"),
        source=None if source is None else _pointer(source),
    )


def _pointer(path: str) -> str:
    return path if path == "" or path.startswith("/") else f"/{path}"


def _problem(path: str, message: str) -> Problem:
    return Problem("patch.operation", f"{path or 'The patch'}: {message}.", path)
