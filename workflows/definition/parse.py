"""
From JSON to a typed document, with every structural problem at once.

Structural is what makes a field unreadable. What only makes the document senseless (cycles, unknown
references …) is for validate.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from workflows.conf import DocumentLimits
from workflows.definition.build import build_document
from workflows.definition.document import Document
from workflows.definition.fields import DOCUMENT_FIELDS, DOCUMENT_REQUIRED, TASK_IDS
from workflows.definition.json_schema import task_schema
from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.json_values import find_json_problems, json_pointer
from workflows.definition.kinds import KINDS, Kind
from workflows.definition.problem_codes import MOST_OF_ONE_SORT, problem
from workflows.definition.reading import read_text
from workflows.definition.shapes import Shape, find_misfits, find_unknown_keys
from workflows.definition.suggestions import suggest
from workflows.errors import DocumentInvalid, Problem

__all__ = ["Parsed", "load_document", "parse_document", "parse_leniently", "read_text"]

AROUND_TASKS = Shape.of(
    {
        "type": "object",
        "required": DOCUMENT_REQUIRED,
        "properties": DOCUMENT_FIELDS | {"tasks": {"type": "object"}},
    }
)
TASK_ID = Shape.of(TASK_IDS | {"x-expects": "small letters, digits and _, at most 64"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """
    A document as far as it could be read.

    `document` has every task that is an object, with defaults in the place of unreadable fields;
    None: what was given is no object, not JSON, or too large to look into.
    """

    document: Document | None
    problems: list[Problem]


def parse_document(
    raw: JsonObject, *, limits: DocumentLimits, kinds: Mapping[str, Kind] = KINDS
) -> tuple[Document | None, list[Problem]]:
    """
    Read a document; without a document the problems hold at least one error.

    Unknown keys are kept in `raw` and reported as warnings.
    """
    parsed = parse_leniently(raw, limits=limits, kinds=kinds)
    return (None if has_errors(parsed.problems) else parsed.document), parsed.problems


def load_document(
    raw: JsonObject, *, limits: DocumentLimits, kinds: Mapping[str, Kind] = KINDS
) -> Document:
    """
    Raises:
        DocumentInvalid: `.problems` has every structural problem, warnings included.
    """
    document, problems = parse_document(raw, limits=limits, kinds=kinds)
    if document is None:
        raise DocumentInvalid(problems=sorted(problems, key=lambda each: each.severity != "error"))
    return document


def has_errors(problems: list[Problem]) -> bool:
    return any(each.severity == "error" for each in problems)


def parse_leniently(
    raw: JsonValue, *, limits: DocumentLimits, kinds: Mapping[str, Kind] = KINDS
) -> Parsed:
    """Read what can be read, so that other rules may look at it too."""
    unportable = find_json_problems(raw, max_depth=limits.json_depth)
    if unportable:
        return Parsed(None, unportable)
    too_large = check_size(raw, limits)
    if too_large:
        return Parsed(None, too_large)
    problems = find_misfits(AROUND_TASKS, raw)
    if not isinstance(raw, dict):
        return Parsed(None, problems)
    problems += islice(find_unknown_keys(AROUND_TASKS.schema, raw), MOST_OF_ONE_SORT)
    for task_id, task in _tasks_of(raw).items():
        problems += _check_task(task_id, task, kinds)
    return Parsed(build_document(raw, _unreadable(problems), kinds), problems)


def check_size(raw: JsonValue, limits: DocumentLimits) -> list[Problem]:
    """Bounds that keep the other checks affordable."""
    found = []
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > limits.document_bytes:
        message = f"The document has more than {limits.document_bytes:,} bytes."
        found.append(problem("limit.bytes", message))
    count = len(_tasks_of(raw))
    if count > limits.tasks:
        message = f"There are {count:,} tasks; at most {limits.tasks:,} may be."
        found.append(problem("limit.tasks", message, "/tasks"))
    return found


def _tasks_of(raw: JsonValue) -> JsonObject:
    tasks = raw.get("tasks") if isinstance(raw, dict) else None
    return tasks if isinstance(tasks, dict) else {}


def _check_task(task_id: TaskId, task: JsonValue, kinds: Mapping[str, Kind]) -> list[Problem]:
    at = ("tasks", task_id)
    problems = [] if TASK_ID.validator.is_valid(task_id) else [_bad_id(task_id)]
    kind = kinds.get(_kind_name(task))
    shape = shape_of_task(kind)
    problems += find_misfits(shape, task, at, task_id)
    if kind is not None:
        problems += islice(find_unknown_keys(shape.schema, task, at, task_id), MOST_OF_ONE_SORT)
    elif _kind_name(task):
        problems.append(_unknown_kind(task_id, _kind_name(task), kinds))
    return problems


@lru_cache(maxsize=64)
def shape_of_task(kind: Kind | None) -> Shape:
    return Shape.of(task_schema(kind))


def _kind_name(task: JsonValue) -> str:
    kind = task.get("kind") if isinstance(task, dict) else None
    return kind if isinstance(kind, str) else ""


def _bad_id(task_id: TaskId) -> Problem:
    return problem(
        "task.id",
        f"The id `{task_id[:80]}` must start with a small letter and have only small letters, "
        "digits and `_`, at most 64.",
        json_pointer("tasks", task_id),
        task=task_id,
    )


def _unknown_kind(task_id: TaskId, kind: str, kinds: Mapping[str, Kind]) -> Problem:
    return problem(
        "task.kind",
        f"There is no kind of task `{kind[:80]}`; there are {', '.join(kinds)}.",
        json_pointer("tasks", task_id, "kind"),
        task=task_id,
        fix=suggest(kind, kinds),
    )


def _unreadable(problems: list[Problem]) -> frozenset[str]:
    """Pointers of the fields, of tasks or around them, that are to be read as absent."""
    wrong = [each.path.split("/") for each in problems if each.severity == "error"]
    return frozenset("/".join(path[: 4 if path[1:2] == ["tasks"] else 2]) for path in wrong)
