"""Ending early: what runs is told, what waits or has not begun ends at once."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.engine.dialect import marks
from workflows.engine.journal.advance import Moves, apply_moves, follow
from workflows.engine.journal.ends import FINAL_STATES, OPEN_STATES, Ended, end_of
from workflows.engine.journal.spared import STOPPED
from workflows.engine.journal.transition import Transition
from workflows.engine.work import subject_of
from workflows.models import TaskRunState
from workflows.planning.joins import End

END_UNBEGUN = f"""
UPDATE workflows_taskrun SET state = %s, reason = %s, ended_at = {{now}}, not_before = NULL
WHERE execution_id = %s AND state IN ({TaskRunState.PENDING:d}, {TaskRunState.READY:d})
{{where}} RETURNING position, index_path, frame
"""
END_WAITING = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.CANCELLED:d}, reason = %s, ended_at = {{now}},
       not_before = NULL
WHERE execution_id = %s AND state = {TaskRunState.WAITING:d} {{where}}
RETURNING position, index_path, frame, id
"""
RUNNING = f"""
SELECT id FROM workflows_taskrun WHERE execution_id = %s AND state = {TaskRunState.RUNNING:d}
{{where}}
"""
WITHDRAW = """
UPDATE workflows_approval SET state = 'withdrawn', ended_at = {now}
WHERE state = 'open' AND task_run IN ({runs})
"""
COUNT_OPEN = f"""
SELECT COUNT(*) FROM workflows_taskrun WHERE execution_id = %s AND frame IS NULL
AND state IN ({", ".join(str(int(s)) for s in OPEN_STATES)})
"""
ROOT_ENDS = """
SELECT position, state, outcome FROM workflows_taskrun WHERE execution_id = %s AND frame IS NULL
"""
SET_PENDING = f"""
UPDATE workflows_taskrun SET pending = %s WHERE execution_id = %s AND position = %s
AND state = {TaskRunState.PENDING:d} AND not_before IS NULL
"""


def stop_execution(t: Transition, *, run_always: bool) -> list[Ended]:
    """
    Tell what runs to stop and skip the rest; tasks that join *always* still run, if asked for, with
    all that is inside them.

    What it ends needs no settling: it is counted here, and nothing that depends on it can run.
    """
    t.stopping = True
    always = [p for p in t.plan.roots() if run_always and t.plan.tasks[p].task.join == "always"]
    spared = [*always, *(inside for p in always for inside in t.plan.descendants(p))]
    where = f"AND position NOT IN ({marks(len(spared))})" if spared else ""
    _end_open(t, TaskRunState.SKIPPED, STOPPED, where, spared)
    t.open = int(t.rows(COUNT_OPEN, (t.facts.id,))[0][0])
    return _release_always(t, always)


def cancel_execution(t: Transition) -> None:
    """Tell what runs to stop and cancel all else."""
    t.stopping = True
    _end_open(t, TaskRunState.CANCELLED, "the execution was cancelled", "", ())
    t.open = int(t.rows(COUNT_OPEN, (t.facts.id,))[0][0])
    t.frames_closed.clear()


def stop_inside(t: Transition, position: int, index_path: str) -> None:
    """End everything in one run of a container; what runs is told."""
    inside = t.plan.descendants(position)
    where = f"AND position IN ({marks(len(inside))})"
    params: list[object] = list(inside)
    if index_path:
        where += " AND index_path LIKE %s"
        params.append(f"{index_path}.%")
    _end_open(t, TaskRunState.CANCELLED, "the container ended", where, params)


def _end_open(
    t: Transition, unbegun: TaskRunState, reason: str, where: str, params: Sequence[object]
) -> None:
    name = "task:skipped" if unbegun == TaskRunState.SKIPPED else "task:cancelled"
    sql = END_UNBEGUN.replace("{where}", where)
    for position, path, _ in sorted(t.rows(sql, [unbegun, reason, t.facts.id, *params])):
        t.emit(name, subject_of(t.plan.tasks[position].id, path), {"reason": reason})
    sql = END_WAITING.replace("{where}", where)
    waiting = sorted(t.rows(sql, [reason, t.facts.id, *params]))
    for position, path, _, _ in waiting:
        data = {"reason": reason}
        t.emit("task:cancelled", subject_of(t.plan.tasks[position].id, path), data)
    _withdraw(t, [row[3] for row in waiting])
    running = t.rows(RUNNING.replace("{where}", where), [t.facts.id, *params])
    t.effects.stop_runs += [row[0] for row in running]


def _withdraw(t: Transition, runs: list[int]) -> None:
    """Close the questions and the executions that these waited for."""
    for start in range(0, len(runs), 5_000):
        part = runs[start : start + 5_000]
        t.execute(WITHDRAW.replace("{runs}", marks(len(part))), part)
        t.effects.stop_children_of += part


def _release_always(t: Transition, always: Sequence[int]) -> list[Ended]:
    """Recount what the *always* tasks wait for, now that so much has ended at once."""
    if not always:
        return []
    ends = _root_ends(t)
    moves = Moves()
    for position in always:
        left = {d.source for d in t.plan.tasks[position].dependencies} - ends.keys()
        t.execute(SET_PENDING, (len(left), t.facts.id, position))
        if not left:
            follow(t, "", None, position, ends, moves)
    return apply_moves(t, "", None, moves)


def _root_ends(t: Transition) -> dict[int, End]:
    return {
        position: end_of(t.plan.tasks[position], state, outcome)
        for position, state, outcome in t.rows(ROOT_ENDS, (t.facts.id,))
        if state in FINAL_STATES
    }
