"""Which names an expression may use, from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.definition.document import Task
from workflows.definition.expressions import Reference
from workflows.definition.graph import containers_around
from workflows.definition.json_types import JsonObject, TaskId
from workflows.definition.problem_codes import problem
from workflows.definition.rules.checked import Checked
from workflows.definition.rules.closed_schemas import outside_schema
from workflows.definition.suggestions import suggest
from workflows.definition.texts import SourceText
from workflows.errors import Problem

TASK_FIELDS = ("output", "status", "cost_usd", "duration_s")
ROUND_NAMES = {"item": "map", "index": "map", "turn": "loop", "previous": "loop"}
EXECUTION_FIELDS = ("id",)
KEYWORDS_OF_OPEN_OBJECTS = ("additionalProperties", "patternProperties", "unevaluatedProperties")
# Keywords that may add properties which we do not look for.
KEYWORDS_OF_COMPOSITION = ("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas")


@dataclass(frozen=True, slots=True, eq=False)
class Scopes:
    """What can be seen from everywhere in one document."""

    checked: Checked
    known_inputs: tuple[str, ...]
    any_input: bool

    @classmethod
    def of(cls, checked: Checked) -> Scopes:
        inputs = checked.document.inputs
        return cls(checked, known_inputs(inputs), accepts_any_input(inputs))

    def explain(self, text: SourceText, reference: Reference) -> Problem | None:
        """Why this reference cannot be followed; None: it can."""
        check = ROOTS.get(reference.root, _check_unknown_name)
        return check(self, text, reference)

    def rounds_around(self, text: SourceText) -> tuple[TaskId, ...]:
        """The containers one round of which the text is evaluated in, innermost first."""
        if text.task is None:
            return ()
        around = containers_around(self.checked.graph, text.task.id)
        return (text.task.id, *around) if text.is_inner else around

    def sees(self, text: SourceText, wanted: Task) -> bool:
        if text.task is None:
            return wanted.parent is None
        if text.is_inner and wanted.parent == text.task.id:
            return True
        around = (text.task.id, *containers_around(self.checked.graph, text.task.id))
        tasks = self.checked.document.tasks
        return any(
            wanted.parent == tasks[each].parent and self.checked.upstream.holds(wanted.id, each)
            for each in around
        )


def known_inputs(schema: JsonObject) -> tuple[str, ...]:
    properties = schema.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()


def accepts_any_input(schema: JsonObject) -> bool:
    """Whether the schema says in so many words that other inputs may come."""
    opened = any(schema.get(key, False) is not False for key in KEYWORDS_OF_OPEN_OBJECTS)
    return opened or any(key in schema for key in KEYWORDS_OF_COMPOSITION)


def _check_task(scopes: Scopes, text: SourceText, reference: Reference) -> Problem | None:
    if not reference.path:
        return problem(
            "reference.incomplete",
            "`tasks` needs the id of a task, written out.",
            fix="Write tasks.<id>.output.",
        )
    task_id = str(reference.path[0])
    wanted = scopes.checked.document.tasks.get(task_id)
    if wanted is None:
        return _unknown_task(scopes, task_id)
    if not scopes.sees(text, wanted):
        return _unseen_task(scopes, text, wanted)
    found = _check_field(f"tasks.{task_id}", reference.path[1:], TASK_FIELDS)
    if found is None and reference.path[1] == "output" and wanted.output_schema is not None:
        start = f"tasks.{task_id}.output"
        return outside_schema(start, reference.path[2:], wanted.output_schema)
    return found


def _unknown_task(scopes: Scopes, task_id: TaskId) -> Problem | None:
    if task_id in scopes.checked.document.raw["tasks"]:
        return None  # it exists, but could not be read
    fix = suggest(task_id, scopes.checked.document.tasks)
    return problem("reference.unknown_task", f"There is no task `{task_id[:80]}`.", fix=fix)


def _unseen_task(scopes: Scopes, text: SourceText, wanted: Task) -> Problem:
    if text.task is not None and wanted.id == text.task.id:
        return problem("reference.not_upstream", f"`{wanted.id}` cannot refer to itself.")
    parents = {
        scopes.checked.document.tasks[each].parent
        for each in (text.task.id, *containers_around(scopes.checked.graph, text.task.id))
    } if text.task else {None}  # fmt: skip
    if wanted.parent not in parents:
        return problem(
            "reference.not_here",
            f"`{wanted.id}` stands inside `{wanted.parent}` and cannot be seen from here.",
            fix=f"Refer to tasks.{wanted.parent}.output.",
        )
    here = text.task.id if text.task else ""
    return problem(
        "reference.not_upstream",
        f"`{wanted.id}` need not have ended when `{here}` runs.",
        fix=f"Let `{here}` depend on `{wanted.id}`, or on a task after it.",
    )


def _check_field(
    start: str, rest: tuple[str | int, ...], fields: tuple[str, ...]
) -> Problem | None:
    words = ", ".join(f"{start}.{field}" for field in fields)
    if not rest:
        return problem("reference.incomplete", f"Say what of `{start}` is wanted: {words}.")
    if rest[0] in fields:
        return None
    wanted = str(rest[0])
    return problem(
        "reference.unknown_field",
        f"`{start}` has no `{wanted[:80]}`; there are {words}.",
        fix=suggest(wanted, fields) or f"Did you mean `{start}.{fields[0]}.{wanted[:80]}`?",
    )


def _check_input(scopes: Scopes, _: SourceText, reference: Reference) -> Problem | None:
    if not reference.path or scopes.any_input or reference.path[0] in scopes.known_inputs:
        return None
    wanted = str(reference.path[0])
    return problem(
        "reference.unknown_input",
        f"The workflow has no input `{wanted[:80]}`.",
        fix=suggest(wanted, scopes.known_inputs) or "Add it to the properties of `inputs`.",
    )


def _check_round(scopes: Scopes, text: SourceText, reference: Reference) -> Problem | None:
    kind = ROUND_NAMES[reference.root]
    tasks = scopes.checked.document.tasks
    if any(tasks[each].kind == kind for each in scopes.rounds_around(text)):
        return None
    return problem("reference.not_here", f"`{reference.root}` is known inside a {kind} only.")


def _check_execution(_: Scopes, __: SourceText, reference: Reference) -> Problem | None:
    return _check_field("execution", reference.path, EXECUTION_FIELDS)


def _check_unknown_name(scopes: Scopes, _: SourceText, reference: Reference) -> Problem:
    name = reference.root
    if name in scopes.checked.document.tasks:
        fix: str | None = f"Did you mean `tasks.{name}.output`?"
    elif name in scopes.known_inputs:
        fix = f"Did you mean `inputs.{name}`?"
    else:
        fix = suggest(name, ROOTS)
    known = ", ".join(ROOTS)
    return problem(
        "reference.unknown_name", f"`{name[:80]}` is not known; there are {known}.", fix=fix
    )


RootCheck = Callable[[Scopes, SourceText, Reference], Problem | None]
ROOTS: Mapping[str, RootCheck] = {
    "inputs": _check_input,
    "tasks": _check_task,
    "execution": _check_execution,
    **dict.fromkeys(ROUND_NAMES, _check_round),
}
