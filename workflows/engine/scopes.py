"""The values that a task's expressions see, loaded for just what they refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.db import connection

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.dialect import marks, padded
from workflows.engine.needs import Needs
from workflows.engine.work import ExecutionFacts, subject_of
from workflows.errors import OutputLost
from workflows.models import TaskRun, TaskRunState
from workflows.planning.plan import Plan

# A task run with the epoch that gave its output: an undone transaction is followed by another.
OutputKey = tuple[int, int]
SETTLED = -1  # the output of another, ended execution
# Where a task run stands: its task's position, and the index path of the frame around it.
Place = tuple[int, str]
PATHS_AT_ONCE = 2_048

RUNS = """
SELECT id, position, index_path, state, source, cost_microusd, started_at, ended_at, epoch
FROM workflows_taskrun WHERE execution_id = %s AND position IN ({positions})
AND index_path IN ({paths})
"""
OUTPUTS = """
SELECT a.task_run_id, a.output, a.output_file, a.output_bytes FROM workflows_attempt a
JOIN workflows_taskrun r ON r.id = a.task_run_id AND r.epoch = a.epoch
WHERE a.task_run_id IN ({runs})
"""
FRAME = """
SELECT f.item, f."index", r.position, r.frame FROM workflows_frame f
JOIN workflows_taskrun r ON r.id = f.container WHERE f.id = %s
"""


def build_scope(
    facts: ExecutionFacts, plan: Plan, needs: Needs, path: str, frame: int | None
) -> JsonObject:
    """
    Load what these needs name, as seen from inside the frame at `path`.

    A task that has not ended yet reads as null output and its present state.

    Raises:
        OutputLost: an output that is named was stored, and is gone.
    """
    return build_scopes(facts, plan, needs, [(path, frame)])[0]


def build_scopes(
    facts: ExecutionFacts, plan: Plan, needs: Needs, places: Sequence[tuple[str, int | None]]
) -> list[JsonObject]:
    """
    The same for several places (path and frame), which share what they load.

    Raises:
        OutputLost: an output that one of them names was stored, and is gone.
    """
    inputs = load_inputs(facts.id) if needs.inputs else {}
    tasks = _task_values(facts.id, plan, needs.tasks, [path for path, _ in places])
    scopes: list[JsonObject] = []
    for (_, frame), values in zip(places, tasks, strict=True):
        scope: JsonObject = {
            "tasks": values,
            "inputs": inputs,
            "execution": _execution(facts.public_id),
        }
        if needs.frame and frame is not None:
            scope |= _frame_values(plan, frame)
        scopes.append(scope)
    return scopes


@lru_cache(maxsize=2_000)
def _execution(public_id: str) -> JsonObject:
    return {"id": str(UUID(public_id))}


def load_inputs(execution_id: int) -> JsonObject:
    """The inputs an execution was started with; they never change."""
    kept: Any = payloads.inputs.get((execution_id, 0))
    if kept is not None:
        return cast(JsonObject, kept[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inputs FROM workflows_executionpayload WHERE execution_id = %s",
            (execution_id,),
        )
        row = cursor.fetchone()
    inputs: Any = payloads.read(row[0], "") if row else {}
    payloads.inputs.put((execution_id, 0), inputs, len(row[0]) if row else 0)
    return cast(JsonObject, inputs)


def _frame_values(plan: Plan, frame: int | None) -> JsonObject:
    """Item and index of the nearest map around, turn and previous of the nearest loop."""
    values: JsonObject = {}
    while frame is not None:
        with connection.cursor() as cursor:
            cursor.execute(FRAME, (frame,))
            item, index, position, frame = cursor.fetchone()
        kind = plan.tasks[position].kind
        names = ("item", "index") if kind == "map" else ("previous", "turn")
        values = {names[0]: payloads.read(item, ""), names[1]: index} | values
    return values


def _task_values(
    execution_id: int, plan: Plan, tasks: Sequence[str], paths: Sequence[str]
) -> list[JsonObject]:
    """What these tasks gave as seen from each of the paths."""
    if not tasks:
        return [{} for _ in paths]
    seen = [_places_seen(plan, tasks, path) for path in paths]
    wanted = {place for each in seen for place in each.values()}
    rows = _load_runs(execution_id, wanted)
    found = load_outputs([_output_key(row) for row in rows if _has_output(row)])
    values: dict[Place, JsonObject] = {
        (row[1], row[2]): _task_value(row, found.get(_output_key(row))) for row in rows
    }
    return [
        {task: values.get(place) or _not_begun() for task, place in each.items()} for each in seen
    ]


def _places_seen(plan: Plan, tasks: Iterable[str], path: str) -> dict[str, Place]:
    """Where the runs of these tasks stand that somebody at this path sees."""
    parts = path.split(".") if path else []
    places: dict[str, Place] = {}
    for task in tasks:
        position = plan.position_of.get(task)
        if position is not None:
            depth = len(plan.containers_of(position))
            places[task] = position, ".".join(parts[:depth])
    return places


def _not_begun() -> JsonObject:
    return {"output": None, "status": "pending", "cost_usd": 0, "duration_s": 0}


def _output_key(row: tuple[Any, ...]) -> OutputKey:
    return (row[4], SETTLED) if row[4] else (row[0], row[8])


def _has_output(row: tuple[Any, ...]) -> bool:
    return bool(row[3] == TaskRunState.SUCCEEDED)


def _task_value(row: tuple[Any, ...], output: JsonValue) -> JsonObject:
    return {
        "output": output,
        "status": TaskRunState(row[3]).label,
        "cost_usd": row[5] / 1_000_000,
        "duration_s": _seconds_between(row[6], row[7]),
    }


def _seconds_between(started: object, ended: object) -> float:
    if not started or not ended:
        return 0.0
    return (_moment(ended) - _moment(started)).total_seconds()


def _moment(value: object) -> datetime:
    # SQLite hands text to raw cursors.
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _load_runs(execution_id: int, wanted: Collection[Place]) -> list[tuple[Any, ...]]:
    if not wanted:
        return []
    positions = padded(sorted({p for p, _ in wanted}))
    every = sorted({path for _, path in wanted})
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(every), PATHS_AT_ONCE):
        paths = padded(every[start : start + PATHS_AT_ONCE])
        sql = RUNS.format(positions=marks(len(positions)), paths=marks(len(paths)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [execution_id, *positions, *paths])
            rows += [row for row in cursor.fetchall() if (row[1], row[2]) in wanted]
    return rows


def _read(run: int, text: str | None, file: str) -> JsonValue:
    """
    Raises:
        OutputLost: says whose output it was.
    """
    try:
        return payloads.read(text, file)
    except OutputLost as lost:
        owner = TaskRun.objects.get(pk=run)
        message = f"The output of “{subject_of(owner.task, owner.index_path)}” is lost. {lost}"
        raise OutputLost(message) from lost


def load_outputs(keys: list[OutputKey]) -> dict[OutputKey, JsonValue]:
    """Final outputs by task run and epoch."""
    found: dict[OutputKey, JsonValue] = {}
    missing = []
    for key in keys:
        kept = payloads.outputs.get(key)
        if kept is None:
            missing.append(key)
        else:
            found[key] = kept[0]
    for start in range(0, len(missing), 5_000):
        found |= _fetch_outputs(missing[start : start + 5_000])
    return found


def _fetch_outputs(keys: list[OutputKey]) -> dict[OutputKey, JsonValue]:
    key_of = {run: (run, epoch) for run, epoch in keys}
    with connection.cursor() as cursor:
        cursor.execute(OUTPUTS.format(runs=marks(len(key_of))), list(key_of))
        rows = cursor.fetchall()
    found: dict[OutputKey, JsonValue] = {}
    for run, text, file, size in rows:
        key = key_of[run]
        found[key] = _read(run, text, file)
        payloads.outputs.put(key, found[key], size)
    return found
