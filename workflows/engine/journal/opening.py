"""Opening executions: the row, its inputs, its first task runs, in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.dialect import Statements
from workflows.engine.journal.advance import Moves, apply_moves, begin, follow
from workflows.engine.journal.claim import Capacity, claim_within
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.frames import insert_runs
from workflows.engine.journal.reuse import Reused
from workflows.engine.journal.settle import settle
from workflows.engine.journal.transition import (
    Effects,
    Transition,
    write_transaction,
)
from workflows.engine.plans import plan_of
from workflows.engine.work import ExecutionFacts, Work, subject_of
from workflows.models import Execution, ExecutionState, TaskRunFlag, TaskRunState
from workflows.planning.joins import End, Ending
from workflows.planning.plan import NO_PARENT, Plan

INSERT_EXECUTION = f"""
INSERT INTO workflows_execution
       (public_id, team_id, workflow_id, version_id, state, events, open, running, max_parallel,
        failing, stopping, cost_microusd, input_tokens, output_tokens, "only", priority, depth,
        draft_run, started_by_id, "trigger", retry_of_id, parent_run, error_code, error_message,
        created_at, started_at, deadline_at)
VALUES (%s, %s, %s, %s, {ExecutionState.QUEUED:d}, 0, 0, 0, %s, %s, %s, 0, 0, 0, %s, %s, %s, %s,
        %s, %s, %s, %s, '', '', {{now}}, {{started}}, {{deadline}})
RETURNING id
"""
INSERT_PAYLOAD = """
INSERT INTO workflows_executionpayload (execution_id, inputs, outputs, options)
VALUES (%s, %s, NULL, %s)
"""
REUSE = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.SUCCEEDED:d}, flags = %s, outcome = %s,
       source = %s, pending = 0, ended_at = {{now}}
WHERE execution_id = %s AND position = %s AND index_path = '' RETURNING id
"""
LEAVE_OUT = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.SKIPPED:d}, pending = 0, ended_at = {{now}},
       reason = 'not part of this run'
WHERE execution_id = %s AND position = %s AND index_path = ''
"""
GIVE_OUTPUT = """
INSERT INTO workflows_attempt
       (task_run_id, epoch, number, state, worker, ended_at, input_tokens, output_tokens,
        cost_microusd, model, explanation, error_code, error_message, output, output_file,
        output_bytes)
VALUES (%s, 0, 0, 5, '', {now}, 0, 0, 0, '', 'given at the start', '', '', %s, %s, %s)
"""
BEGIN = "UPDATE workflows_execution SET started_at = {now}, deadline_at = {after} WHERE id = %s"
BEGIN_UNBOUNDED = "UPDATE workflows_execution SET started_at = {now} WHERE id = %s"
UNPEND = """
UPDATE workflows_taskrun SET pending = %s
WHERE execution_id = %s AND position = %s AND index_path = ''
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """
    All that a start says.

    Args:
        only: ids outside containers that the run is narrowed to; empty for all.
        values: outputs given for tasks that do not run.
        reuse: tasks whose earlier output is kept.
        afresh: tasks that run again keep nothing, not even the results of single items.
        queued: wait for a place under the workflow's concurrency rule.
    """

    version_id: int
    team_id: int
    workflow_id: int | None
    inputs: str
    started_by_id: int | None = None
    public_id: uuid.UUID = field(default_factory=uuid.uuid4)
    only: tuple[str, ...] = ()
    values: Mapping[str, JsonValue] = field(default_factory=dict)
    reuse: Mapping[str, Reused] = field(default_factory=dict)
    afresh: bool = False
    retry_of_id: int | None = None
    parent_run: int | None = None
    depth: int = 0
    priority: int = 50
    trigger: str = "manual"
    draft_run: bool = False
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An accepted execution, what was claimed of it at once, and what to do next."""

    row: Execution
    facts: ExecutionFacts
    works: list[Work]
    effects: Effects


def open_execution(opening: Opening, capacity: Capacity | None = None) -> Opened:
    """
    Store an execution and begin it; it is accepted once this returns.

    Args:
        capacity: of a slot that stands free, which then takes the first work with it.
    """
    with write_transaction("start") as statements:
        row, t = insert_execution(statements, opening)
        works = claim_within(t, capacity) if capacity else []
        t.save()
    row.state, row.events, row.open, row.running = t.state, t.events, t.open, t.running
    row.started_at = None if t.state == ExecutionState.QUEUED else row.created_at
    return Opened(row, t.facts, works, t.effects)


def insert_execution(statements: Statements, opening: Opening) -> tuple[Execution, Transition]:
    """The same inside an open transaction; the caller saves."""
    plan = plan_of(opening.version_id, ",".join(opening.only))
    execution = _row_of(opening, plan)
    execution.pk = _insert(statements, execution, plan, opening.queued)
    t = _transition_of(statements, execution, plan)
    t.later(INSERT_PAYLOAD, (execution.pk, opening.inputs, _options_text(opening)))
    t.emit("workflow:queued", "", {"trigger": opening.trigger} if opening.queued else None)
    if not opening.queued:
        begin_execution(t, opening.values, opening.reuse)
    return execution, t


def _row_of(opening: Opening, plan: Plan) -> Execution:
    return Execution(
        public_id=opening.public_id,
        team_id=opening.team_id,
        workflow_id=opening.workflow_id,
        version_id=opening.version_id,
        state=ExecutionState.QUEUED,
        max_parallel=plan.document.settings.max_parallel or 0,
        only=",".join(opening.only),
        priority=opening.priority,
        depth=opening.depth,
        draft_run=opening.draft_run,
        started_by_id=opening.started_by_id,
        trigger=opening.trigger,
        retry_of_id=opening.retry_of_id,
        parent_run=opening.parent_run,
    )


def _insert(statements: Statements, row: Execution, plan: Plan, queued: bool) -> int:
    """Write the row; one that does not queue has begun, and its time runs from now."""
    timeout_s = None if queued else plan.document.settings.timeout_s
    sql = INSERT_EXECUTION.replace("{started}", "NULL" if queued else "{now}")
    sql = sql.replace("{deadline}", "NULL" if timeout_s is None else "{after}")
    values = (
        row.public_id if statements.has_uuids else row.public_id.hex,
        row.team_id,
        row.workflow_id,
        row.version_id,
        row.max_parallel,
        False,
        False,
        row.only,
        row.priority,
        row.depth,
        row.draft_run,
        row.started_by_id,
        row.trigger,
        row.retry_of_id,
        row.parent_run,
    )
    deadline = () if timeout_s is None else (timeout_s,)
    return int(statements.rows(sql, (*values, *deadline))[0][0])


def _transition_of(statements: Statements, row: Execution, plan: Plan) -> Transition:
    """A row that only this transaction knows needs no lock."""
    facts = ExecutionFacts(
        id=row.pk,
        public_id=row.public_id.hex,
        team_id=row.team_id,
        workflow_id=row.workflow_id,
        version_id=row.version_id,
        retry_of=row.retry_of_id,
        depth=row.depth,
        started_by=row.started_by_id,
        draft_run=row.draft_run,
    )
    return Transition(
        statements,
        facts,
        plan,
        state=row.state,
        events=0,
        open=0,
        running=0,
        max_parallel=row.max_parallel,
        failing=False,
        stopping=False,
        cost_microusd=0,
        input_tokens=0,
        output_tokens=0,
        parent_run=row.parent_run,
        error_code="",
        error_message="",
    )


def _options_text(opening: Opening) -> str:
    if not (opening.values or opening.reuse or opening.afresh):
        return "{}"
    reuse = {task: [r.run, r.outcome, r.flags] for task, r in opening.reuse.items()}
    options = {"values": dict(opening.values), "reuse": reuse, "afresh": opening.afresh}
    return payloads.to_text(options)


def begin_queued(t: Transition) -> None:
    """Begin an execution that waited for a place, with what its start said."""
    text = t.rows(
        "SELECT options FROM workflows_executionpayload WHERE execution_id = %s", (t.facts.id,)
    )[0][0]
    _mark_begun(t)
    options = json.loads(text)
    reuse = {task: Reused(*row) for task, row in options.get("reuse", {}).items()}
    begin_execution(t, options.get("values", {}), reuse)


def begin_execution(
    t: Transition, values: Mapping[str, JsonValue], reuse: Mapping[str, Reused]
) -> None:
    """Insert the task runs outside containers and start those that wait for nothing."""
    t.state = ExecutionState.RUNNING
    t.emit("workflow:started")
    t.open = insert_runs(t, NO_PARENT, "", None)
    ended = _reuse(t, reuse)
    ended += _narrow(t, values, {each.position for each in ended})
    ended += begin(t, "", None, _left_to_begin(t, ended))
    settle(t, ended)


def _mark_begun(t: Transition) -> None:
    timeout_s = t.plan.document.settings.timeout_s
    if timeout_s is None:
        t.execute(BEGIN_UNBOUNDED, (t.facts.id,))
    else:
        t.execute(BEGIN, (timeout_s, t.facts.id))


def _left_to_begin(t: Transition, ended: Iterable[Ended]) -> list[int]:
    done = {each.position for each in ended}
    return [
        p
        for p in t.plan.sources(NO_PARENT)
        if p not in done and _is_source_anyway(t, p) and (not t.plan.only or p in t.plan.only)
    ]


def _reuse(t: Transition, reuse: Mapping[str, Reused]) -> list[Ended]:
    ended = []
    for task, earlier in sorted(reuse.items()):
        position = t.plan.position_of.get(task)
        if position is None:
            continue
        flags = earlier.flags | TaskRunFlag.REUSED
        t.rows(REUSE, (flags, earlier.outcome, earlier.run, t.facts.id, position))
        ended.append(_completed(t, position, {"reused": True}, earlier.outcome))
    return ended


def _narrow(t: Transition, values: Mapping[str, JsonValue], reused: Set[int]) -> list[Ended]:
    """Leave out or fill in the tasks that a narrowed run does not run."""
    only = t.plan.only
    ended = []
    for position in t.plan.roots():
        if position in reused:
            continue
        task = t.plan.tasks[position].id
        if task in values and position not in only:
            ended.append(_give(t, position, values[task]))
        elif only and position not in only:
            t.execute(LEAVE_OUT, (t.facts.id, position))
            t.emit("task:skipped", task, {"reason": "not part of this run"})
            ended.append(Ended(position, "", None, End(Ending.SKIPPED)))
    if only:
        ended += _unpend(t, only)
    return ended


def _give(t: Transition, position: int, value: JsonValue) -> Ended:
    flags = int(TaskRunFlag.REUSED)
    run = t.rows(REUSE, (flags, "", None, t.facts.id, position))[0][0]
    stored = payloads.store(payloads.to_text(value))
    t.execute(GIVE_OUTPUT, (run, stored.text, stored.file, stored.size_bytes))
    return _completed(t, position, {"given": True}, "")


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
        if not planned.pending and not _is_source_anyway(t, position):
            follow(t, "", None, position, {}, moves)
    return apply_moves(t, "", None, moves)


def _is_source_anyway(t: Transition, position: int) -> bool:
    return not t.plan.tasks[position].task.depends_on
