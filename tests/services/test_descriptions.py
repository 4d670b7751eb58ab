"""From a description to a document through a real worker, with a real model where there is one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.worker import Person, ended, run_of, state
from workflows.conf import ModelsConfig
from workflows.definition.describing.question import DRAFTER
from workflows.engine.runtime import WorkerRuntime
from workflows.models import Agent, Attempt, Execution, Workflow
from workflows.providers.local_files import why_no_local_model
from workflows.services.descriptions import Description, show_description, start_description
from workflows.services.workflows import create_workflow

WHY_NOT = why_no_local_model(ModelsConfig())
TEXT = "Find papers on {{ 6 * 7 }} subjects, extract their main claims, and write an overview."


@pytest.fixture
def workflow(ada: Person) -> Workflow:
    empty = {"schema": 1, "name": "Papers", "tasks": {}}
    return create_workflow(user=ada.user, team_id=ada.team.public_id, document=empty)


def draft(ada: Person, workflow: Workflow, timeout_s: float = 20) -> Description:
    begun = start_description(user=ada.user, workflow_id=workflow.public_id, text=TEXT)
    execution = ended(begun.execution, timeout_s)
    return show_description(
        user=ada.user, workflow_id=workflow.public_id, execution_id=execution.public_id
    )


def asked(execution: Execution) -> str:
    attempt = Attempt.objects.filter(task_run=run_of(execution, "steps")).order_by("pk")[0]
    return str(attempt.input)


def test_what_the_model_answers_is_the_draft_and_the_words_stay_words(
    ada: Person, worker: WorkerRuntime, workflow: Workflow
) -> None:
    steps: list[dict[str, Any]] = [
        {"instruction": "Find papers.", "name": "Find", "after": []},
        {"instruction": "Write.", "name": "Write", "after": [1]},
    ]
    ada.agent("writer")
    ada.agent(DRAFTER, answer={"steps": steps})

    drafted = draft(ada, workflow)

    assert drafted.document is not None
    assert list(drafted.document["tasks"]) == ["find", "write"]
    assert "{{ 6 * 7 }}" in asked(drafted.execution)


def test_an_answer_of_another_shape_is_asked_for_again_then_told(
    ada: Person, worker: WorkerRuntime, workflow: Workflow
) -> None:
    ada.agent(DRAFTER, answer={"steps": []})

    drafted = draft(ada, workflow)

    assert drafted.document is None
    assert "Draft the steps" in drafted.reason
    assert run_of(drafted.execution, "steps").attempt == 2


@pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))
def test_the_local_model_drafts_without_any_key(
    ada: Person, worker: WorkerRuntime, workflow: Workflow
) -> None:
    drafted = draft(ada, workflow, timeout_s=240)

    assert state(drafted.execution) == "succeeded"
    assert drafted.document is not None
    assert {task["agent"] for task in drafted.document["tasks"].values()} == {"assistant"}
    assert Agent.objects.filter(team=ada.team).count() == 2
    assert drafted.execution.output_tokens > 0
