"""Workflows: list, make, import, read, change, copy, export."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from workflows.access import Capability, workflow_for
from workflows.api.choices import BY_TEAM, chosen_team
from workflows.api.shapes.workflows import (
    DuplicateBody,
    ImportBody,
    ImportedRow,
    NewWorkflowBody,
    WorkflowBody,
    WorkflowRow,
)
from workflows.models import User, Workflow
from workflows.queries.workflows import (
    is_archived,
    names_contain,
    workflow_after,
    workflow_shown,
    workflows_shown,
)
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import IDEMPOTENCY_HEADER, ApiView
from workflows.services import workflows
from workflows.services.exporting import export_text

FILTERS = (
    BY_TEAM,
    parameters.text("slug", narrow="slug"),
    parameters.text("search", narrow=names_contain, about="in name and description"),
    parameters.flag("archived", narrow=is_archived),
    parameters.moment("since", narrow="changed_at__gte", about="changed since"),
)
FORMATS = {"yaml": "application/yaml", "json": "application/json"}
FORMAT = parameters.one_of("format", {name: name for name in FORMATS}, about="default: yaml")
HEAD: tuple[str, ...] = ("name", "description", "tags")


class WorkflowList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.EDIT}

    @operation(
        "Workflows of your teams, the last changed first",
        page=WorkflowRow,
        order=("-changed_at", "-id"),
        query=FILTERS,
    )
    def get(self) -> QuerySet[Workflow]:
        return workflows_shown(self.person)

    @operation(
        "Make a workflow: from a document, from an example, or empty",
        body=NewWorkflowBody,
        answer=WorkflowRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, body: dict[str, Any]) -> HttpResponseBase:
        team = chosen_team(self.person, body, Capability.EDIT)
        return self.answer_once(
            team, body, lambda: workflow_after(_create(self.person, team.public_id, body))
        )


class WorkflowImport(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.EDIT}

    @operation(
        "Import YAML or JSON text, the list form too",
        body=ImportBody,
        answer=ImportedRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, body: dict[str, Any]) -> HttpResponseBase:
        team = chosen_team(self.person, body, Capability.EDIT)

        def import_it() -> dict[str, Any]:
            imported = workflows.import_workflow(
                user=self.person,
                team_id=team.public_id,
                text=body["text"],
                slug=body.get("slug"),
            )
            made = workflow_after(imported.workflow)
            return {"workflow": made, "notices": imported.notices}

        return self.answer_once(team, body, import_it)


class WorkflowDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "PATCH": Capability.EDIT}

    @operation("One workflow", answer=WorkflowRow)
    def get(self, workflow_id: UUID) -> Workflow:
        return workflow_shown(self.person, workflow_id)

    @operation(
        "Change name, description, tags; archive or bring back",
        body=WorkflowBody,
        answer=WorkflowRow,
    )
    def patch(self, workflow_id: UUID, body: dict[str, Any]) -> Workflow:
        head = {name: body[name] for name in HEAD if name in body}
        changed = workflows.change_workflow(
            user=self.person,
            workflow_id=workflow_id,
            fields=head,
            archived=body.get("archived"),
        )
        return workflow_after(changed)


class WorkflowDuplicate(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.EDIT}

    @operation(
        "Copy the draft into a new workflow",
        body=DuplicateBody,
        answer=WorkflowRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> HttpResponseBase:
        team = workflow_for(self.person, workflow_id, Capability.EDIT).team

        def duplicate() -> Workflow:
            copy = workflows.duplicate_workflow(
                user=self.person, workflow_id=workflow_id, name=body.get("name")
            )
            return workflow_after(copy)

        return self.answer_once(team, body, duplicate)


class WorkflowExport(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("The draft as a file", query=(FORMAT,), raw="application/yaml")
    def get(self, workflow_id: UUID) -> HttpResponse:
        form = self.query.get("format", "yaml")
        workflow = workflow_for(self.person, workflow_id, Capability.VIEW)
        text = export_text(user=self.person, workflow_id=workflow_id, form=form)
        response = HttpResponse(text, content_type=f"{FORMATS[form]}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{workflow.slug}.{form}"'
        return response


def _create(person: User, team_id: UUID, body: dict[str, Any]) -> Workflow:
    slug = body.get("slug")
    if "example" in body:
        return workflows.create_from_example(
            user=person, team_id=team_id, example=body["example"], slug=slug
        )
    document = body["document"] if "document" in body else workflows.empty_document(body["name"])
    return workflows.create_workflow(user=person, team_id=team_id, document=document, slug=slug)
