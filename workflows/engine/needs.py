"""Which values a task's templates refer to, read off the document once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from workflows.conf import config
from workflows.definition.expressions import Reference, parse_condition, references_in
from workflows.definition.json_types import JsonValue
from workflows.definition.kinds import KINDS
from workflows.planning.plan import Plan, PlannedTask

# The settings of each kind that are templates; cases and a loop's `until` are conditions.
TEMPLATE_FIELDS = {
    name: tuple(field.name for field in kind.fields_of_role("template"))
    for name, kind in KINDS.items()
}
FRAME_ROOTS = frozenset({"item", "index", "turn", "previous"})


@dataclass(frozen=True, slots=True)
class Needs:
    """Tasks by id, and whether inputs or the frame around the task are read."""

    tasks: tuple[str, ...]
    inputs: bool
    frame: bool


def _needs_from(references: Iterable[Reference]) -> Needs:
    found = list(references)
    tasks = {str(r.path[0]) for r in found if r.root == "tasks" and r.path}
    roots = {r.root for r in found}
    return Needs(tuple(sorted(tasks)), "inputs" in roots, bool(roots & FRAME_ROOTS))


@lru_cache(maxsize=50_000)
def needs_to_run(planned: PlannedTask) -> Needs:
    """What the task's own fields read when it runs."""
    fields = TEMPLATE_FIELDS.get(planned.kind, ())
    value = {name: planned.task.settings.get(name) for name in fields}
    found = list(needs_of_value(value))
    for case in planned.task.settings.get("cases") or ():
        found += parse_condition(case["when"], limits=config().limits).references
    return _needs_from(found)


@lru_cache(maxsize=50_000)
def needs_of_condition(source: str) -> Needs:
    return _needs_from(parse_condition(source, limits=config().limits).references)


def needs_of_value(value: JsonValue) -> Iterable[Reference]:
    return (reference for _, reference in references_in(value, limits=config().limits))


def needs_of(value: JsonValue) -> Needs:
    return _needs_from(needs_of_value(value))


@lru_cache(maxsize=10_000)
def needs_of_text(value: str) -> Needs:
    return _needs_from(needs_of_value(value))


def tasks_read_by(planned: PlannedTask) -> Iterable[str]:
    """Ids of all that a task reads: in its fields, its result and its conditions."""
    yield from needs_to_run(planned).tasks
    yield from needs_of(planned.task.settings.get("result")).tasks
    conditions = (planned.task.when, planned.task.settings.get("until"))
    for condition in conditions if planned.kind == "loop" else conditions[:1]:
        if condition is not None:
            yield from needs_of_condition(condition).tasks


# Weakly, so that knowing this keeps no plan in memory.
_of_outputs: WeakKeyDictionary[Plan, Needs] = WeakKeyDictionary()


def needs_of_outputs(plan: Plan) -> Needs:
    """What the workflow's `outputs` read."""
    known = _of_outputs.get(plan)
    if known is None:
        known = _of_outputs[plan] = _needs_from(needs_of_value(plan.document.outputs))
    return known
