"""A draft's past: checkpoints, who changed what, what differs, and going back."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.response import Response

from collaboration.api.shapes.history import (
    ChangesRow,
    CheckpointBody,
    CheckpointDetailRow,
    CheckpointNameBody,
    CheckpointRow,
    ComparisonRow,
    RestoredRow,
)
from collaboration.checkpoints import keeping, restoring
from collaboration.checkpoints.comparing import DRAFT, compare_points, read_point
from collaboration.checkpoints.doors import checkpoint_for, checkpoints_shown
from collaboration.checkpoints.restoring import Restored
from collaboration.history.listing import changes_shown
from collaboration.models import Checkpoint, CheckpointReason
from collaboration.sync.comparing import Comparison
from workflows.access import Capability
from workflows.rest import parameters
from workflows.rest.etags import etag_of
from workflows.rest.operations import operation
from workflows.rest.parameters import Parameter
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView

_POINT = {"type": "string", "minLength": 1, "maxLength": 40}
_ABOUT = "draft, the number of a version, or the id of a checkpoint"
POINTS = (
    Parameter("from", read_point, _POINT, f"{_ABOUT}; left out: the newest published version"),
    Parameter("to", read_point, _POINT, f"{_ABOUT}; left out: the draft"),
    parameters.flag("layout", about="tell also what was only moved on the canvas"),
)


class CheckpointList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.EDIT}

    @operation(
        "Saved points of a draft, the newest first",
        page=CheckpointRow,
        query=(
            parameters.one_of(
                "reason", {each: each for each in CheckpointReason.values}, narrow="reason"
            ),
        ),
    )
    def get(self, workflow_id: UUID) -> QuerySet[Checkpoint]:
        return checkpoints_shown(self.person, workflow_id)

    @operation(
        "Save the draft as it is now as a checkpoint",
        body=CheckpointBody,
        answer=CheckpointRow,
        status=201,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Checkpoint:
        return keeping.keep_by_hand(
            user=self.person, workflow_id=workflow_id, name=body.get("name", "")
        )


class CheckpointDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "PATCH": Capability.EDIT}

    @operation("A checkpoint with its document", answer=CheckpointDetailRow)
    def get(self, checkpoint_id: UUID) -> Checkpoint:
        return checkpoint_for(self.person, checkpoint_id, Capability.VIEW)

    @operation(
        "Name a checkpoint; named ones stay for good", body=CheckpointNameBody, answer=CheckpointRow
    )
    def patch(self, checkpoint_id: UUID, body: dict[str, Any]) -> Checkpoint:
        return keeping.rename(user=self.person, checkpoint_id=checkpoint_id, name=body["name"])


class CheckpointRestore(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.EDIT}

    @operation("Make the draft what a checkpoint says", answer=RestoredRow)
    def post(self, checkpoint_id: UUID) -> Response:
        done = restoring.restore_checkpoint(user=self.person, checkpoint_id=checkpoint_id)
        return _answer(done)


class VersionRestore(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.EDIT}

    @operation("Make the draft what a version says", answer=RestoredRow)
    def post(self, version_id: UUID) -> Response:
        return _answer(restoring.restore_version(user=self.person, version_id=version_id))


class Compare(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("What differs between two points of a draft", answer=ComparisonRow, query=POINTS)
    def get(self, workflow_id: UUID) -> Comparison:
        return compare_points(
            user=self.person,
            workflow_id=workflow_id,
            old=self.query.get("from"),
            new=self.query.get("to", DRAFT),
            ignore_layout=not self.query.get("layout", False),
        )


class ChangeList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Who changed what and when, the newest first",
        answer=ChangesRow,
        query=(
            parameters.count("cursor", about="`next` of the page before this one"),
            parameters.count("limit", least=1, most=settings.WORKFLOWS.rest.max_page_size),
        ),
    )
    def get(self, workflow_id: UUID) -> Any:
        return changes_shown(
            self.person,
            workflow_id,
            before=self.query.get("cursor"),
            limit=self.query.get("limit", settings.WORKFLOWS.rest.page_size),
        )


def _answer(done: Restored) -> Response:
    return Response(RestoredRow(done).data, headers={"ETag": etag_of(done.draft.revision)})
