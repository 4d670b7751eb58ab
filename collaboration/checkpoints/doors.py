"""From an id that somebody sent to a checkpoint that they may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from collaboration.models import Checkpoint
from workflows.access import (
    Capability,
    capabilities_in,
    check_scope,
    denied,
    visible_workflows,
    workflow_for,
)
from workflows.errors import NotFound
from workflows.models import User


def checkpoints_shown(user: User, workflow_id: UUID) -> QuerySet[Checkpoint]:
    """Those of one workflow, without what they hold."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    found = Checkpoint.objects.filter(document__workflow=workflow)
    return found.select_related("author", "document__workflow").defer("state")


def checkpoint_for(user: User, checkpoint_id: UUID, capability: Capability) -> Checkpoint:
    """
    Raises:
        NotFound: there is none, or it is another team's.
        AccessDenied: the role or the token lacks the capability.
    """
    check_scope(user, Capability.VIEW)
    found = Checkpoint.objects.filter(
        public_id=checkpoint_id, document__workflow__in=visible_workflows(user)
    )
    checkpoint = found.select_related("author", "document__workflow__team").first()
    if checkpoint is None:
        raise NotFound
    if capability not in capabilities_in(user, checkpoint.document.workflow.team):
        raise denied(user, capability)
    return checkpoint
