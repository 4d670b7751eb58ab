"""Tasks of a list that repeat: a map or a loop around the task they were."""

from __future__ import annotations

from collections.abc import Collection

from workflows.definition.json_types import JsonObject, JsonValue, TaskId
from workflows.definition.list_form.conditions import condition_of
from workflows.definition.list_form.fields import Move
from workflows.definition.list_form.ids import free_id, rewrite_expression, rewrite_references

# What belongs to the place in the graph goes to the container; the rest is the work inside.
OUTER_FIELDS = ("name", "depends_on", "when", "priority", "type")
LISTS = ("items", "over", "forEach", "for_each")
ENDS = ("until", "exitCondition")
BOUNDS = ("maxIterations", "max_iterations", "maxTurns", "max_turns")


def wrap_in_container(move: Move, taken: Collection[TaskId]) -> dict[TaskId, JsonObject]:
    """
    The task by its id; where it repeats, a container of that id and the task inside.

    Args:
        taken: ids that the task inside cannot have.
    """
    over = _take(move.new, LISTS)
    if over is not None:
        return _wrap(move, {"kind": "map", "over": rewrite_references(over, move.renamed)}, taken)
    until = condition_of(move.new.get(next((key for key in ENDS if key in move.new), ""), None))
    if until is None:
        return {move.id: move.new}
    _take(move.new, ENDS)
    loop: JsonObject = {"kind": "loop", "until": rewrite_expression(until, move.renamed)}
    turns = _take(move.new, BOUNDS)
    return _wrap(move, loop | ({"max_turns": turns} if turns is not None else {}), taken)


def _take(task: JsonObject, names: tuple[str, ...]) -> JsonValue:
    found = next((name for name in names if task.get(name) is not None), None)
    return None if found is None else task.pop(found)


def _wrap(move: Move, container: JsonObject, taken: Collection[TaskId]) -> dict[TaskId, JsonObject]:
    inside_id = free_id(f"{move.id}_one", taken)
    inside = {key: value for key, value in move.new.items() if key not in OUTER_FIELDS}
    outer = {key: move.new[key] for key in OUTER_FIELDS if key in move.new}
    if container["kind"] == "loop":
        own = {move.id: inside_id}
        container["until"] = rewrite_expression(container["until"], own)
    word = "once for each item" if container["kind"] == "map" else "until its condition holds"
    move.notices = [each for each in move.notices if each.code != "import.type"]
    move.note("import.type", "kind", f"It repeats {word}: the work stands in `{inside_id}` now.")
    return {
        move.id: outer | container,
        inside_id: inside | {"name": f"{outer.get('name', move.id)}: one", "parent": move.id},
    }
