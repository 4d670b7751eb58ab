"""Drafting a workflow from a description."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.response import Response

from workflows.access import Capability, workflow_for
from workflows.api.shapes.descriptions import DescriptionBody, DescriptionRow
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import IDEMPOTENCY_HEADER, ApiView
from workflows.services.descriptions import (
    Description,
    description_made,
    show_description,
    start_description,
)


class DescriptionList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation(
        "Have a model draft a workflow from a description; an execution of the team does it",
        body=DescriptionBody,
        answer=DescriptionRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Response:
        workflow = workflow_for(self.person, workflow_id, Capability.RUN)

        def start(public_id: UUID) -> Description:
            return start_description(
                user=self.person,
                workflow_id=workflow_id,
                text=body["text"],
                public_id=public_id,
            )

        return self.answer_by_identity(workflow.team, body, start, description_made)


class DescriptionDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "How far the drafting is; the drafted document, or why there is none",
        answer=DescriptionRow,
    )
    def get(self, workflow_id: UUID, execution_id: UUID) -> Description:
        return show_description(
            user=self.person, workflow_id=workflow_id, execution_id=execution_id
        )
