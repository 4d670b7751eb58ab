"""What the pages read: few statements a page, however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    OuterRef,
    Q,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)

from workflows.access import (
    teams_with,
    visible_approvals,
    visible_executions,
    visible_workflows,
)
from workflows.errors import NotFound
from workflows.models import (
    CONTAINER_KINDS,
    Approval,
    ApprovalState,
    Attempt,
    AttemptState,
    Execution,
    ExecutionState,
    Frame,
    TaskRun,
    TaskRunState,
    User,
    Workflow,
)
from workflows.queries.executions import with_waiting

PAGE = 50
TASKS = 300
LATEST = 5
ATTEMPTS = 20


def workflows_of(user: User, *, before: int | None = None) -> list[Workflow]:
    """A page of workflows that the person may see, newest first, one more than shown."""
    rows = visible_workflows(user).filter(archived_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    latest = Execution.objects.filter(workflow=OuterRef("pk")).order_by("-pk").values("pk")
    # One indexed look-up each; a window over all executions would read them all.
    columns = {f"latest_{n}": Subquery(latest[n : n + 1]) for n in range(LATEST)}
    return list(rows.select_related("team").annotate(**columns).order_by("-pk")[: PAGE + 1])


def latest_executions(workflows: Sequence[Workflow]) -> dict[int, list[Execution]]:
    """The newest few executions of each workflow, newest first, in one statement."""
    keys = {w.pk: [getattr(w, f"latest_{n}") for n in range(LATEST)] for w in workflows}
    wanted = [key for group in keys.values() for key in group if key]
    rows = Execution.objects.filter(pk__in=wanted).select_related("version")
    found = with_waiting(rows.defer("version__document")).in_bulk()
    return {w: [found[key] for key in group if key in found] for w, group in keys.items()}


def executions_of(
    user: User,
    *,
    before: int | None = None,
    workflow: Workflow | None = None,
    states: Sequence[ExecutionState] = (),
) -> list[Execution]:
    """A page of executions, newest first, one more than shown."""
    rows = visible_executions(user)
    if workflow is None and len(teams := list(teams_with(user).values_list("pk")[:2])) == 1:
        # Said once more as an equality: SQLite then walks the index by team instead of sorting.
        rows = rows.filter(team=teams[0][0])
    if workflow is not None:
        rows = rows.filter(workflow=workflow)
    if states:
        rows = rows.filter(state__in=states)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    related = rows.select_related("workflow", "version", "started_by").defer("version__document")
    return list(with_waiting(related).order_by("-pk")[: PAGE + 1])


def read_execution(user: User, public_id: UUID) -> Execution:
    """The execution without its version's document; raises NotFound."""
    rows = visible_executions(user).select_related("team", "workflow", "version", "started_by")
    execution = rows.defer("version__document").filter(public_id=public_id).first()
    if execution is None:
        raise NotFound
    return execution


def count_states(execution: Execution) -> dict[TaskRunState, int]:
    """How many task runs there are in each state; a map or loop that waits for its inside runs."""
    state = Case(
        When(
            Q(state=TaskRunState.WAITING) & Q(kind__in=CONTAINER_KINDS),
            then=Value(TaskRunState.RUNNING),
        ),
        default="state",
        output_field=SmallIntegerField(),
    )
    runs = TaskRun.objects.filter(execution=execution).annotate(shown=state)
    rows = runs.values_list("shown").annotate(Count("pk")).order_by()
    return {TaskRunState(shown): count for shown, count in rows}


def task_runs_of(execution: Execution, *, after: int | None = None) -> list[TaskRun]:
    """A page of the task runs outside containers, by place in the plan, one more than shown."""
    rows = TaskRun.objects.filter(execution=execution, frame=None)
    if after is not None:
        rows = rows.filter(position__gt=after)
    return list(rows.order_by("position")[: TASKS + 1])


def items_of(execution: Execution) -> list[TaskRun]:
    """The first task runs inside containers, in the order in which they were laid out."""
    rows = TaskRun.objects.filter(execution=execution, frame__isnull=False)
    return list(rows.order_by("pk")[:TASKS])


def task_runs_inside(container: TaskRun, *, after: int | None = None) -> list[TaskRun]:
    """A page of the task runs of one map or loop, one more than shown."""
    frames = Frame.objects.filter(execution_id=container.execution_id, container=container.pk)
    rows = TaskRun.objects.filter(
        execution_id=container.execution_id, frame__in=frames.values("pk")
    )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk")[: TASKS + 1])


def frames_of(runs: Sequence[TaskRun]) -> dict[int, Frame]:
    """The frames that these task runs stand in, without what they hold."""
    wanted = {run.frame for run in runs if run.frame is not None}
    return Frame.objects.defer("item", "result").in_bulk(wanted)


def count_frames(runs: Sequence[TaskRun]) -> dict[int, tuple[int, int]]:
    """For each map or loop among these: how many items or turns ended, of how many."""
    containers = [run.pk for run in runs if run.kind in CONTAINER_KINDS]
    found = Frame.objects.filter(container__in=containers).values("container").order_by()
    counted = found.annotate(done=Count("pk", filter=Q(ended=True)), whole=Count("pk"))
    return {row["container"]: (row["done"], row["whole"]) for row in counted}


def newest_errors(runs: Sequence[TaskRun]) -> dict[int, dict[str, Any]]:
    """Code and message of the newest failed attempt of each task run that failed."""
    failed = [run.pk for run in runs if run.state == TaskRunState.FAILED]
    attempts = Attempt.objects.filter(task_run__in=failed).exclude(error_code="").order_by("epoch")
    columns = ("task_run_id", "error_code", "error_message")
    return {row["task_run_id"]: row for row in attempts.values(*columns)}


def first_failure(execution: Execution) -> TaskRun | None:
    """The task run that failed first and that nobody handled."""
    failed = TaskRun.objects.filter(execution=execution, state=TaskRunState.FAILED)
    return failed.order_by("ended_at", "pk").first()


def attempts_of(run: TaskRun) -> list[Attempt]:
    """The newest attempts, newest first."""
    return list(Attempt.objects.filter(task_run=run).order_by("-epoch")[:ATTEMPTS])


def output_attempt(run: TaskRun) -> Attempt | None:
    """The attempt that holds the output: the run's own, or of the run whose output it reuses."""
    owner = run.source or run.pk
    worked = Attempt.objects.filter(task_run=owner, state=AttemptState.SUCCEEDED)
    return worked.order_by("-epoch").first()


def open_approvals(user: User, execution: Execution | None = None) -> list[Approval]:
    """What waits for people in the person's teams, the oldest first."""
    rows = visible_approvals(user).filter(state=ApprovalState.OPEN)
    if execution is not None:
        rows = rows.filter(execution=execution)
    related = rows.select_related("execution", "execution__workflow", "execution__version")
    shown = related.defer("execution__version__document").prefetch_related("decisions")
    return list(shown.order_by("pk")[:PAGE])
