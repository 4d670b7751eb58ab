"""What a start already has for tasks: outputs reused, given or pinned, and tasks left out."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.journal.advance import Moves, apply_moves, follow
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.reuse import Reused
from workflows.engine.journal.transition import Transition
from workflows.engine.work import subject_of
from workflows.models import TaskRunFlag, TaskRunState
from workflows.planning.joins import End, Ending
from workflows.planning.plan import PlannedTask

LEFT_OUT = "not part of this run"
# Kinds whose output names the way out that was taken, with the key that names it.
OUTCOME_KEYS = {"branch": "case", "approval": "answer"}
REUSE = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.SUCCEEDED:d}, flags = %s, outcome = %s,
       source = %s, pending = 0, ended_at = {{now}}
WHERE execution_id = %s AND position = %s AND index_path = '' RETURNING id
"""
LEAVE_OUT = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.SKIPPED:d}, pending = 0, ended_at = {{now}},
       reason = '{LEFT_OUT}'
WHERE execution_id = %s AND position = %s AND index_path = ''
"""
GIVE_OUTPUT = """
INSERT INTO workflows_attempt
       (task_run_id, epoch, number, state, worker, ended_at, input_tokens, output_tokens,
        cost_microusd, model, explanation, error_code, error_message, output, output_file,
        output_bytes)
VALUES (%s, 0, 0, 5, '', {now}, 0, 0, 0, '', %s, '', '', %s, %s, %s)
"""
UNPEND = """
UPDATE workflows_taskrun SET pending = %s
WHERE execution_id = %s AND position = %s AND index_path = ''
"""


@dataclass(frozen=True, slots=True)
class Given:
    """An output for a task that does not run; `is_pinned` if it is there for every draft run."""

    stored: payloads.Stored
    is_pinned: bool = False


def given_value(value: JsonValue) -> Given:
    """
    Raises:
        OutputInvalid: the value is larger than one output may be.
    """
    return Given(payloads.store(payloads.to_text(value)))


def reuse_outputs(t: Transition, reuse: Mapping[str, Reused]) -> list[Ended]:
    ended = []
    for task, earlier in sorted(reuse.items()):
        position = t.plan.position_of.get(task)
        if position is None:
            continue
        flags = earlier.flags | TaskRunFlag.REUSED
        t.rows(REUSE, (flags, earlier.outcome, earlier.run, t.facts.id, position))
        ended.append(_completed(t, position, {"reused": True}, earlier.outcome))
    return ended


def narrow(t: Transition, given: Mapping[str, Given], reused: Set[int]) -> list[Ended]:
    """Leave out or fill in the tasks that a narrowed run does not run."""
    only = t.plan.only
    ended = []
    for position in t.plan.roots():
        if position in reused:
            continue
        task = t.plan.tasks[position].id
        if task in given and position not in only:
            ended.append(_give(t, position, given[task]))
        elif only and position not in only:
            t.execute(LEAVE_OUT, (t.facts.id, position))
            t.emit("task:skipped", task, {"reason": LEFT_OUT})
            ended.append(Ended(position, "", None, End(Ending.SKIPPED)))
    if only:
        ended += _unpend(t, only)
    return ended


def _give(t: Transition, position: int, given: Given) -> Ended:
    stored = given.stored
    flag = TaskRunFlag.PINNED if given.is_pinned else TaskRunFlag.REUSED
    outcome = _outcome_of(t.plan.tasks[position], stored)
    run = t.rows(REUSE, (int(flag), outcome, None, t.facts.id, position))[0][0]
    why = "pinned" if given.is_pinned else "given at the start"
    t.execute(GIVE_OUTPUT, (run, why, stored.text, stored.file, stored.size_bytes))
    return _completed(t, position, {"pinned" if given.is_pinned else "given": True}, outcome)


def _outcome_of(planned: PlannedTask, stored: payloads.Stored) -> str:
    """The way out that an output names: what follows a given decision is what it decided."""
    key = OUTCOME_KEYS.get(planned.kind)
    if key is None:
        return ""
    output = payloads.read(stored.text, stored.file)
    named = output.get(key) if isinstance(output, dict) else None
    return named if isinstance(named, str) and len(named) <= 64 else ""


def _completed(t: Transition, position: int, data: dict[str, object], outcome: str) -> Ended:
    if outcome:
        data["outcome"] = outcome
    t.emit("task:completed", subject_of(t.plan.tasks[position].id, ""), data)
    return Ended(position, "", None, End(Ending.SUCCEEDED, outcome))


def _unpend(t: Transition, only: frozenset[int]) -> list[Ended]:
    """The narrowed plan waits for less than the version's; put that into the rows."""
    moves = Moves()
    for position in sorted(only):
        planned = t.plan.tasks[position]
        t.execute(UNPEND, (planned.pending, t.facts.id, position))
        if not planned.pending and not is_source_anyway(t, position):
            follow(t, "", None, position, {}, moves)
    return apply_moves(t, "", None, moves)


def is_source_anyway(t: Transition, position: int) -> bool:
    return not t.plan.tasks[position].task.depends_on
