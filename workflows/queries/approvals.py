"""Approvals: all that a team waits for, and what waits for one person."""

from __future__ import annotations

import json
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, StrIndex
from django.db.models.lookups import GreaterThan

from workflows.access import (
    Capability,
    approval_for,
    memberships_of,
    role_allows,
    role_reaches,
    token_allows,
    visible_approvals,
)
from workflows.models import Approval, ApprovalState, Role, User


def approvals_shown(user: User) -> QuerySet[Approval]:
    """With what they are about; an execution of no workflow is named by its version."""
    return _told(visible_approvals(user))


def _told(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    found = rows.select_related(
        "team", "execution__workflow", "execution__version", "execution__started_by"
    )
    return found.defer("execution__version__document").prefetch_related("decisions__user")


def approval_shown(user: User, approval_id: UUID) -> Approval:
    approval = approval_for(user, approval_id, Capability.VIEW)
    return approvals_shown(user).get(pk=approval.pk)


def approval_after(approval: Approval) -> Approval:
    """The same of one that the caller has just decided, without asking for VIEW."""
    return _told(Approval.objects.filter(pk=approval.pk)).get()


def waiting_for(rows: QuerySet[Approval], user: User) -> QuerySet[Approval]:
    """Open ones that this person may decide and has not: the inbox."""
    if not token_allows(user, Capability.DECIDE):
        return rows.none()
    rows = rows.annotate(names=Cast("assignees", TextField()))
    mine = Q(pk__in=[])
    for membership in memberships_of(user):
        mine |= Q(team=membership.team_id) & _addressed_to(user, membership.role)
    rows = rows.filter(mine, state=ApprovalState.OPEN).exclude(decisions__user=user)
    return rows.exclude(self_approval=False, execution__started_by=user)


def _addressed_to(user: User, role: str) -> Q:
    wanted = _names(user.get_username())
    for other in Role.values:
        if role_reaches(role, other):
            wanted |= _names(f"role:{other}")
    return wanted | Q(names="[]") if role_allows(role, Capability.DECIDE) else wanted


def _names(assignee: str) -> Q:
    """
    Whether the list, which as text holds each name in quotes, holds this one.

    By position, not by LIKE, which on SQLite takes A for a; SQLite's text escapes what is not
    ASCII, PostgreSQL's does not.
    """
    forms = {json.dumps(assignee), json.dumps(assignee, ensure_ascii=False)}
    found = Q(pk__in=[])
    for form in forms:
        found |= Q(GreaterThan(StrIndex("names", Value(form)), 0))
    return found
