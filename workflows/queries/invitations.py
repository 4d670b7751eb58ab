"""Invitations as owners see them, and which of them still open the team."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from workflows.access import Capability, role_allows, role_reaches, team_for
from workflows.models import Invitation, Membership, Role, User


class InvitationState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    VOID = "void"  # who made it may not invite any more


def invitations_shown(user: User, team_id: UUID) -> QuerySet[Invitation]:
    """All of the team's, those that are over too; for who may invite."""
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    found = with_maker_role(Invitation.objects.filter(team=team))
    return found.select_related("created_by").prefetch_related("accepted__user")


def with_maker_role(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Each with `maker_role`: what who made it is in the team now; None for who is out of it."""
    makers = Membership.objects.filter(
        team=OuterRef("team"), user=OuterRef("created_by"), user__is_active=True
    )
    return found.annotate(maker_role=Subquery(makers.values("role")[:1]))


def unspent(found: QuerySet[Invitation], now: datetime) -> QuerySet[Invitation]:
    """Neither used up, expired nor revoked."""
    return found.filter(revoked_at=None, expires_at__gt=now, uses__lt=F("max_uses"))


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """Of one that comes `with_maker_role`."""
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.uses >= invitation.max_uses:
        return InvitationState.USED
    if invitation.expires_at <= now:
        return InvitationState.EXPIRED
    maker_role: str | None = getattr(invitation, "maker_role", None)
    if not may_give(maker_role, Role(invitation.role)):
        return InvitationState.VOID
    return InvitationState.OPEN


def may_give(own: str | None, role: Role) -> bool:
    """Whether who has the role `own` may make others members with `role`."""
    return role_allows(own, Capability.MANAGE_TEAM) and role_reaches(own, role)
