"""Items of maps and turns of loops: begun, ended, gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflows.conf import config
from workflows.definition.expressions import evaluate, render
from workflows.definition.json_types import JsonValue
from workflows.definition.priorities import NORMAL
from workflows.engine import payloads
from workflows.engine.journal.advance import begin
from workflows.engine.journal.conclude import Payload, Run, conclude_failure, conclude_success
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.stop import stop_inside
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import Needs, needs_of, needs_of_condition, needs_of_text
from workflows.engine.plans import is_conditional
from workflows.engine.scopes import build_scope
from workflows.engine.work import Failed, Succeeded, subject_of
from workflows.errors import ExpressionError, OutputInvalid, OutputLost
from workflows.models import TaskRunFlag, TaskRunState
from workflows.planning.plan import PlannedTask

CLOSE = """
UPDATE workflows_frame SET open = open - %s WHERE id = %s
RETURNING container, "index", open, failed, ended
"""
END_FRAME = "UPDATE workflows_frame SET ended = %s, failed = %s, result = %s WHERE id = %s"
FAIL_FRAME = 'UPDATE workflows_frame SET failed = %s WHERE id = %s RETURNING container, "index"'
CONTAINER = """
SELECT id, position, index_path, frame, epoch, attempt - lost, flags, state, "cursor", pending
FROM workflows_taskrun WHERE id = %s
"""
COUNT_CONTAINER = """
UPDATE workflows_taskrun SET pending = pending - 1 WHERE id = %s RETURNING pending
"""
MOVE_CURSOR = 'UPDATE workflows_taskrun SET "cursor" = %s WHERE id = %s'
NEXT_FRAME = """
SELECT id, "index" FROM workflows_frame
WHERE container = %s AND "index" >= %s AND open = -1 ORDER BY "index" LIMIT 1
"""
INSERT_FRAME = """
INSERT INTO workflows_frame (execution_id, container, "index", open, failed, ended, item, result)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
# An execution's urgency moves all of its tasks: kept with each, so that a claim reads one index.
INSERT_RUNS = f"""
INSERT INTO workflows_taskrun
       (execution_id, team_id, position, index_path, frame, task, kind, state, lane, priority,
        pending, epoch, attempt, lost, flags, outcome, reason, owner, ready_at, cost_microusd,
        "cursor")
SELECT %s, %s, position, %s, %s, task, kind,
       CASE WHEN pending = 0 AND NOT conditional THEN {TaskRunState.READY:d}
            ELSE {TaskRunState.PENDING:d} END,
       lane, priority + (SELECT e.priority - {NORMAL} FROM workflows_execution e WHERE e.id = %s),
       pending, 0, 0, 0, 0, '', '', '',
       CASE WHEN pending = 0 AND NOT conditional THEN {{now}} END, 0, 0
FROM workflows_plantask WHERE version_id = %s AND parent = %s
"""
RESULTS = """
SELECT result, failed FROM workflows_frame WHERE container = %s ORDER BY "index"
"""
NOT_BEGUN = -1


@dataclass(frozen=True, slots=True)
class Container:
    """A map or loop that waits for its children."""

    run: Run
    cursor: int
    pending: int
    state: int

    @property
    def waits(self) -> bool:
        return self.state == TaskRunState.WAITING


def load_container(t: Transition, run: int) -> Container:
    row = t.rows(CONTAINER, (run,))[0]
    found = Run(row[0], row[1], row[2], row[3], row[4], row[5], row[6], is_running=False)
    return Container(found, cursor=row[8], pending=row[9], state=row[7])


def insert_runs(t: Transition, parent: int, index_path: str, frame: int | None) -> int:
    """Insert the task runs of one frame (or the root) from the compiled plan; tell how many."""
    facts = t.facts
    values = (facts.id, facts.team_id, index_path, frame, facts.id, facts.version_id, parent)
    count = t.execute(INSERT_RUNS, values)
    for position in t.plan.sources(parent):
        if not is_conditional(t.plan.tasks[position]):
            t.emit("task:ready", subject_of(t.plan.tasks[position].id, index_path))
            t.effects.ready += 1
    return count


# --- maps -------------------------------------------------------------------------------------


def begin_items(
    t: Transition, run: Run, items: Sequence[JsonValue], earlier: dict[int, str]
) -> list[Ended]:
    """
    Open a frame per item and begin as many as may run at once.

    Args:
        earlier: results by index that an earlier execution made of equal items.
    """
    rows = [
        (t.facts.id, run.id, i, 0 if i in earlier else NOT_BEGUN, False, i in earlier)
        + (payloads.to_text(item), earlier.get(i))
        for i, item in enumerate(items)
    ]
    t.statements.many(INSERT_FRAME, rows)
    left = len(items) - len(earlier)
    t.execute("UPDATE workflows_taskrun SET pending = %s WHERE id = %s", (left, run.id))
    if not left:
        return [_gather(t, load_container(t, run.id))]
    at_once = int(t.plan.tasks[run.position].task.settings.get("max_parallel") or left)
    ended: list[Ended] = []
    for _ in range(min(at_once, left)):
        ended += _begin_next_item(t, load_container(t, run.id))
    return ended


def _begin_next_item(t: Transition, container: Container) -> list[Ended]:
    found = t.rows(NEXT_FRAME, (container.run.id, container.cursor))
    if not found:
        return []
    frame, index = found[0]
    t.execute(MOVE_CURSOR, (index + 1, container.run.id))
    return _begin_frame(t, container.run, frame, index)


def _begin_frame(t: Transition, run: Run, frame: int, index: int) -> list[Ended]:
    path = path_inside(run, index)
    count = insert_runs(t, run.position, path, frame)
    t.execute("UPDATE workflows_frame SET open = %s WHERE id = %s", (count, frame))
    if not count:
        t.frames_closed[frame] = 0
    return begin(t, path, frame, t.plan.sources(run.position))


def path_inside(run: Run, index: int) -> str:
    return f"{run.index_path}.{index}" if run.index_path else str(index)


# --- loops ------------------------------------------------------------------------------------


def begin_turn(t: Transition, run: Run, turn: int, previous: str | None) -> list[Ended]:
    """Open the next turn of a loop; `previous` is the last one's result as text."""
    values = (t.facts.id, run.id, turn, NOT_BEGUN, False, False, previous, None)
    t.execute(INSERT_FRAME, values)
    frame, _ = t.rows(NEXT_FRAME, (run.id, turn))[0]
    return _begin_frame(t, run, frame, turn)


# --- ends -------------------------------------------------------------------------------------


def close_frames(t: Transition) -> list[Ended]:
    """Count what ended inside frames; end those in which nothing is open, and go on from there."""
    closed, t.frames_closed = t.frames_closed, {}
    ended: list[Ended] = []
    for frame, count in sorted(closed.items()):
        container, index, open_, failed, done = t.rows(CLOSE, (count, frame))[0]
        if open_ <= 0 and not done:
            ended += _end_frame(t, frame, container, index, bool(failed))
    return ended


def fail_frame(t: Transition, frame: int, cause: Ended) -> list[Ended]:
    """Let an unhandled failure count for its item or turn, and perhaps for its container."""
    container_id, index = t.rows(FAIL_FRAME, (True, frame))[0]
    container = load_container(t, container_id)
    planned = t.plan.tasks[container.run.position]
    if not container.waits or planned.task.settings.get("on_item_error", "stop") != "stop":
        return []
    what = "Item" if planned.kind == "map" else "Turn"
    name = t.plan.tasks[cause.position].task.name
    message = with_reason(f"{what} {index} failed at “{name}”", cause)
    return [_fail_container(t, container, Failed("item_failed", message))]


def with_reason(what: str, cause: Ended) -> str:
    """What failed and why: whoever sees only what is around it learns the cause as well."""
    return f"{what}: {cause.reason}" if cause.reason else f"{what}."


def _fail_container(t: Transition, container: Container, failed: Failed) -> Ended:
    stop_inside(t, container.run.position, container.run.index_path)
    ended = conclude_failure(t, container.run, failed, Payload(), 0.0)
    if ended is None:
        raise AssertionError("a container is not retried")
    return ended


def _end_frame(
    t: Transition, frame: int, container_id: int, index: int, failed: bool
) -> list[Ended]:
    container = load_container(t, container_id)
    if not container.waits:
        return []
    planned = t.plan.tasks[container.run.position]
    path = path_inside(container.run, index)
    try:
        result = None if failed else payloads.to_text(_result(t, planned, path, frame))
    except (ExpressionError, OutputInvalid) as error:
        message = f"The result of item {index} could not be made: {error.message}"
        if planned.kind == "loop" or planned.task.settings.get("on_item_error", "stop") == "stop":
            return [_fail_container(t, container, Failed(error.code, message))]
        result, failed = None, True
    t.execute(END_FRAME, (True, failed, result, frame))
    if planned.kind == "loop":
        return _next_turn(t, container, planned, frame, index, result)
    return _next_item(t, container)


def _next_item(t: Transition, container: Container) -> list[Ended]:
    pending = t.rows(COUNT_CONTAINER, (container.run.id,))[0][0]
    if pending <= 0:
        return [_gather(t, container)]
    return _begin_next_item(t, container)


def _gather(t: Transition, container: Container) -> Ended:
    """The map's output: its items' results in order."""
    policy = t.plan.tasks[container.run.position].task.settings.get("on_item_error", "stop")
    rows = t.rows(RESULTS, (container.run.id,))
    output = [
        payloads.read(result, "") for result, failed in rows if not (failed and policy == "skip")
    ]
    return conclude_container(t, container.run, Succeeded(output))


def conclude_container(t: Transition, run: Run, result: Succeeded) -> Ended:
    try:
        stored = payloads.store(payloads.to_text(result.output))
    except OutputInvalid as error:
        return _fail_container(t, load_container(t, run.id), Failed(error.code, error.message))
    return conclude_success(t, run, result, Payload(output=stored))


def _next_turn(
    t: Transition,
    container: Container,
    planned: PlannedTask,
    frame: int,
    turn: int,
    result: str | None,
) -> list[Ended]:
    settings = planned.task.settings
    path = path_inside(container.run, turn)
    try:
        needs = needs_of_condition(settings["until"])
        scope = build_scope(t.facts, t.plan, needs, path, frame)
        done = evaluate(settings["until"], scope, limits=config().limits)
    except (ExpressionError, OutputLost) as error:
        failed = Failed(error.code, f"The loop's condition failed: {error.message}")
        return [_fail_container(t, container, failed)]
    last = turn + 1 >= int(settings.get("max_turns") or config().limits.loop_turns)
    if not done and not last:
        return begin_turn(t, container.run, turn + 1, result)
    flags = 0 if done else int(TaskRunFlag.EXHAUSTED)
    output = payloads.read(result, "")
    return [conclude_container(t, container.run, Succeeded(output, flags=flags))]


def _result(t: Transition, planned: PlannedTask, path: str, frame: int) -> JsonValue:
    """What one frame gives: its `result`, or what its only sink (else each sink by id) gave."""
    wanted = planned.task.settings.get("result")
    if wanted is None:
        sinks = [t.plan.tasks[p].id for p in t.plan.sinks(planned.position)]
        scope = build_scope(t.facts, t.plan, Needs(tuple(sinks), False, False), path, frame)
        outputs: dict[str, Any] = {s: scope["tasks"][s]["output"] for s in sinks}
        return outputs[sinks[0]] if len(sinks) == 1 else outputs
    needs = needs_of_text(wanted) if isinstance(wanted, str) else needs_of(wanted)
    scope = build_scope(t.facts, t.plan, needs, path, frame)
    return render(wanted, scope, limits=config().limits)
