"""Every queryset of team-owned rows starts here: from the teams in which the caller may do it."""

from __future__ import annotations

from django.db.models import QuerySet

from workflows.access.capabilities import Capability, roles_with
from workflows.access.limits import limits_of, token_allows
from workflows.models import (
    Agent,
    ApiToken,
    Approval,
    Event,
    Execution,
    Membership,
    Team,
    User,
    Version,
    Workflow,
)


def memberships_of(user: User) -> QuerySet[Membership]:
    """
    Memberships that count now, as the database says, not as the instance remembers.

    None of a person who was deactivated; one team's under a token bound to that team.
    """
    limits = limits_of(user)
    return memberships_that_count(user.pk, None if limits is None else limits.team)


def memberships_that_count(user_pk: int, team_pk: int | None) -> QuerySet[Membership]:
    """The same by keys; of one team alone where it is given."""
    found = Membership.objects.filter(user_id=user_pk, user__is_active=True)
    return found if team_pk is None else found.filter(team_id=team_pk)


def teams_with(user: User, capability: Capability = Capability.VIEW) -> QuerySet[Team]:
    """Teams in which the person's role, and the token if there is one, allow `capability`."""
    if not token_allows(user, capability):
        return Team.objects.none()
    allowed = memberships_of(user).filter(role__in=roles_with(capability))
    return Team.objects.filter(pk__in=allowed.values("team"))


def visible_workflows(user: User) -> QuerySet[Workflow]:
    return Workflow.objects.filter(team__in=teams_with(user))


def visible_versions(user: User) -> QuerySet[Version]:
    return Version.objects.filter(team__in=teams_with(user))


def visible_executions(user: User) -> QuerySet[Execution]:
    return Execution.objects.filter(team__in=teams_with(user))


def visible_agents(user: User) -> QuerySet[Agent]:
    return Agent.objects.filter(team__in=teams_with(user))


def visible_approvals(user: User) -> QuerySet[Approval]:
    return Approval.objects.filter(team__in=teams_with(user))


def visible_events(user: User) -> QuerySet[Event]:
    return Event.objects.filter(team__in=teams_with(user))


def own_tokens(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user_id=user.pk, user__is_active=True)
