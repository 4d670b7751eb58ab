"""Executions, their task runs and attempts, as lists and details show them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability, execution_for, task_run_for, visible_executions
from workflows.errors import NotFound
from workflows.models import Attempt, Execution, TaskRun, TaskRunState, User

# Documents and payloads may be megabytes; lists show neither.
_LARGE = ("version__document", "workflow__description", "workflow__tags")


def executions_shown(user: User) -> QuerySet[Execution]:
    found = visible_executions(user)
    return found.select_related("team", "workflow", "version", "started_by", "retry_of").defer(
        *_LARGE, "retry_of__error_message"
    )


def execution_shown(user: User, execution_id: UUID) -> Execution:
    """
    One execution with its inputs and outputs.

    Raises:
        NotFound: there is none that the person may see.
    """
    execution_for(user, execution_id, Capability.VIEW)
    found = executions_shown(user).select_related("payload").filter(public_id=execution_id).first()
    if found is None:
        raise NotFound
    return found


def task_runs_shown(user: User, execution_id: UUID) -> QuerySet[TaskRun]:
    execution = execution_for(user, execution_id, Capability.VIEW)
    return TaskRun.objects.filter(execution=execution)


def task_run_shown(user: User, execution_id: UUID, task_run_id: int) -> TaskRun:
    return task_run_for(user, execution_id, task_run_id, Capability.VIEW)


def attempts_of(task_run: TaskRun) -> QuerySet[Attempt]:
    """Oldest first, with the agent that worked on each."""
    found = Attempt.objects.filter(task_run=task_run).order_by("epoch")
    return found.select_related("agent_revision", "agent_revision__agent")


def inside(rows: QuerySet[TaskRun], index_path: str) -> QuerySet[TaskRun]:
    """Task runs of one map item or loop turn, by its index path such as `3` or `3.0`."""
    return rows.filter(index_path=index_path)


def is_open(rows: QuerySet[TaskRun], is_open: bool) -> QuerySet[TaskRun]:
    return (
        rows.filter(state__lt=TaskRunState.SUCCEEDED)
        if is_open
        else rows.filter(state__gte=TaskRunState.SUCCEEDED)
    )
