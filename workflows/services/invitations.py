"""Links that make whoever holds them a member: made and revoked by owners, accepted by people."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from workflows.access import Capability, memberships_of, role_in, team_for
from workflows.errors import AccessDenied, Conflict, LimitExceeded, NotFound
from workflows.models import Invitation, InvitationUse, Membership, Role, Team, User
from workflows.queries.invitations import (
    InvitationState,
    may_give,
    state_of,
    unspent,
    with_maker_role,
)
from workflows.services.audit import record
from workflows.services.teams import AlreadyMember
from workflows.services.tokens import digest_of, require_session

RANDOM_BYTES = 32
LONGEST_TOKEN = 200
USUAL_DAYS, MOST_DAYS = 7, 30
MOST_USES = 100
MOST_OPEN = 100


class InvitationGone(NotFound):
    """This invitation does not exist, was used, has expired or was revoked."""


class NameTaken(Conflict):
    """Somebody else has this user name."""

    code = "name_taken"


@transaction.atomic
def create_invitation(
    *,
    user: User,
    team_id: UUID,
    role: Role,
    days: int = USUAL_DAYS,
    max_uses: int = 1,
    note: str = "",
) -> tuple[Invitation, str]:
    """
    A new invitation and its link's token, which nothing can show again.

    Raises:
        AccessDenied: no owner, or a token: it would leave behind what outlives it.
        LimitExceeded: too many of the team's invitations are open.
    """
    require_session(user)
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    _lock(team)
    if not may_give(role_in(user, team), role):
        raise AccessDenied(Capability.MANAGE_TEAM)
    now = timezone.now()
    if unspent(team.invitations.all(), now).count() >= MOST_OPEN:
        raise LimitExceeded(
            "open_invitations", MOST_OPEN, "Too many invitations are open: revoke some."
        )
    token = secrets.token_urlsafe(RANDOM_BYTES)
    invitation = Invitation.objects.create(
        team=team,
        role=role,
        note=note,
        digest=digest_of(token),
        created_by=user,
        created_at=now,
        expires_at=now + timedelta(days=days),
        max_uses=max_uses,
    )
    detail = {"role": role, "days": days, "max_uses": max_uses}
    record(user, team, "invitation.create", str(invitation.public_id), detail)
    return invitation, token


@transaction.atomic
def revoke_invitation(*, user: User, team_id: UUID, invitation_id: UUID) -> None:
    """
    End an invitation; ending it twice changes nothing, and who came in by it stays.

    Raises:
        NotFound: the team has no such invitation.
    """
    team = team_for(user, team_id, Capability.MANAGE_TEAM)
    found = team.invitations.filter(public_id=invitation_id)
    if not found.exists():
        raise NotFound
    if found.filter(revoked_at=None).update(revoked_at=timezone.now()):
        record(user, team, "invitation.revoke", str(invitation_id))


def open_invitation(token: object, user: User | None = None) -> Invitation | None:
    """
    What the link opens now, with its team and maker; None for every other text.

    Args:
        user: whom it is to let in, if that is known. Who came in by it once does not do so again:
            an owner who removes somebody need not think of the link they hold.
    """
    invitation = _invitation_of(token)
    if invitation is None or state_of(invitation, timezone.now()) is not InvitationState.OPEN:
        return None
    if user is not None and invitation.accepted.filter(user=user).exists():
        return None
    return invitation


def membership_by(token: object, user: User) -> Membership | None:
    """The person's place in the team that the link leads to, also when the link is over."""
    invitation = _invitation_of(token)
    if invitation is None:
        return None
    return memberships_of(user).filter(team=invitation.team_id).select_related("team").first()


@transaction.atomic
def accept_invitation(*, user: User, token: object) -> Membership:
    """
    Use the invitation: the person is a member at once.

    Raises:
        InvitationGone: the link opens nothing, another one came first, or this person came in by
            it before.
        AlreadyMember: nothing is used up, and the role stays what it was.
    """
    require_session(user)
    # Under the team's lock: an owner who just now loses the role, or revokes it, is seen.
    _lock_team_of(token)
    invitation = open_invitation(token, user)
    if invitation is None:
        raise InvitationGone
    membership = _join(invitation, user)
    still_open = unspent(Invitation.objects.filter(pk=invitation.pk), timezone.now())
    if not still_open.update(uses=F("uses") + 1):
        raise InvitationGone
    InvitationUse.objects.create(invitation=invitation, user=user)
    detail = {"role": invitation.role, "invitation": str(invitation.public_id)}
    record(user, invitation.team, "member.join", user.get_username(), detail)
    return membership


@transaction.atomic
def join_as_new_person(*, person: User, token: object) -> Membership:
    """
    Save a new account and accept with it, or neither.

    Raises:
        InvitationGone: the link opens nothing, or another one came first.
        NameTaken: somebody took the user name meanwhile.
    """
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    return accept_invitation(user=person, token=token)


def _join(invitation: Invitation, user: User) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(team=invitation.team, user=user, role=invitation.role)
    except IntegrityError:
        raise AlreadyMember from None


def _invitation_of(token: object) -> Invitation | None:
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    found = with_maker_role(Invitation.objects.filter(digest=digest_of(token)))
    return found.select_related("team", "created_by").first()


def _lock_team_of(token: object) -> None:
    invitation = _invitation_of(token)
    if invitation is not None:
        _lock(invitation.team)


def _lock(team: Team) -> None:
    Team.objects.select_for_update().get(pk=team.pk)
