"""The fewest edits that turn one workflow document into another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from itertools import chain

from collaboration.sync.edges import Edge, edges_of
from collaboration.sync.edits import (
    AddEdge,
    AddEntry,
    Edit,
    RemoveEdge,
    RemoveEntry,
    RemoveKey,
    SetValue,
    SpliceText,
)
from collaboration.sync.layout import ENTRY_ROOTS, TASKS, WORKFLOW, is_text_key, lay_out
from collaboration.sync.text_changes import Budget, splices
from workflows.definition.canonical import normalise
from workflows.definition.json_types import JsonObject, JsonValue, TaskId

SCALARS = frozenset({str, int, float, type(None)})


def difference(
    old: JsonObject, new: JsonObject, *, tasks: Collection[TaskId] | None = None
) -> tuple[Edit, ...]:
    """
    What to do so that `old`, a projection, becomes `new`, which passed the gates of drafts.

    Applied to the shared document, it changes only what differs: what others do elsewhere at the
    same time stays, also in the same text.

    Args:
        tasks: those that differ, where that is known: the others are not looked at.
    """
    remaining = frozenset(new.get(TASKS) or {})
    if tasks is not None:
        old, new = _with_tasks(old, tasks), _with_tasks(new, tasks)
    old, new = normalise(old), normalise(new)
    gone, added = _changed_edges(old, new, remaining)
    budget = Budget()
    return tuple(
        chain(
            map(RemoveEdge, gone),
            _changed_keys(WORKFLOW, None, old, new, budget),
            *(_changed_entries(name, old, new, budget) for name in ENTRY_ROOTS),
            map(AddEdge, added),
        )
    )


def _with_tasks(document: JsonObject, wanted: Collection[TaskId]) -> JsonObject:
    stored = document.get(TASKS) or {}
    some = {task_id: task for task_id, task in stored.items() if task_id in wanted}
    return {**document, TASKS: some}


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Whether both are the same JSON: 1 is 1.0, and is not true."""
    # Python's own comparison is native code; it errs only where true meets 1, or false 0.
    return bool(one == other) and _has_same_booleans(one, other)


def _has_same_booleans(one: JsonValue, other: JsonValue) -> bool:
    kind, twin = type(one), type(other)
    if kind is dict:
        for key, value in one.items():
            # Most values are texts, and a text equals nothing but texts.
            if type(value) is not str and not _has_same_booleans(value, other[key]):
                return False
        return True
    if kind is list:
        return all(map(_has_same_booleans, one, other))
    return twin is not bool if kind in SCALARS else kind is twin


def _changed_edges(
    old: JsonObject, new: JsonObject, remaining: Set[TaskId]
) -> tuple[list[Edge], list[Edge]]:
    """Those that are gone, but for the edges of removed tasks, and the new ones; by their ids."""
    before, after = old.get(TASKS) or {}, new.get(TASKS) or {}
    touched = [
        task_id
        for task_id in {**before, **after}
        if _waits_for(before, task_id) != _waits_for(after, task_id)
    ]
    had, has = (
        set(edges_of({task_id: tasks[task_id] for task_id in touched if task_id in tasks}))
        for tasks in (before, after)
    )
    gone = (edge for edge in had - has if {edge.source, edge.target} <= remaining)
    return sorted(gone, key=_by_id), sorted(has - had, key=_by_id)


def _by_id(edge: Edge) -> str:
    return edge.id


def _waits_for(tasks: JsonObject, task_id: TaskId) -> JsonValue:
    task = tasks.get(task_id)
    return task.get("depends_on") if isinstance(task, dict) else None


def _changed_entries(name: str, old: JsonObject, new: JsonObject, budget: Budget) -> Iterator[Edit]:
    before, after = old.get(name) or {}, new.get(name) or {}
    for entry in before:
        if entry not in after:
            yield RemoveEntry(name, entry)
    for entry, value in after.items():
        if entry not in before:
            yield AddEntry(name, entry, value)
        elif not is_same(before[entry], value):
            yield from _changed_entry(name, entry, before[entry], value, budget)


def _changed_entry(
    name: str, entry: str, old: JsonValue, new: JsonValue, budget: Budget
) -> Iterator[Edit]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _changed_keys(name, entry, old, new, budget)
    else:
        yield RemoveEntry(name, entry)
        yield AddEntry(name, entry, new)


def _changed_keys(
    name: str, entry: str | None, old: JsonObject, new: JsonObject, budget: Budget
) -> Iterator[Edit]:
    """Removals, then texts, then values: a value can take the place of what was removed."""
    before, after = lay_out(name, old), lay_out(name, new)
    keys = [
        key
        for key in sorted(before.keys() | after.keys())
        if key not in before or key not in after or not is_same(before[key], after[key])
    ]
    texts = [key for key in keys if _is_text(name, key, before, after)]
    others = [key for key in keys if key not in texts]
    yield from (RemoveKey(name, entry, key) for key in others if key not in after)
    for key in texts:
        yield from _changed_text(name, entry, key, before.get(key), after.get(key, ""), budget)
    yield from (SetValue(name, entry, key, after[key]) for key in others if key in after)


def _is_text(name: str, key: str, before: JsonObject, after: JsonObject) -> bool:
    """Whether what stands there afterwards is a text, if only an empty one."""
    if not is_text_key(name, key):
        return False
    return isinstance(after.get(key, before.get(key)), str)


def _changed_text(
    name: str, entry: str | None, key: str, old: JsonValue, new: str, budget: Budget
) -> Iterator[Edit]:
    for each in splices(old if isinstance(old, str) else "", new, budget):
        yield SpliceText(name, entry, key, each.index, each.deleted, each.inserted)
