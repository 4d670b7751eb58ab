"""Items of maps and turns of loops: begun, ended, gathered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.conf import config
from workflows.definition.expressions import evaluate
from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.dialect import marks, padded
from workflows.engine.journal.conclude import Payload, Run, conclude_failure, conclude_success
from workflows.engine.journal.containers import (
    NOT_BEGUN,
    Closed,
    Container,
    FramePlace,
    begin_frames,
    load_container,
    path_inside,
)
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.frame_results import frame_results
from workflows.engine.journal.stop import stop_inside
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import needs_of_condition
from workflows.engine.scopes import build_scope
from workflows.engine.work import Failed, Succeeded
from workflows.errors import ExpressionError, OutputInvalid, OutputLost
from workflows.models import TaskRunFlag

CLOSE = """
UPDATE workflows_frame SET open = open - %s WHERE id IN ({frames})
RETURNING id, container, "index", open, failed, ended
"""
CLOSED_AT_ONCE = 2_048
END_FRAME = "UPDATE workflows_frame SET ended = %s, failed = %s, result = %s WHERE id = %s"
FAIL_FRAME = 'UPDATE workflows_frame SET failed = %s WHERE id = %s RETURNING container, "index"'
COUNT_CONTAINER = """
UPDATE workflows_taskrun SET pending = pending - %s WHERE id = %s RETURNING pending
"""
MOVE_CURSOR = 'UPDATE workflows_taskrun SET "cursor" = %s WHERE id = %s'
# A range of indexes and no LIMIT: without statistics PostgreSQL reads all that are left for one.
FRAMES_BETWEEN = """
SELECT id, "index", open FROM workflows_frame
WHERE container = %s AND "index" BETWEEN %s AND %s ORDER BY "index"
"""
FEWEST_LOOKED_AT = 16
INSERT_FRAME = """
INSERT INTO workflows_frame (execution_id, container, "index", open, failed, ended, item, result)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
RESULTS = """
SELECT result, failed FROM workflows_frame WHERE container = %s ORDER BY "index"
"""


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
    return _begin_next_items(t, load_container(t, run.id), min(at_once, left))


def _begin_next_items(t: Transition, container: Container, count: int) -> list[Ended]:
    frames = _next_frames(t, container, count)
    if not frames:
        return []
    t.execute(MOVE_CURSOR, (frames[-1].index + 1, container.run.id))
    return begin_frames(t, container.run, frames)


def _next_frames(t: Transition, container: Container, count: int) -> list[FramePlace]:
    """The next of the map's items that have not begun, in their order; at most `count`."""
    found: list[FramePlace] = []
    start, width = container.cursor, max(count, FEWEST_LOOKED_AT)
    while len(found) < count:
        bounds = (container.run.id, start, start + width - 1)
        rows = t.rows(FRAMES_BETWEEN, bounds)
        if not rows:
            break
        found += [FramePlace(row[0], row[1]) for row in rows if row[2] == NOT_BEGUN]
        start, width = start + width, width * 2
    return found[:count]


# --- loops ------------------------------------------------------------------------------------


def begin_turn(t: Transition, run: Run, turn: int, previous: str | None) -> list[Ended]:
    """Open the next turn of a loop; `previous` is the last one's result as text."""
    values = (t.facts.id, run.id, turn, NOT_BEGUN, False, False, previous, None)
    t.execute(INSERT_FRAME, values)
    frame, index, _ = t.rows(FRAMES_BETWEEN, (run.id, turn, turn))[0]
    return begin_frames(t, run, [FramePlace(frame, index)])


# --- ends -------------------------------------------------------------------------------------


def close_frames(t: Transition) -> list[Ended]:
    """Count what ended inside frames; end those in which nothing is open, and go on from there."""
    closed, t.frames_closed = t.frames_closed, {}
    by_container: dict[int, list[Closed]] = defaultdict(list)
    for frame, container, index, open_, failed, done in sorted(_count_down(t, closed)):
        if open_ <= 0 and not done:
            by_container[container].append(Closed(FramePlace(frame, index), bool(failed)))
    ended: list[Ended] = []
    for container_id, frames in by_container.items():
        container = load_container(t, container_id)
        if container.waits:
            ended += _end_frames(t, container, frames)
    return ended


def _count_down(t: Transition, closed: Mapping[int, int]) -> Iterator[tuple[Any, ...]]:
    """Lower what is open in each frame by its number; gives back the frames' rows."""
    by_count: dict[int, list[int]] = defaultdict(list)
    for frame, count in closed.items():
        by_count[count].append(frame)
    for count, frames in by_count.items():
        for start in range(0, len(frames), CLOSED_AT_ONCE):
            part = padded(frames[start : start + CLOSED_AT_ONCE])
            yield from t.rows(CLOSE.replace("{frames}", marks(len(part))), (count, *part))


def fail_frame(t: Transition, frame: int, cause: Ended) -> list[Ended]:
    """Let an unhandled failure count for its item or turn, and perhaps for its container."""
    container_id, index = t.rows(FAIL_FRAME, (True, frame))[0]
    container = load_container(t, container_id)
    if not container.waits or not _stops_at_failure(t, container):
        return []
    what = "Item" if _is_map(t, container) else "Turn"
    name = t.plan.tasks[cause.position].task.name
    message = with_reason(f"{what} {index} failed at “{name}”", cause)
    return [_fail_container(t, container, Failed("item_failed", message))]


def with_reason(what: str, cause: Ended) -> str:
    """What failed and why: whoever sees only what is around it learns the cause as well."""
    return f"{what}: {cause.reason}" if cause.reason else f"{what}."


def _is_map(t: Transition, container: Container) -> bool:
    return t.plan.tasks[container.run.position].kind == "map"


def _stops_at_failure(t: Transition, container: Container) -> bool:
    settings = t.plan.tasks[container.run.position].task.settings
    return bool(settings.get("on_item_error", "stop") == "stop")


def _fail_container(t: Transition, container: Container, failed: Failed) -> Ended:
    stop_inside(t, container.run.position, container.run.index_path)
    ended = conclude_failure(t, container.run, failed, Payload(), 0.0)
    if ended is None:
        raise AssertionError("a container is not retried")
    return ended


def _end_frames(t: Transition, container: Container, frames: Sequence[Closed]) -> list[Ended]:
    """Make the results of one container's frames, keep them, and let the container go on."""
    results: list[tuple[bool, bool, str | None, int]] = []
    refused = None
    for frame, made in zip(frames, frame_results(t, container, frames), strict=True):
        if isinstance(made, Failed):
            if not _is_map(t, container) or _stops_at_failure(t, container):
                refused = made
                break
            made = None
        failed = frame.failed or made is None
        results.append((True, failed, made, frame.place.id))
    if results:
        t.statements.many(END_FRAME, results)
    if refused is not None:
        return [_fail_container(t, container, refused)]
    if _is_map(t, container):
        return _next_items(t, container, len(results))
    return _next_turn(t, container, frames[0].place, results[0][2])


def _next_items(t: Transition, container: Container, ended: int) -> list[Ended]:
    pending = t.rows(COUNT_CONTAINER, (ended, container.run.id))[0][0]
    if pending <= 0:
        return [_gather(t, container)]
    return _begin_next_items(t, container, ended)


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
    t: Transition, container: Container, frame: FramePlace, result: str | None
) -> list[Ended]:
    settings = t.plan.tasks[container.run.position].task.settings
    path, turn = path_inside(container.run, frame.index), frame.index
    try:
        needs = needs_of_condition(settings["until"])
        scope = build_scope(t.facts, t.plan, needs, path, frame.id)
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
