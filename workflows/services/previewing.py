"""What a template or condition of the draft would give, with data that is there already."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from workflows import drafts
from workflows.access import Capability, execution_for, workflow_for
from workflows.conf import config
from workflows.definition.expressions import (
    Reference,
    evaluate,
    parse_condition,
    parse_template,
    references_in,
    render,
)
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.errors import ExpressionError, NotFound, OutputInvalid, Problem
from workflows.models import Execution, User, Workflow
from workflows.queries.earlier import ended_executions
from workflows.services.preview_data import Data, Place, load_data, place_of

SHOWN_BYTES = 4_096
MOST_MEMBERS = 200
MOST_ITEMS = 20
MEMBER_CHARS = 80
PLACE = re.compile(r"\(line (\d+), column (\d+)\)")
TYPES = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
    list: "list",
    dict: "object",
}


@dataclass(frozen=True, slots=True)
class PreviewProblem:
    """A problem, with its place in the text where that is known."""

    code: str
    message: str
    line: int | None
    column: int | None
    fix: str | None = None
    path: str = ""
    task: str | None = None
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object, or a place in a list, with the beginning of what stands there."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Preview:
    """
    Args:
        value: text as it is, all else as JSON, cut to `SHOWN_BYTES`; None: there is no value.
        execution: whose data was read, if any was.
        missing: what the text names and nobody has data for yet; nothing is evaluated then.
        members: what the value holds, if that was asked for; of very much only the first.
    """

    value: str | None = None
    type: str | None = None
    is_cut: bool = False
    execution: Execution | None = None
    pins: Sequence[str] = ()
    missing: Sequence[str] = ()
    members: Sequence[Member] = ()
    problem: PreviewProblem | None = None


def preview_expression(
    *,
    user: User,
    workflow_id: UUID,
    source: JsonValue,
    is_condition: bool = False,
    task: str | None = None,
    execution_id: UUID | None = None,
    index_path: str = "",
    is_inner: bool = False,
    with_members: bool = False,
) -> Preview:
    """
    Evaluate a text as the engine would, where it stands; pins go before what the run gave.

    Args:
        source: a text, or a JSON value with texts inside; a condition is a text.
        task: where the text stands; None: in the workflow's `outputs`.
        execution_id: whose data to take; None: the newest that ended and has it.
        index_path: the map item or loop turn around the text; what is left out is the first.
        is_inner: the text is a container's own, evaluated inside.
        with_members: also say what the value holds.

    Raises:
        NotFound: there is no such workflow, or execution of it.
    """
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    chosen = None if execution_id is None else _execution_of(user, workflow, execution_id)
    try:
        references = _references_in(source, is_condition)
        document = drafts.freeze(workflow)
        place = place_of(document, task, index_path, is_inner)
        found = _find_data(workflow, document, place, references, chosen)
        preview = Preview(execution=found.execution, pins=found.pins, missing=found.missing)
        if found.missing:
            return preview
        value = _evaluate(source, is_condition, found)
        return replace(_with_value(preview, value), members=_members(value) if with_members else ())
    except (ExpressionError, OutputInvalid) as error:
        return Preview(execution=chosen, problem=_problem_of(error))


def _references_in(source: JsonValue, is_condition: bool) -> Collection[Reference]:
    limits = config().limits
    if is_condition:
        return parse_condition(str(source), limits=limits).references
    if isinstance(source, str):
        return parse_template(source, limits=limits).references
    return [reference for _, reference in references_in(source, limits=limits)]


def _execution_of(user: User, workflow: Workflow, execution_id: UUID) -> Execution:
    execution = execution_for(user, execution_id, Capability.VIEW)
    if execution.workflow_id != workflow.pk:
        raise NotFound
    return execution


def _find_data(
    workflow: Workflow,
    document: JsonObject,
    place: Place,
    references: Collection[Reference],
    chosen: Execution | None,
) -> Data:
    """Of the chosen run, or of the newest that lacks nothing, or else of the newest."""
    candidates = [chosen] if chosen else ended_executions(workflow)
    newest: Data | None = None
    for execution in candidates:
        found = load_data(workflow, document, place, references, execution)
        if not found.missing:
            return found
        newest = newest or found
    return newest or load_data(workflow, document, place, references, None)


def _evaluate(source: JsonValue, is_condition: bool, data: Data) -> JsonValue:
    limits = config().limits
    if is_condition:
        return evaluate(str(source), data.scope, limits=limits)
    return render(source, data.scope, limits=limits)


def _with_value(preview: Preview, value: JsonValue) -> Preview:
    encoded = _text_of(value).encode()
    return replace(
        preview,
        value=encoded[:SHOWN_BYTES].decode(errors="ignore"),
        type=TYPES[type(value)],
        is_cut=len(encoded) > SHOWN_BYTES,
    )


def _text_of(value: JsonValue) -> str:
    return value if isinstance(value, str) else payloads.to_text(value)


def _members(value: JsonValue) -> list[Member]:
    if isinstance(value, dict):
        held = [*islice(value.items(), MOST_MEMBERS)]
    elif isinstance(value, list):
        held = [(str(at), each) for at, each in enumerate(value[:MOST_ITEMS])]
    else:
        held = []
    return [Member(name, TYPES[type(each)], _text_of(each)[:MEMBER_CHARS]) for name, each in held]


def _problem_of(error: ExpressionError | OutputInvalid) -> PreviewProblem:
    problem = (
        error.problems[0]
        if isinstance(error, ExpressionError)
        else Problem(error.failure_code, error.message)
    )
    place = PLACE.search(problem.message)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    return PreviewProblem(problem.code, problem.message, line, column, problem.fix, problem.path)
