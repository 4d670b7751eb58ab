"""Task runs of frames (the items of a map, the turns of a loop), inserted from the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.definition.priorities import NORMAL
from workflows.engine.journal.advance import begin
from workflows.engine.journal.conclude import Run
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.transition import Transition
from workflows.engine.plans import is_conditional
from workflows.engine.work import subject_of
from workflows.models import TaskRunState

CONTAINER = """
SELECT id, position, index_path, frame, epoch, attempt - lost, flags, state, "cursor", pending
FROM workflows_taskrun WHERE id = %s
"""
# An execution's urgency moves all of its tasks: kept with each, so that a claim reads one index.
INSERT_RUNS = f"""
INSERT INTO workflows_taskrun
       (execution_id, team_id, position, index_path, frame, task, kind, state, lane, priority,
        pending, epoch, attempt, lost, flags, outcome, reason, owner, ready_at, cost_microusd,
        "cursor")
SELECT %s, %s, p.position, {{path}}, p.task, p.kind,
       CASE WHEN p.pending = 0 AND NOT p.conditional THEN {TaskRunState.READY:d}
            ELSE {TaskRunState.PENDING:d} END,
       p.lane,
       p.priority + (SELECT e.priority - {NORMAL} FROM workflows_execution e WHERE e.id = %s),
       p.pending, 0, 0, 0, 0, '', '', '',
       CASE WHEN p.pending = 0 AND NOT p.conditional THEN {{now}} END, 0, 0
FROM {{places}} WHERE p.version_id = %s AND p.parent = %s
"""
INSERT_ROOT_RUNS = INSERT_RUNS.replace("{path}", "'', NULL").replace(
    "{places}", "workflows_plantask p"
)
# Those of all frames in a range of indexes that have not begun, in the order of their items.
INSERT_FRAME_RUNS = (
    INSERT_RUNS.replace("{path}", '%s || CAST(f."index" AS TEXT), f.id').replace(
        "{places}", "workflows_frame f CROSS JOIN workflows_plantask p"
    )
    + """
AND f.container = %s AND f."index" BETWEEN %s AND %s AND f.open = -1
ORDER BY f."index", p.position
"""
)
OPEN_FRAMES = """
UPDATE workflows_frame SET open = %s
WHERE container = %s AND "index" BETWEEN %s AND %s AND open = -1
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


@dataclass(frozen=True, slots=True)
class FramePlace:
    """A frame, and which item or turn of its container it is."""

    id: int
    index: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A frame in which nothing is open any more."""

    place: FramePlace
    failed: bool


def load_container(t: Transition, run: int) -> Container:
    row = t.rows(CONTAINER, (run,))[0]
    found = Run(row[0], row[1], row[2], row[3], row[4], row[5], row[6], is_running=False)
    return Container(found, cursor=row[8], pending=row[9], state=row[7])


def path_inside(run: Run, index: int) -> str:
    return f"{run.index_path}.{index}" if run.index_path else str(index)


def insert_root_runs(t: Transition, parent: int) -> int:
    """Insert the task runs outside containers from the compiled plan; tell how many."""
    facts = t.facts
    values = (facts.id, facts.team_id, facts.id, facts.version_id, parent)
    count = t.execute(INSERT_ROOT_RUNS, values)
    _tell_ready(t, parent, "")
    return count


def begin_frames(t: Transition, run: Run, frames: Sequence[FramePlace]) -> list[Ended]:
    """
    Insert the task runs of these frames of one container, and start what waits for nothing.

    Args:
        frames: in the order of their indexes; between the first and the last of them there is no
            other that has not begun.
    """
    facts, bounds = t.facts, (run.id, frames[0].index, frames[-1].index)
    prefix = f"{run.index_path}." if run.index_path else ""
    values = (facts.id, facts.team_id, prefix, facts.id, facts.version_id, run.position)
    inserted = t.execute(INSERT_FRAME_RUNS, (*values, *bounds))
    each = inserted // len(frames)
    t.execute(OPEN_FRAMES, (each, *bounds))
    ended: list[Ended] = []
    for frame in frames:
        path = path_inside(run, frame.index)
        if not each:
            t.frames_closed[frame.id] = 0
        _tell_ready(t, run.position, path)
        ended += begin(t, path, frame.id, t.plan.sources(run.position))
    return ended


def _tell_ready(t: Transition, parent: int, path: str) -> None:
    for position in t.plan.sources(parent):
        if not is_conditional(t.plan.tasks[position]):
            t.emit("task:ready", subject_of(t.plan.tasks[position].id, path))
            t.effects.ready += 1
