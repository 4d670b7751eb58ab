"""Teams and their members; a team never loses its last owner."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from workflows.access import Capability, memberships_of, team_for
from workflows.errors import Conflict, NotFound
from workflows.models import Membership, Role, Team, User
from workflows.services.audit import record
from workflows.services.slugs import free_slug
from workflows.services.tokens import require_session


class LastOwner(Conflict):
    """A team needs an owner; make somebody else one first."""

    code = "last_owner"


class AlreadyMember(Conflict):
    """This person is a member already."""

    code = "already_member"


@transaction.atomic
def create_team(*, user: User, name: str) -> Team:
    """
    A new team that the person owns.

    Raises:
        AccessDenied: a token may not make teams.
    """
    require_session(user)
    slug = free_slug(Team.objects.all(), name, fallback="team")
    team = Team.objects.create(name=name, slug=slug)
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    record(user, team, "team.create", team.slug)
    return team


@transaction.atomic
def rename_team(*, user: User, team_id: UUID, name: str) -> Team:
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    team.name = name
    team.save(update_fields=["name"])
    record(user, team, "team.rename", team.slug, {"name": name})
    return team


@transaction.atomic
def add_member(*, user: User, team_id: UUID, username: str, role: Role) -> Membership:
    """
    Raises:
        NotFound: there is no active person of this name.
        AlreadyMember: the person is in the team; change the role instead.
    """
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise NotFound(f"There is no person {username}.")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(team=team, user=person, role=role)
    except IntegrityError:
        raise AlreadyMember from None
    record(user, team, "member.add", username, {"role": role})
    return membership


@transaction.atomic
def change_role(*, user: User, team_id: UUID, username: str, role: Role) -> Membership:
    """
    Raises:
        LastOwner: nobody would own the team any more.
    """
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    membership = _locked_member(team, username)
    if membership.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(team)
    membership.role = role
    membership.save(update_fields=["role"])
    record(user, team, "member.role", username, {"role": role})
    return membership


@transaction.atomic
def remove_member(*, user: User, team_id: UUID, username: str) -> None:
    """
    Remove somebody, or oneself: leaving needs no capability.

    Raises:
        LastOwner: nobody would own the team any more.
    """
    team = _team_to_remove_from(user, team_id, username)
    membership = _locked_member(team, username)
    if membership.role == Role.OWNER:
        _keep_an_owner(team)
    membership.delete()
    record(user, team, "member.remove", username)


def _team_to_remove_from(user: User, team_id: UUID, username: str) -> Team:
    if username != user.get_username():
        return team_for(user, team_id, Capability.MANAGE_TEAM)
    require_session(user)
    membership = memberships_of(user).filter(team__public_id=team_id).select_related("team").first()
    if membership is None:
        raise NotFound
    return membership.team


def _locked_member(team: Team, username: str) -> Membership:
    # The team's row is the lock: two owners who leave at once must see each other.
    Team.objects.select_for_update().get(pk=team.pk)
    found = Membership.objects.filter(team=team, user__username=username)
    membership = found.select_related("user").first()
    if membership is None:
        raise NotFound(f"{username} is no member of this team.")
    return membership


def _keep_an_owner(team: Team) -> None:
    owners = Membership.objects.filter(team=team, role=Role.OWNER, user__is_active=True)
    if owners.count() <= 1:
        raise LastOwner
