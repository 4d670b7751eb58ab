"""What a start or a retry would run and cost, told beforehand; nothing is started or stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflows import drafts
from workflows.access import Capability, execution_for, workflow_for
from workflows.conf import config
from workflows.definition.graph import graph_of, tasks_in_order
from workflows.definition.json_types import JsonValue
from workflows.definition.parse import load_document
from workflows.engine.plans import plan_of
from workflows.models import User, Version, Workflow
from workflows.planning.estimating import Estimate, estimate
from workflows.planning.plan import Plan, compile_plan
from workflows.queries.past_runs import read_past
from workflows.services.narrowing import Narrowing, Reach, select_tasks
from workflows.services.pinned_outputs import stored_pins
from workflows.services.retrying import Which, prepare_retry, tasks_to_run
from workflows.services.versions import published_or_refuse, refuse_invalid


@dataclass(frozen=True, slots=True)
class Reuse:
    """A task whose output comes from an earlier execution."""

    task: str
    execution: UUID


@dataclass(frozen=True, slots=True)
class StartPlan:
    """Tasks outside containers by what becomes of them; those not named do not take part."""

    runs: Sequence[str]
    pinned: Sequence[str]
    given: Sequence[str]
    reused: Sequence[Reuse]
    estimate: Estimate


def plan_start(
    *,
    user: User,
    workflow_id: UUID,
    number: int | None = None,
    draft: bool = False,
    only: Sequence[str] = (),
    outputs: Mapping[str, JsonValue] | None = None,
    around: tuple[Reach, str] | None = None,
    pins: bool = True,
) -> StartPlan:
    """
    Say what `start_execution` with the same arguments would do.

    Raises: as it does, apart from what is wrong with inputs.
    """
    workflow = workflow_for(user, workflow_id, Capability.RUN)
    plan = _draft_plan(workflow) if draft else plan_of(published_or_refuse(workflow, number).pk)
    pinned = stored_pins(workflow) if draft and pins else {}
    chosen = select_tasks(workflow, plan, Narrowing(only, outputs or {}, around), pinned)
    reused = [
        Reuse(task, chosen.reused[task].execution.public_id)
        for task in _in_order(plan, chosen.reused)
        if chosen.reused[task].reused
    ]
    return StartPlan(
        runs=_in_order(plan, chosen.runs),
        pinned=_in_order(plan, chosen.pinned),
        given=_in_order(plan, chosen.given),
        reused=reused,
        estimate=_estimate(user, workflow, plan, chosen.runs),
    )


def plan_retry(
    *, user: User, execution_id: UUID, version: Which = "same", from_task: str | None = None
) -> StartPlan:
    """
    Say what `retry_execution` with the same arguments would do.

    Raises: as it does.
    """
    execution = execution_for(user, execution_id, Capability.RUN)
    retry = prepare_retry(execution, version=version, from_task=from_task)
    runs = tasks_to_run(execution, retry)
    there = _in_order(retry.plan, retry.reuse)
    return StartPlan(
        runs=_in_order(retry.plan, runs),
        pinned=_in_order(retry.plan, retry.pins),
        given=(),
        reused=[Reuse(task, execution.public_id) for task in there],
        estimate=_estimate(user, execution.workflow or execution.version, retry.plan, runs),
    )


def _in_order(plan: Plan, tasks: Iterable[str]) -> tuple[str, ...]:
    """Each after what it waits for, as they are told to people."""
    wanted = set(tasks)
    return tuple(task for task in tasks_in_order(graph_of(plan.document)) if task in wanted)


def _draft_plan(workflow: Workflow) -> Plan:
    raw = drafts.freeze(workflow)
    refuse_invalid(workflow.team, raw)
    return compile_plan(load_document(raw, limits=config().limits))


def _estimate(user: User, about: Workflow | Version, plan: Plan, runs: Sequence[str]) -> Estimate:
    past = read_past(user, about, plan, runs)
    return estimate(plan, runs, past.of, past.executions)
