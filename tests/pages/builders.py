"""Rows as services and the engine would have left them, for what only reads them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from workflows.models import (
    Approval,
    Attempt,
    AttemptState,
    Draft,
    Event,
    Execution,
    ExecutionPayload,
    ExecutionState,
    Lane,
    Membership,
    Role,
    TaskRun,
    TaskRunState,
    Team,
    User,
    Version,
    Workflow,
)

PASSWORD = "a long enough secret"


def person(name: str = "ada", *, team: Team | None = None, role: str = Role.OWNER) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    if team is not None:
        Membership.objects.create(team=team, user=user, role=role)
    return user


def operator(name: str = "root") -> User:
    return User.objects.create_superuser(name, password=PASSWORD)


def a_team(name: str = "one") -> Team:
    return Team.objects.create(name=name.title(), slug=name)


def a_workflow(team: Team, name: str = "Market brief", **document: Any) -> Workflow:
    slug = "".join(c if c.isalnum() else "-" for c in name.lower())[:60]
    workflow = Workflow.objects.create(
        team=team, slug=f"{slug}-{Workflow.objects.count()}", name=name
    )
    text = json.dumps({"schema": 1, "name": name, "tasks": {}, **document})
    Draft.objects.create(workflow=workflow, document=text)
    return workflow


def a_version(workflow: Workflow, number: int | None = None) -> Version:
    draft = workflow.draft.document
    version = Version.objects.create(
        team=workflow.team,
        workflow=workflow,
        number=number,
        content_hash=f"{workflow.pk:060}{number or 0:04}",
        document=draft,
        task_count=1,
        root_count=1,
    )
    if number:
        Workflow.objects.filter(pk=workflow.pk).update(last_number=number)
        workflow.last_number = number
    return version


def an_execution(
    workflow: Workflow, state: ExecutionState = ExecutionState.RUNNING, **columns: Any
) -> Execution:
    version = columns.pop("version", None) or workflow.versions.first() or a_version(workflow)
    started = columns.pop("started_at", timezone.now() - timedelta(seconds=20))
    execution = Execution.objects.create(
        team=workflow.team,
        workflow=workflow,
        version=version,
        state=state,
        started_at=started,
        ended_at=timezone.now() if state >= ExecutionState.SUCCEEDED else None,
        draft_run=version.number is None,
        **columns,
    )
    ExecutionPayload.objects.create(execution=execution)
    return execution


def a_task_run(
    execution: Execution,
    task: str,
    state: TaskRunState = TaskRunState.SUCCEEDED,
    *,
    position: int | None = None,
    seconds: tuple[float, float] = (0, 5),
    **columns: Any,
) -> TaskRun:
    start, end = (_moment(execution, s) for s in seconds)
    has_started = state not in (TaskRunState.PENDING, TaskRunState.READY, TaskRunState.SKIPPED)
    has_ended = state >= TaskRunState.SUCCEEDED
    defaults: dict[str, Any] = {
        "kind": "agent",
        "lane": Lane.ASYNC,
        "priority": 50,
        "pending": 0,
        "attempt": int(has_started),
        "ready_at": start - timedelta(seconds=0.4) if has_started else None,
        "started_at": start if has_started else None,
        "ended_at": end if has_ended and has_started else None,
    }
    place = TaskRun.objects.filter(execution=execution).count() if position is None else position
    return TaskRun.objects.create(
        execution=execution,
        team=execution.team,
        task=task,
        state=state,
        position=place,
        **{**defaults, **columns},
    )


def an_attempt(
    run: TaskRun,
    state: AttemptState = AttemptState.SUCCEEDED,
    *,
    output: Any = None,
    **columns: Any,
) -> Attempt:
    return Attempt.objects.create(
        task_run=run,
        epoch=columns.pop("epoch", Attempt.objects.filter(task_run=run).count() + 1),
        number=Attempt.objects.filter(task_run=run).count() + 1,
        state=state,
        started_at=run.started_at,
        ended_at=run.ended_at or timezone.now(),
        output=None if output is None else json.dumps(output),
        **columns,
    )


def some_events(execution: Execution, count: int, name: str = "task:started") -> None:
    """`count` more events, numbered on, and the execution's counter with them."""
    first = execution.events + 1
    Event.objects.bulk_create(
        Event(team=execution.team, execution=execution, number=number, name=name, subject="plan")
        for number in range(first, first + count)
    )
    execution.events += count
    Execution.objects.filter(pk=execution.pk).update(events=execution.events)


def an_approval(run: TaskRun, message: str = "Publish it?", **columns: Any) -> Approval:
    return Approval.objects.create(
        team=run.team,
        execution=run.execution,
        task_run=run.pk,
        task=run.task,
        message=message,
        **columns,
    )


def _moment(execution: Execution, seconds: float) -> datetime:
    return (execution.started_at or execution.created_at) + timedelta(seconds=seconds)
