"""Teams and people as a member sees them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet, Subquery

from workflows.access import (
    Capability,
    memberships_of,
    role_allows,
    team_for,
    teams_with,
    token_allows,
)
from workflows.models import Membership, Team, User


def teams_shown(user: User) -> QuerySet[Team]:
    """The person's teams, each with `role`."""
    return teams_with(user).filter(memberships__user=user).annotate(role=F("memberships__role"))


def team_shown(user: User, team_id: UUID) -> Team:
    """
    Raises:
        NotFound: the person is no member.
    """
    return teams_shown(user).get(pk=team_for(user, team_id).pk)


def members_shown(user: User, team_id: UUID) -> QuerySet[Membership]:
    team = team_for(user, team_id, Capability.VIEW)
    return Membership.objects.filter(team=team).select_related("user")


def team_after(user: User, team: Team) -> Team:
    """The same of one that the caller has just made or renamed, without asking for VIEW."""
    mine = memberships_of(user).filter(team=team).values("role")[:1]
    return Team.objects.annotate(role=Subquery(mine)).get(pk=team.pk)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    id: UUID
    name: str
    slug: str
    role: str
    capabilities: list[str]


def own_teams(user: User) -> list[OwnTeam]:
    """The person's teams with what the role, and the token if there is one, allow in each."""
    memberships = memberships_of(user).select_related("team").order_by("team__name", "id")
    return [
        OwnTeam(
            membership.team.public_id,
            membership.team.name,
            membership.team.slug,
            membership.role,
            [name for name in Capability if allows(user, membership.role, name)],
        )
        for membership in memberships
    ]


def allows(user: User, role: str, capability: Capability) -> bool:
    return role_allows(role, capability) and token_allows(user, capability)
