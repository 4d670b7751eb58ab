"""Compiled plans by version, kept in memory: a version never changes."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict

from workflows.conf import DocumentLimits, config
from workflows.definition.json_types import JsonObject
from workflows.definition.parse import load_document
from workflows.models import Lane, PlanTask, Version
from workflows.planning.plan import Plan, PlannedTask, compile_plan

KEPT_TASKS = 200_000  # some 250 MB
KEPT_PLANS = 1_000


class _Plans:
    """Compiled plans, least recently used dropped first: some hold one task, some 20,000."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], Plan] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[int, str]) -> Plan | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: tuple[int, str], plan: Plan) -> Plan:
        """Keep a plan; the one that another thread kept meanwhile stays."""
        with self._lock:
            plan = self._kept.setdefault(key, plan)
            tasks = sum(len(each.tasks) for each in self._kept.values())
            while len(self._kept) > 1 and (tasks > KEPT_TASKS or len(self._kept) > KEPT_PLANS):
                tasks -= len(self._kept.popitem(last=False)[1].tasks)
            return plan

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_plans = _Plans()


def plan_of(version_id: int, only: str = "") -> Plan:
    """
    Load and compile a version's document, once per process.

    Args:
        only: comma-separated ids of the tasks the run is narrowed to; "" for all.
    """
    known = _plans.get((version_id, only))
    return known or _plans.put((version_id, only), _load_plan(version_id, only))


def _load_plan(version_id: int, only: str) -> Plan:
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
    _plans.clear()


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
