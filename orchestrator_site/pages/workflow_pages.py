"""The list of workflows, and the page from which one is started."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from orchestrator_site.pages.answering import person, signed_in, tell_refusal
from orchestrator_site.pages.inputs import input_fields, read_inputs
from orchestrator_site.pages.paging import Slice, asked_key
from orchestrator_site.pages.reads import (
    PAGE,
    executions_of,
    latest_executions,
    workflows_of,
)
from orchestrator_site.pages.rows import execution_row, workflow_row
from workflows.access import Capability, capabilities_in, teams_with, workflow_for
from workflows.definition.json_types import JsonObject
from workflows.drafts import freeze
from workflows.errors import InvalidInput, NotFound, OrchestratorError
from workflows.models import Version, Workflow
from workflows.services.executions import start_execution


@require_GET
@signed_in
def list_workflows(request: HttpRequest) -> HttpResponse:
    found = Slice(workflows_of(person(request), before=asked_key(request, "before")), PAGE)
    latest = latest_executions(found.rows)
    editable = set(teams_with(person(request), Capability.EDIT).values_list("pk", flat=True))
    now = timezone.now()
    rows = [
        workflow_row(workflow, latest[workflow.pk], now, may_edit=workflow.team_id in editable)
        for workflow in found.rows
    ]
    return render(request, "pages/workflows.html", {"rows": rows, "last": found.last})


@require_GET
@signed_in
def show_workflow(request: HttpRequest, public_id: UUID) -> HttpResponse:
    workflow = workflow_for(person(request), public_id, Capability.VIEW)
    return _page(request, workflow)


@require_POST
@signed_in
def run_workflow(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start the newest version, or the draft while nothing is published."""
    user = person(request)
    workflow = workflow_for(user, public_id, Capability.RUN)
    try:
        execution = start_execution(
            user=user,
            workflow_id=public_id,
            inputs=read_inputs(_schema(workflow), request.POST),
            draft=not workflow.last_number,
        )
    except NotFound:
        raise
    except OrchestratorError as error:
        tell_refusal(request, error)
        return _page(request, workflow, status=422 if isinstance(error, InvalidInput) else 409)
    return redirect("pages:execution", public_id=execution.public_id)


def _page(request: HttpRequest, workflow: Workflow, status: int = 200) -> HttpResponse:
    before = asked_key(request, "before")
    found = Slice(executions_of(person(request), before=before, workflow=workflow), PAGE)
    may = capabilities_in(person(request), workflow.team)
    now = timezone.now()
    values = {
        "workflow": workflow,
        "fields": input_fields(_schema(workflow), request.POST),
        "rows": [execution_row(execution, now) for execution in found.rows],
        "last": found.last,
        "may_edit": Capability.EDIT in may,
        "may_run": Capability.RUN in may,
    }
    return render(request, "pages/workflow.html", values, status=status)


def _schema(workflow: Workflow) -> dict[str, Any]:
    """The JSON Schema of the inputs of what the Run button would start."""
    inputs = _document(workflow).get("inputs")
    return inputs if isinstance(inputs, dict) else {}


def _document(workflow: Workflow) -> JsonObject:
    if not workflow.last_number:
        return freeze(workflow)
    versions = Version.objects.filter(workflow=workflow, number=workflow.last_number)
    document: JsonObject = json.loads(versions.values_list("document", flat=True).get())
    return document
