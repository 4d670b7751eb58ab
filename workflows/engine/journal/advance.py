"""
What follows from the end of task runs: dependents become ready or are skipped, level by level.

The cost is that of the dependents alone: a task with one dependency moves in one statement together
with its likes; a join reads its ends once, when the last of them is final.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.conf import config
from workflows.definition.expressions import evaluate
from workflows.engine.dialect import marks, padded
from workflows.engine.journal.ends import FINAL_STATES, Ended, end_of
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import needs_of_condition
from workflows.engine.plans import is_conditional
from workflows.engine.scopes import build_scope
from workflows.engine.work import subject_of
from workflows.errors import ExpressionError, OutputLost
from workflows.models import EventSeverity, TaskRunState
from workflows.planning.joins import End, Ending, Step, decide_join

CHUNK = 4_096

PLACE = "execution_id = %s AND index_path = %s AND position IN ({positions})"
# One with `not_before` has begun before, and waits for its next attempt.
NOT_BEGUN = f"state = {TaskRunState.PENDING:d} AND not_before IS NULL"
MAKE_READY = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.READY:d}, pending = 0, ready_at = {{now}}
WHERE {PLACE} AND {NOT_BEGUN} RETURNING position
"""
COUNT_DOWN = f"""
UPDATE workflows_taskrun SET pending = pending - %s
WHERE {PLACE} AND {NOT_BEGUN} RETURNING position, pending
"""
SKIP = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.SKIPPED:d}, pending = 0, reason = %s,
       ended_at = {{now}}
WHERE {PLACE} AND {NOT_BEGUN} RETURNING position
"""
FAIL = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.FAILED:d}, pending = 0, reason = %s,
       ended_at = {{now}}
WHERE {PLACE} AND {NOT_BEGUN} RETURNING position
"""
ENDS = f"SELECT position, state, outcome FROM workflows_taskrun WHERE {PLACE}"


@dataclass(slots=True)
class Moves:
    """
    What becomes of dependents at one place: made ready, skipped with a reason, or failed with a
    code and a reason.
    """

    ready: list[int] = field(default_factory=list)
    skip: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    fail: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def advance(t: Transition, ended: Sequence[Ended]) -> list[Ended]:
    """Move the direct dependents of these; give back those that ended by it (skipped or failed)."""
    places: dict[tuple[str, int | None], dict[int, End]] = defaultdict(dict)
    for each in ended:
        places[each.index_path, each.frame][each.position] = each.end
    following: list[Ended] = []
    for (path, frame), ends in places.items():
        moves = _decide(t, path, frame, ends)
        if _is_next_alone(t, ended, moves):
            t.held_back = moves.ready[0]
        else:
            following += apply_moves(t, path, frame, moves)
    return following


def _is_next_alone(t: Transition, ended: Sequence[Ended], moves: Moves) -> bool:
    """
    Whether all that follows is one task outside containers, while nothing else of the execution
    runs: then it is probably the only one to claim.
    """
    if not t.may_hold_back or t.running or len(ended) > 1 or ended[0].frame is not None:
        return False
    succeeded = ended[0].end.ending is Ending.SUCCEEDED
    return succeeded and len(moves.ready) == 1 and not (moves.skip or moves.fail)


def release_held_back(t: Transition) -> None:
    """Make ready what was held back and could not be claimed at once."""
    if t.held_back is not None:
        position, t.held_back = t.held_back, None
        apply_moves(t, "", None, Moves(ready=[position]))


def begin(t: Transition, path: str, frame: int | None, sources: Iterable[int]) -> list[Ended]:
    """Start the conditional ones among tasks that wait for nothing; others are ready already."""
    moves = Moves()
    for position in sources:
        if is_conditional(t.plan.tasks[position]):
            _judge(t, path, frame, position, moves)
    return apply_moves(t, path, frame, moves)


def _decide(t: Transition, path: str, frame: int | None, ends: Mapping[int, End]) -> Moves:
    moves = Moves()
    countdown: Counter[int] = Counter()
    for source, end in ends.items():
        for position in t.plan.tasks[source].successors:
            if t.plan.tasks[position].pending == 1:
                follow(t, path, frame, position, {source: end}, moves)
            else:
                countdown[position] += 1
    if countdown:
        due = _count_down(t, path, countdown)
        known = _load_ends(t, path, due) if due else {}
        for position in sorted(due):
            follow(t, path, frame, position, known, moves)
    return moves


def follow(
    t: Transition,
    path: str,
    frame: int | None,
    position: int,
    ends: Mapping[int, End],
    moves: Moves,
) -> None:
    """Decide one task whose dependencies have ended, and note the move."""
    planned = t.plan.tasks[position]
    decision = decide_join(t.plan, planned, ends)
    if decision.step is Step.SKIP:
        moves.skip[decision.reason].append(position)
    elif decision.step is Step.RUN and is_conditional(planned):
        _judge(t, path, frame, position, moves)
    elif decision.step is Step.RUN:
        moves.ready.append(position)


def _judge(t: Transition, path: str, frame: int | None, position: int, moves: Moves) -> None:
    """Decide a task that is disabled or has a condition."""
    task = t.plan.tasks[position].task
    if task.disabled:
        moves.skip["it is disabled"].append(position)
        return
    condition = task.when or "true"
    try:
        needs = needs_of_condition(condition)
        scope = build_scope(t.facts, t.plan, needs, path, frame)
        holds = evaluate(condition, scope, limits=config().limits)
    except (ExpressionError, OutputLost) as error:
        moves.fail[error.code, f"its condition failed: {error.message}"].append(position)
        return
    if holds:
        moves.ready.append(position)
    else:
        moves.skip[f"its condition does not hold: {condition}"].append(position)


def _count_down(t: Transition, path: str, countdown: Counter[int]) -> set[int]:
    """Lower what these wait for; give back those to decide now: all ended, or a join of any."""
    due: set[int] = set()
    by_step: dict[int, list[int]] = defaultdict(list)
    for position, step in countdown.items():
        by_step[step].append(position)
    for step, positions in by_step.items():
        for part in map(padded, _chunks(positions)):
            sql = COUNT_DOWN.replace("{positions}", marks(len(part)))
            for position, pending in t.rows(sql, [step, t.facts.id, path, *part]):
                if pending <= 0 or t.plan.tasks[position].task.join == "any":
                    due.add(position)
    return due


def _load_ends(t: Transition, path: str, positions: Iterable[int]) -> dict[int, End]:
    sources = {d.source for p in positions for d in t.plan.tasks[p].dependencies}
    ends: dict[int, End] = {}
    for part in map(padded, _chunks(sorted(sources))):
        sql = ENDS.replace("{positions}", marks(len(part)))
        for position, state, outcome in t.rows(sql, [t.facts.id, path, *part]):
            if state in FINAL_STATES:
                ends[position] = end_of(t.plan.tasks[position], state, outcome)
    return ends


def apply_moves(t: Transition, path: str, frame: int | None, moves: Moves) -> list[Ended]:
    """Carry moves out; give back what ended by them."""
    for position in _update(t, MAKE_READY, path, moves.ready):
        t.emit("task:ready", subject_of(t.plan.tasks[position].id, path))
        t.effects.ready += 1
    following: list[Ended] = []
    for reason, positions in moves.skip.items():
        for position in _update(t, SKIP, path, positions, reason):
            subject = subject_of(t.plan.tasks[position].id, path)
            t.emit("task:skipped", subject, {"reason": reason})
            following.append(Ended(position, path, frame, End(Ending.SKIPPED)))
    for (code, reason), positions in moves.fail.items():
        following += _fail(t, path, frame, positions, code, reason)
    return following


def _fail(
    t: Transition, path: str, frame: int | None, positions: list[int], code: str, reason: str
) -> list[Ended]:
    failed = []
    for position in _update(t, FAIL, path, positions, reason):
        subject = subject_of(t.plan.tasks[position].id, path)
        data = {"code": code, "message": reason}
        t.emit("task:failed", subject, data, EventSeverity.ERROR)
        end = end_of(t.plan.tasks[position], TaskRunState.FAILED, "")
        failed.append(Ended(position, path, frame, end, reason[:300]))
    return failed


def _update(
    t: Transition, sql: str, path: str, positions: Sequence[int], reason: str | None = None
) -> Iterator[int]:
    for part in map(padded, _chunks(positions)):
        params = [] if reason is None else [reason[:300]]
        rows = t.rows(
            sql.replace("{positions}", marks(len(part))), [*params, t.facts.id, path, *part]
        )
        # The order of RETURNING is the database's own; events follow the plan.
        yield from sorted(row[0] for row in rows)


def _chunks(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(positions), CHUNK):
        yield positions[start : start + CHUNK]
