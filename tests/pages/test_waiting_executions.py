"""An execution waits when all that is left of it waits."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages.builders import a_task_run, a_workflow, an_execution
from workflows.models import TaskRunState, Team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("others", "is_waiting"),
    [
        ([], True),
        ([TaskRunState.PENDING, TaskRunState.SUCCEEDED], True),
        ([TaskRunState.READY], False),
    ],
)
def test_an_execution_waits_only_when_none_of_its_tasks_could_run(
    browser: Client, team: Team, others: list[TaskRunState], is_waiting: bool
) -> None:
    execution = an_execution(a_workflow(team))
    a_task_run(execution, "ask", TaskRunState.WAITING, kind="approval")
    for state in others:
        a_task_run(execution, state.label, state)

    (listed,) = browser.get("/api/v1/executions").json()["items"]
    shown = browser.get(f"/api/v1/executions/{execution.public_id}").json()

    assert (listed["is_waiting"], shown["is_waiting"]) == (is_waiting, is_waiting)


@pytest.mark.parametrize("state", [TaskRunState.READY, TaskRunState.PENDING])
def test_an_execution_that_no_worker_took_does_not_wait(
    browser: Client, team: Team, state: TaskRunState
) -> None:
    a_task_run(an_execution(a_workflow(team)), "a", state)

    (listed,) = browser.get("/api/v1/executions").json()["items"]

    assert listed["is_waiting"] is False
