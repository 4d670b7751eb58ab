"""Teams and people as a member sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from workflows.access import Capability, memberships_of, team_for, teams_with
from workflows.models import Membership, Team, User


def teams_shown(user: User) -> QuerySet[Team]:
    """The person's teams, each with `role`."""
    return teams_with(user).filter(memberships__user=user).annotate(role=F("memberships__role"))


def members_shown(user: User, team_id: UUID) -> QuerySet[Membership]:
    team = team_for(user, team_id, Capability.VIEW)
    return Membership.objects.filter(team=team).select_related("user")


def memberships_shown(user: User) -> QuerySet[Membership]:
    """The person's own memberships, tokens' limits applied."""
    return memberships_of(user).select_related("team").order_by("team__name", "id")
