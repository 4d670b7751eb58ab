"""An execution of a document that no workflow stores is known by the document's name."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.pages.builders import a_task_run, an_approval, operator
from workflows.models import Execution, TaskRunState, Team, User, Version
from workflows.services.executions import start_document, start_execution
from workflows.services.publishing import publish
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "Night report",
    "tasks": {"a": {"kind": "transform", "value": 1}},
}


@pytest.fixture
def execution(user: User, team: Team) -> Execution:
    return start_document(user=user, team_id=team.public_id, document=DOCUMENT)


def test_rest_names_the_document(browser: Client, execution: Execution) -> None:
    (listed,) = browser.get("/api/v1/executions").json()["items"]
    shown = browser.get(f"/api/v1/executions/{execution.public_id}").json()

    assert (listed["workflow"], listed["name"], shown["name"]) == (
        None,
        "Night report",
        "Night report",
    )


def test_the_panel_names_the_document(execution: Execution) -> None:
    panel = Client()
    panel.force_login(operator())

    page = panel.get(reverse("admin:workflows_execution_changelist"))

    assert b"Night report" in page.content


def test_what_waits_for_people_names_the_document(browser: Client, execution: Execution) -> None:
    an_approval(a_task_run(execution, "ask", TaskRunState.WAITING))

    (listed,) = browser.get("/api/v1/approvals").json()["items"]

    assert (listed["workflow"], listed["name"]) == (None, "Night report")


def test_an_execution_of_a_workflow_has_the_workflows_name(
    browser: Client, user: User, team: Team
) -> None:
    workflow = create_workflow(user=user, team_id=team.public_id, document=DOCUMENT)
    version = publish(user=user, workflow_id=workflow.public_id)
    start_execution(user=user, workflow_id=workflow.public_id)

    (listed,) = browser.get("/api/v1/executions").json()["items"]

    assert listed["name"] == listed["workflow_name"] == version.name == "Night report"


def test_versions_made_before_get_their_names(execution: Execution) -> None:
    Version.objects.update(name="")
    migration = importlib.import_module("workflows.migrations.0004_names_of_versions")

    migration.fill_in_names(apps, None)

    assert Version.objects.get().name == "Night report"
