"""Opening executions: the row, its inputs, its first task runs, in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.dialect import Statements
from workflows.engine.journal.advance import begin
from workflows.engine.journal.claim import Capacity, claim_within
from workflows.engine.journal.containers import insert_root_runs
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.giving import (
    Given,
    given_value,
    is_source_anyway,
    narrow,
    reuse_outputs,
)
from workflows.engine.journal.reuse import Reused
from workflows.engine.journal.settle import settle
from workflows.engine.journal.transition import (
    Effects,
    Transition,
    write_transaction,
)
from workflows.engine.plans import plan_of
from workflows.engine.work import ExecutionFacts, Work
from workflows.models import Execution, ExecutionState
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
BEGIN = "UPDATE workflows_execution SET started_at = {now}, deadline_at = {after} WHERE id = %s"
BEGIN_UNBOUNDED = "UPDATE workflows_execution SET started_at = {now} WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Opening:
    """
    All that a start says.

    Args:
        only: ids outside containers that the run is narrowed to; empty for all.
        values: outputs given for tasks that do not run.
        pins: outputs that people pinned to tasks, as they are stored.
        passes_pins_over: somebody wanted none of them; a retry keeps to that.
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
    pins: Mapping[str, payloads.Stored] = field(default_factory=dict)
    passes_pins_over: bool = False
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
        begin_execution(t, _given(opening.values, opening.pins), opening.reuse)
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
    passed = opening.passes_pins_over
    if not (opening.values or opening.pins or opening.reuse or opening.afresh or passed):
        return "{}"
    reuse = {task: [r.run, r.outcome, r.flags] for task, r in opening.reuse.items()}
    options = {"values": dict(opening.values), "reuse": reuse, "afresh": opening.afresh}
    if passed:
        options["passes_pins_over"] = True
    if opening.queued:  # else they are with their task runs already
        options["pins"] = {task: [p.text, p.file, p.size_bytes] for task, p in opening.pins.items()}
    return payloads.to_text(options)


def begin_queued(t: Transition) -> None:
    """Begin an execution that waited for a place, with what its start said."""
    text = t.rows(
        "SELECT options FROM workflows_executionpayload WHERE execution_id = %s", (t.facts.id,)
    )[0][0]
    _mark_begun(t)
    options = json.loads(text)
    reuse = {task: Reused(*row) for task, row in options.get("reuse", {}).items()}
    pins = {task: payloads.Stored(*row) for task, row in options.get("pins", {}).items()}
    begin_execution(t, _given(options.get("values", {}), pins), reuse)


def begin_execution(t: Transition, given: Mapping[str, Given], reuse: Mapping[str, Reused]) -> None:
    """Insert the task runs outside containers and start those that wait for nothing."""
    t.state = ExecutionState.RUNNING
    t.emit("workflow:started")
    t.open = insert_root_runs(t, NO_PARENT)
    ended = reuse_outputs(t, reuse)
    ended += narrow(t, given, {each.position for each in ended})
    ended += begin(t, "", None, _left_to_begin(t, ended))
    settle(t, ended)


def _given(
    values: Mapping[str, JsonValue], pins: Mapping[str, payloads.Stored]
) -> dict[str, Given]:
    """Outputs by task; one given with the start goes before a pin."""
    pinned = {task: Given(stored, is_pinned=True) for task, stored in pins.items()}
    return pinned | {task: given_value(value) for task, value in values.items()}


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
        if p not in done and is_source_anyway(t, p) and (not t.plan.only or p in t.plan.only)
    ]
