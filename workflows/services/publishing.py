"""Publishing: the draft becomes an immutable version with the workflow's next number."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from workflows.access import Capability, workflow_for
from workflows.conf import config
from workflows.definition.json_types import JsonObject
from workflows.definition.validate import validate_document
from workflows.drafts import drafts
from workflows.engine.plans import store_plan
from workflows.errors import DraftChanged, Problem
from workflows.models import User, Version, Workflow
from workflows.services.audit import record
from workflows.services.catalogue import catalogue_of
from workflows.services.pinning import pin_workflows
from workflows.services.versions import ensure_version, refuse_invalid


def find_problems(
    *, user: User, workflow_id: UUID, document: JsonObject | None = None
) -> Sequence[Problem]:
    """
    Everything to say about the document, or about the stored draft; errors gate publishing.

    Args:
        document: one that is not stored, by whoever may store it: looking at it takes long if it
            is large, and it can be another one each time.
    """
    capability = Capability.VIEW if document is None else Capability.EDIT
    workflow = workflow_for(user, workflow_id, capability)
    raw = drafts().read(workflow).document if document is None else document
    return validate_document(raw, limits=config().limits, catalogue=catalogue_of(workflow.team))


@transaction.atomic
def publish(
    *, user: User, workflow_id: UUID, message: str = "", revision: int | None = None
) -> Version:
    """
    Freeze the draft under the next number; the newest version again if it says the same.

    Raises:
        DocumentInvalid: `.problems` names everything that keeps the draft from being published.
        DraftChanged: `revision` is given and the draft is another one by now.
    """
    workflow = workflow_for(user, workflow_id, Capability.PUBLISH)
    # Numbers have no gaps and no doubles: the workflow's row is the lock.
    workflow = Workflow.objects.select_for_update().select_related("team").get(pk=workflow.pk)
    draft = drafts().read(workflow)
    if revision is not None and draft.revision != revision:
        raise DraftChanged(draft.revision)
    # An old version of the same content may name agents that are gone since.
    refuse_invalid(workflow.team, draft.document)
    pinned = pin_workflows(workflow.team, draft.document)
    version = ensure_version(team=workflow.team, workflow=workflow, raw=pinned, user=user)
    if _says_the_newest(workflow, version):
        return version
    published = _with_next_number(workflow, version, user, pinned, message)
    record(user, workflow.team, "workflow.publish", workflow.slug, {"number": published.number})
    return published


def _says_the_newest(workflow: Workflow, version: Version) -> bool:
    newest = Version.objects.filter(workflow=workflow, number=workflow.last_number).first()
    return newest is not None and newest.content_hash == version.content_hash


def _with_next_number(
    workflow: Workflow, version: Version, user: User, raw: JsonObject, message: str
) -> Version:
    if version.number is not None:
        version = _copy(version, user, raw)  # an older version's content comes back
    workflow.last_number += 1
    workflow.save(update_fields=["last_number"])
    version.number = workflow.last_number
    version.message = message
    version.published_at = timezone.now()
    version.created_by = user
    version.save(update_fields=["number", "message", "published_at", "created_by"])
    return version


def _copy(version: Version, user: User, raw: JsonObject) -> Version:
    copy = Version.objects.create(
        team=version.team,
        workflow=version.workflow,
        content_hash=version.content_hash,
        document=version.document,
        name=version.name,
        task_count=version.task_count,
        root_count=version.root_count,
        created_by=user,
    )
    store_plan(copy, raw)
    return copy
