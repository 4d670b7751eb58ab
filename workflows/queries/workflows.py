"""Workflows and versions as lists and details show them; documents stay behind in lists."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from workflows.access import Capability, version_for, visible_workflows, workflow_for
from workflows.errors import NotFound
from workflows.models import Execution, User, Version, Workflow


def workflows_shown(user: User) -> QuerySet[Workflow]:
    """With team, author, who changed the draft last, and what the newest execution is and when."""
    return _told(visible_workflows(user))


def _told(rows: QuerySet[Workflow]) -> QuerySet[Workflow]:
    newest = Execution.objects.filter(workflow=OuterRef("pk")).order_by("-id")
    return rows.select_related("team", "created_by").annotate(
        changed_by=F("draft__changed_by__username"),
        last_execution=Subquery(newest.values("public_id")[:1]),
        last_execution_state=Subquery(newest.values("state")[:1]),
        last_execution_at=Subquery(newest.values("created_at")[:1]),
    )


def workflow_shown(user: User, workflow_id: UUID) -> Workflow:
    """
    Raises:
        NotFound: there is none that the person may see.
    """
    workflow_for(user, workflow_id, Capability.VIEW)
    found = workflows_shown(user).filter(public_id=workflow_id).first()
    if found is None:
        raise NotFound
    return found


def workflow_after(workflow: Workflow) -> Workflow:
    """The same of one that the caller has just made or changed, without asking for VIEW."""
    return _told(Workflow.objects.filter(pk=workflow.pk)).get()


def is_archived(rows: QuerySet[Workflow], archived: bool) -> QuerySet[Workflow]:
    return rows.filter(archived_at__isnull=not archived)


def names_contain(rows: QuerySet[Workflow], text: str) -> QuerySet[Workflow]:
    return rows.filter(Q(name__icontains=text) | Q(description__icontains=text))


def versions_shown(user: User, workflow_id: UUID) -> QuerySet[Version]:
    """Published versions of a workflow, without their documents."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    found = Version.objects.filter(workflow=workflow, number__isnull=False)
    return found.select_related("created_by", "workflow").defer("document")


def version_shown(user: User, version_id: UUID) -> Version:
    return version_for(user, version_id, Capability.VIEW)
