"""The draft's document, what is wrong with it, and the versions made of it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.response import Response

from workflows.access import Capability
from workflows.api.shapes.workflows import (
    DocumentBody,
    DocumentRow,
    PatchBody,
    PatchOperation,
    PublishBody,
    ValidateBody,
    ValidationRow,
    VersionDetailRow,
    VersionRow,
)
from workflows.drafts import DraftState, read_operations
from workflows.models import Version
from workflows.queries.workflows import version_shown, versions_shown
from workflows.rest import parameters
from workflows.rest.bodies import JSON_PATCH
from workflows.rest.etags import etag_of, is_unchanged, required_revision, stated_revision
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView
from workflows.services import workflows
from workflows.services.publishing import find_problems, publish

IF_MATCH = ("If-Match", "the ETag of the document that you read")
IF_NONE_MATCH = ("If-None-Match", "the ETag that you have; 304 while it is the newest")


class Document(ApiView):
    """Every answer carries the ETag: the draft's revision."""

    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "PUT": Capability.EDIT,
        "PATCH": Capability.EDIT,
    }

    @operation("The draft", answer=DocumentRow, headers=(IF_NONE_MATCH,))
    def get(self, workflow_id: UUID) -> HttpResponseBase:
        draft = workflows.read_draft(user=self.person, workflow_id=workflow_id)
        if is_unchanged(self.request, draft.revision):
            return HttpResponse(status=304, headers={"ETag": etag_of(draft.revision)})
        return _answer(draft)

    @operation(
        "Replace the draft; 412 if somebody saved since you read it",
        body=DocumentBody,
        answer=DocumentRow,
        headers=(IF_MATCH,),
    )
    def put(self, workflow_id: UUID, body: dict[str, Any]) -> Response:
        expected = required_revision(self.request)
        return _answer(
            workflows.replace_draft(
                user=self.person, workflow_id=workflow_id, document=body, expected=expected
            )
        )

    @operation(
        "Edit the draft by paths; with If-Match only if nobody saved since",
        body=PatchBody,
        answer=DocumentRow,
        headers=(IF_MATCH,),
        also={JSON_PATCH: PatchOperation(many=True)},
    )
    def patch(self, workflow_id: UUID, body: Any) -> Response:
        most = settings.WORKFLOWS.rest.patch_operations
        return _answer(
            workflows.edit_draft(
                user=self.person,
                workflow_id=workflow_id,
                operations=read_operations(body, most=most),
                expected=stated_revision(self.request),
            )
        )


class Validation(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.VIEW}

    @operation(
        "Every problem of the draft, or, for who may edit, of a document that you send",
        body=ValidateBody,
        answer=ValidationRow,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
        problems = find_problems(
            user=self.person, workflow_id=workflow_id, document=body.get("document")
        )
        is_valid = not any(problem.severity == "error" for problem in problems)
        return {"valid": is_valid, "problems": problems}


class Publication(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.PUBLISH}

    @operation(
        "Publish the draft as the next version", body=PublishBody, answer=VersionRow, status=201
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Version:
        return publish(
            user=self.person,
            workflow_id=workflow_id,
            message=body.get("message", ""),
            revision=body.get("revision"),
        )


class VersionList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Published versions, the newest first",
        page=VersionRow,
        order=("-number", "-id"),
        query=(parameters.count("number", narrow="number"),),
    )
    def get(self, workflow_id: UUID) -> QuerySet[Version]:
        return versions_shown(self.person, workflow_id)


class VersionDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("A version with its document", answer=VersionDetailRow)
    def get(self, version_id: UUID) -> Version:
        return version_shown(self.person, version_id)


def _answer(draft: DraftState) -> Response:
    return Response(DocumentRow(draft).data, headers={"ETag": etag_of(draft.revision)})
