"""Which tasks of a draft do something else than they did in an earlier execution."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workflows.definition.canonical import canonical_text, normalise
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine.journal.reuse import downstream
from workflows.planning.plan import Plan

# Where a task stands and what it is called say nothing about what it does.
OF_THE_CANVAS = frozenset({"position", "group", "name", "description"})


def changed_with_all_after(before: str, draft: JsonObject, plan: Plan) -> set[str]:
    """
    Tasks outside containers that are new or other than before, and all that follows them.

    A container is another one if anything inside it is.

    Args:
        before: the document of the earlier execution, as its version keeps it.
        plan: of the draft.
    """
    old, now = _tasks_of(json.loads(before)), _tasks_of(draft)
    inside = _with_all_inside(plan)
    children = _children_in(old)
    changed = {
        plan.position_of[task]
        for task, there in inside.items()
        if task not in old
        or there != _inside(task, children)
        or any(_deeds(old[each]) != _deeds(now[each]) for each in there)
    }
    return {plan.tasks[p].id for p in downstream(plan, changed)}


def gives_otherwise(before: str, draft: JsonObject) -> bool:
    """Whether the draft has other outputs than the document of the earlier execution."""
    old: JsonObject = json.loads(before)
    return canonical_text({"is": old.get("outputs")}) != canonical_text(
        {"is": draft.get("outputs")}
    )


def _with_all_inside(plan: Plan) -> dict[str, set[str]]:
    """Each task outside containers with those in it, itself included."""
    return {
        plan.tasks[p].id: {plan.tasks[each].id for each in (p, *plan.descendants(p))}
        for p in plan.roots()
    }


def _children_in(tasks: JsonObject) -> Mapping[str | None, Sequence[str]]:
    children: dict[str | None, list[str]] = defaultdict(list)
    for task, each in tasks.items():
        children[_parent(each)].append(task)
    return children


def _inside(container: str, children: Mapping[str | None, Sequence[str]]) -> set[str]:
    found, open_ = {container}, [container]
    while open_:
        more = set(children.get(open_.pop(), ())) - found
        found |= more
        open_ += more
    return found


def _parent(task: JsonValue) -> str | None:
    parent = task.get("parent") if isinstance(task, dict) else None
    return parent if isinstance(parent, str) else None


def _tasks_of(raw: JsonObject) -> JsonObject:
    tasks = normalise(raw).get("tasks")
    return tasks if isinstance(tasks, dict) else {}


def _deeds(task: JsonValue) -> str:
    fields: Iterable[tuple[str, JsonValue]] = task.items() if isinstance(task, dict) else ()
    return canonical_text({key: value for key, value in fields if key not in OF_THE_CANVAS})
