"""The names that a text of the draft sees, filled from one run, its pins and default inputs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workflows.definition.expressions import Reference
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.journal.giving import LEFT_OUT
from workflows.engine.needs import FRAME_ROOTS, Needs
from workflows.engine.plans import plan_of
from workflows.engine.scopes import build_scope
from workflows.engine.work import ExecutionFacts
from workflows.errors import OutputInvalid
from workflows.models import Attempt, Execution, Frame, TaskRun, TaskRunState, Workflow
from workflows.planning.plan import Plan

LARGEST_READ_BYTES = 5_000_000
HAS_ENDED = (TaskRunState.SUCCEEDED, TaskRunState.FAILED, TaskRunState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a text stands.

    Args:
        containers: around it, outermost first.
        index_path: of the round it is evaluated in; as many numbers as containers.
    """

    containers: tuple[str, ...]
    index_path: str


@dataclass(frozen=True, slots=True)
class Data:
    """`execution` and `pins` are those whose data the text reads."""

    scope: JsonObject
    execution: Execution | None
    pins: tuple[str, ...]
    missing: tuple[str, ...]


def place_of(document: JsonObject, task: str | None, index_path: str, is_inner: bool) -> Place:
    tasks = document["tasks"]
    around: list[str] = []
    each = task if is_inner else tasks.get(task, {}).get("parent")
    while isinstance(each, str) and each in tasks and each not in around:
        around.insert(0, each)
        each = tasks[each].get("parent")
    given = index_path.split(".") if index_path else []
    path = (given + ["0"] * len(around))[: len(around)]
    return Place(tuple(around), ".".join(str(int(part)) for part in path))


def load_data(
    workflow: Workflow,
    document: JsonObject,
    place: Place,
    references: Collection[Reference],
    execution: Execution | None,
) -> Data:
    """
    Raises:
        OutputLost: what was stored is gone.
        OutputInvalid: what is named is too large to be read for this.
    """
    named = {str(r.path[0]) for r in references if r.root == "tasks" and r.path}
    named &= document["tasks"].keys()
    pins = _pinned_values(workflow, document, named)
    wanted = named - pins.keys()
    missing = {f"tasks.{task}" for task in wanted}
    scope: JsonObject = {"tasks": {}, "inputs": {}}
    plan = None
    if execution is not None:
        plan = plan_of(execution.version_id, execution.only)
        runs = _runs_of(execution, plan, wanted, place)
        missing = {f"tasks.{task}" for task in wanted - runs.keys()}
        _refuse_large(runs.values())
        scope = _scope_of(execution, plan, runs.keys(), place)
    scope["tasks"] |= pins
    scope["inputs"] = _defaults(document) | scope["inputs"]
    roots = {r.root for r in references}
    missing |= roots & {"execution"} - scope.keys()
    if place.containers and not scope.keys() & FRAME_ROOTS:
        missing |= roots & FRAME_ROOTS
    missing |= _missing_inputs(document, plan, references, scope["inputs"])
    reads_run = wanted or roots & {"inputs", "execution", *FRAME_ROOTS}
    used = execution if reads_run else None
    return Data(scope, used, tuple(sorted(pins)), tuple(sorted(missing)))


def _pinned_values(
    workflow: Workflow, document: JsonObject, named: Collection[str]
) -> dict[str, JsonValue]:
    """As a run of the draft would see them: a pinned task took no time and cost nothing."""
    tasks = document["tasks"]
    takes = [t for t in named if not tasks[t].get("parent") and not tasks[t].get("disabled")]
    pins = list(workflow.pins.filter(task__in=takes)) if takes else []
    _refuse_sum(sum(pin.output_bytes for pin in pins))
    return {
        pin.task: {
            "output": payloads.read(pin.output, pin.output_file),
            "status": TaskRunState.SUCCEEDED.label,
            "cost_usd": 0.0,
            "duration_s": 0.0,
        }
        for pin in pins
    }


def _runs_of(
    execution: Execution, plan: Plan, tasks: Collection[str], place: Place
) -> dict[str, TaskRun]:
    """Task runs that have ended, as seen from the place, by task."""
    parts = place.index_path.split(".") if place.index_path else []
    paths: dict[str, str] = {}
    for task in tasks:
        position = plan.position_of.get(task)
        if position is not None:
            paths[task] = ".".join(parts[: len(plan.containers_of(position))])
    rows = TaskRun.objects.filter(
        execution=execution,
        position__in=[plan.position_of[task] for task in paths],
        index_path__in=set(paths.values()),
        state__in=HAS_ENDED,
    ).exclude(state=TaskRunState.SKIPPED, reason=LEFT_OUT)
    return {run.task: run for run in rows if paths[run.task] == run.index_path}


def _refuse_large(runs: Collection[TaskRun]) -> None:
    owners = [run.source or run.pk for run in runs if run.state == TaskRunState.SUCCEEDED]
    if owners:
        sizes = Attempt.objects.filter(task_run__in=owners).values_list("output_bytes", flat=True)
        _refuse_sum(sum(sizes))


def _refuse_sum(size_bytes: int) -> None:
    if size_bytes > LARGEST_READ_BYTES:
        megabytes = f"{size_bytes / 1_000_000:.0f} MB"
        raise OutputInvalid(f"What this names has {megabytes}: too large for a preview.")


def _scope_of(execution: Execution, plan: Plan, tasks: Collection[str], place: Place) -> JsonObject:
    frame = _frame_of(execution, place)
    facts = ExecutionFacts(
        id=execution.pk,
        public_id=execution.public_id.hex,
        team_id=execution.team_id,
        workflow_id=execution.workflow_id,
        version_id=execution.version_id,
        retry_of=execution.retry_of_id,
        depth=execution.depth,
        started_by=execution.started_by_id,
        draft_run=execution.draft_run,
    )
    needs = Needs(tuple(sorted(tasks)), inputs=True, frame=frame is not None)
    return build_scope(facts, plan, needs, place.index_path, frame)


def _frame_of(execution: Execution, place: Place) -> int | None:
    """The round of the innermost container around the place, if this run has had it."""
    if not place.containers:
        return None
    around, _, index = place.index_path.rpartition(".")
    container = TaskRun.objects.filter(
        execution=execution, task=place.containers[-1], index_path=around
    ).values("pk")
    found = Frame.objects.filter(container__in=container, index=int(index))
    return found.values_list("pk", flat=True).first()


def _properties(schema: JsonValue) -> Mapping[str, JsonValue]:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else {}


def _defaults(document: JsonObject) -> JsonObject:
    return {
        name: each["default"]
        for name, each in _properties(document.get("inputs")).items()
        if isinstance(each, dict) and "default" in each
    }


def _missing_inputs(
    document: JsonObject,
    plan: Plan | None,
    references: Collection[Reference],
    inputs: JsonObject,
) -> set[str]:
    """Inputs that the run did not know of; one that it was not given is missing for the engine."""
    named = {str(r.path[0]) for r in references if r.root == "inputs" and r.path}
    declared = _properties(document.get("inputs")).keys()
    known = _properties(plan.document.inputs).keys() if plan else set()
    return {f"inputs.{name}" for name in named & declared - known if name not in inputs}
