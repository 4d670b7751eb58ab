"""What a start would run, told beforehand; nothing is started and nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflows import drafts
from workflows.access import Capability, workflow_for
from workflows.conf import config
from workflows.definition.json_types import JsonValue
from workflows.definition.parse import load_document
from workflows.engine.plans import plan_of
from workflows.models import User, Workflow
from workflows.planning.plan import Plan, compile_plan
from workflows.services.executions import published_or_refuse
from workflows.services.narrowing import Narrowing, Reach, Selection, select_tasks
from workflows.services.pinned_outputs import stored_pins
from workflows.services.versions import refuse_invalid


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
    return _told(select_tasks(workflow, plan, Narrowing(only, outputs or {}, around), pinned))


def _draft_plan(workflow: Workflow) -> Plan:
    raw = drafts.freeze(workflow)
    refuse_invalid(workflow.team, raw)
    return compile_plan(load_document(raw, limits=config().limits))


def _told(chosen: Selection) -> StartPlan:
    reused = [
        Reuse(task, end.execution.public_id)
        for task, end in sorted(chosen.reused.items())
        if end.reused
    ]
    return StartPlan(chosen.runs, chosen.pinned, chosen.given, reused)
