"""What differs between two points of a draft's history."""

from __future__ import annotations

import json
from uuid import UUID

from collaboration.checkpoints.keeping import document_in
from collaboration.models import Checkpoint
from collaboration.sync.comparing import Comparison, compare
from workflows.access import Capability, workflow_for
from workflows.definition.json_types import JsonObject
from workflows.drafts import freeze
from workflows.errors import NotFound, NothingPublished
from workflows.models import User, Version, Workflow

DRAFT = "draft"
Point = str | int | UUID  # the draft, the number of a version, the id of a checkpoint


def compare_points(
    *, user: User, workflow_id: UUID, old: Point | None, new: Point, ignore_layout: bool
) -> Comparison:
    """
    Args:
        old: None: the newest published version.

    Raises:
        NotFound: the workflow has no such version or checkpoint.
        NothingPublished: `old` is None and there is only a draft.
    """
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    if old is None:
        if not workflow.last_number:
            raise NothingPublished
        old = workflow.last_number
    return compare(
        _document_at(workflow, old), _document_at(workflow, new), ignore_layout=ignore_layout
    )


def read_point(text: str) -> Point:
    """
    Raises:
        ValueError: it names no point.
    """
    if text == DRAFT:
        return DRAFT
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("must be draft, a version's number or a checkpoint's id") from None


def _document_at(workflow: Workflow, point: Point) -> JsonObject:
    if point == DRAFT:
        return freeze(workflow)
    if isinstance(point, int):
        version = Version.objects.filter(workflow=workflow, number=point).first()
        if version is None:
            raise NotFound
        document: JsonObject = json.loads(version.document)
        return document
    checkpoint = Checkpoint.objects.filter(document__workflow=workflow, public_id=point).first()
    if checkpoint is None:
        raise NotFound
    return document_in(checkpoint)
