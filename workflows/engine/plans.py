"""Compiled plans by version, kept in memory: a version never changes."""

from __future__ import annotations

import json
from functools import lru_cache

from workflows.conf import DocumentLimits, config
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import load_document
from workflows.models import Lane, PlanTask, Version
from workflows.planning.plan import Plan, PlannedTask, compile_plan


@lru_cache(maxsize=64)
def plan_of(version_id: int, only: str = "") -> Plan:
    """
    Load and compile a version's document, once per process.

    Args:
        only: comma-separated ids of the tasks the run is narrowed to; "" for all.
    """
    text = Version.objects.values_list("document", flat=True).get(pk=version_id)
    # A version was checked when it was made; limits lowered since must not stop what runs.
    document = load_document(json.loads(text), limits=_unbounded())
    return compile_plan(document, frozenset(filter(None, only.split(","))))


def _unbounded() -> DocumentLimits:
    limits = config().limits
    huge = {"tasks": 10**9, "document_bytes": 10**12, "depth": 10**9, "name_chars": 10**6}
    return limits.model_copy(update=huge)


def forget_plans() -> None:
    """Drop every cached plan; tests that reuse row ids need it."""
    plan_of.cache_clear()


def store_plan(version: Version, raw: JsonObject) -> None:
    """Write the rows from which task runs of this version are inserted."""
    plan = compile_plan(load_document(raw, limits=_unbounded()))
    PlanTask.objects.bulk_create((_row(version, task) for task in plan.tasks), batch_size=2_000)


def _row(version: Version, planned: PlannedTask) -> PlanTask:
    return PlanTask(
        version=version,
        position=planned.position,
        parent=planned.parent,
        task=planned.id,
        kind=planned.kind,
        lane=Lane.ASYNC if planned.is_async else Lane.COMPUTE,
        priority=planned.task.priority,
        pending=planned.pending,
        conditional=is_conditional(planned),
    )


def is_conditional(planned: PlannedTask) -> bool:
    """Whether more than its dependencies decides that it runs."""
    return planned.task.disabled or planned.task.when is not None
