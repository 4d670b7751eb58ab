from __future__ import annotations

import threading
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tests.rest.world import person, team, token_of
from workflows.access import SCOPE_CAPABILITIES
from workflows.errors import AccessDenied, LimitExceeded, NotFound
from workflows.models import AuditEntry, Invitation, InvitationUse, Membership, Role, Team, User
from workflows.queries.invitations import InvitationState, invitations_shown, state_of
from workflows.services import invitations
from workflows.services.invitations import (
    InvitationGone,
    NameTaken,
    accept_invitation,
    create_invitation,
    join_as_new_person,
    membership_by,
    open_invitation,
    revoke_invitation,
)
from workflows.services.teams import AlreadyMember, change_role, remove_member
from workflows.services.tokens import person_of_token

pytestmark = pytest.mark.django_db


def an_invitation(owner: User, one: Team, role: Role = Role.EDITOR, **options: Any) -> str:
    return create_invitation(user=owner, team_id=one.public_id, role=role, **options)[1]


def states(owner: User, one: Team) -> list[InvitationState]:
    now = timezone.now()
    return [state_of(each, now) for each in invitations_shown(owner, one.public_id).order_by("id")]


def test_only_the_digest_of_a_link_is_kept() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one)

    assert Invitation.objects.get().digest == sha256(token.encode()).hexdigest()
    for rows in (Invitation.objects.values(), AuditEntry.objects.values()):
        assert token not in str(list(rows))


def test_whoever_accepts_is_a_member_at_once_with_that_role() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one, Role.VIEWER)
    bob = person("bob")

    membership = accept_invitation(user=bob, token=token)

    assert (membership.team, membership.user, membership.role) == (one, bob, Role.VIEWER)
    assert membership_by(token, bob) == membership
    assert open_invitation(token) is None
    assert InvitationUse.objects.get().user == bob


def test_a_link_is_good_for_one_person() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one)
    accept_invitation(user=person("bob"), token=token)

    with pytest.raises(InvitationGone):
        accept_invitation(user=person("cem"), token=token)

    assert not Membership.objects.filter(user__username="cem").exists()


def test_a_link_for_two_is_good_for_two() -> None:
    one = team("one")
    ada = person("ada", one)
    token = an_invitation(ada, one, max_uses=2)
    accept_invitation(user=person("bob"), token=token)
    assert states(ada, one) == [InvitationState.OPEN]
    accept_invitation(user=person("cem"), token=token)

    assert states(ada, one) == [InvitationState.USED]
    with pytest.raises(InvitationGone):
        accept_invitation(user=person("dan"), token=token)


def test_a_removed_member_does_not_come_back_by_the_same_link() -> None:
    one = team("one")
    ada = person("ada", one)
    bob = person("bob")
    token = an_invitation(ada, one, max_uses=5)
    accept_invitation(user=bob, token=token)
    remove_member(user=ada, team_id=one.public_id, username="bob")

    with pytest.raises(InvitationGone):
        accept_invitation(user=bob, token=token)

    assert not Membership.objects.filter(user=bob).exists()
    assert Invitation.objects.get().uses == 1
    accept_invitation(user=person("cem"), token=token)
    accept_invitation(user=bob, token=an_invitation(ada, one))
    assert Membership.objects.filter(team=one).count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_four_who_accept_at_once_one_gets_in() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one)
    people = [person(name) for name in ("bob", "cem", "dan", "eve")]
    barrier = threading.Barrier(len(people))
    late: list[User] = []

    def accept(user: User) -> None:
        barrier.wait(5)
        try:
            accept_invitation(user=user, token=token)
        except InvitationGone:
            late.append(user)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(late) == 3
    assert Membership.objects.filter(team=one, role=Role.EDITOR).count() == 1
    assert Invitation.objects.get().uses == 1


@pytest.mark.parametrize("token", [None, "", [], {}, 0, b"x", True, "nope", "\ud800", "x" * 9_000])
def test_what_is_no_token_opens_nothing(token: object) -> None:
    one = team("one")
    an_invitation(person("ada", one), one)

    assert open_invitation(token) is None
    with pytest.raises(InvitationGone):
        accept_invitation(user=person("bob"), token=token)


def test_the_digest_of_a_token_is_not_a_token() -> None:
    one = team("one")
    an_invitation(person("ada", one), one)

    assert open_invitation(Invitation.objects.get().digest) is None


def test_a_link_ends_by_time_and_by_hand() -> None:
    one = team("one")
    ada = person("ada", one)
    late, ended = an_invitation(ada, one), an_invitation(ada, one)
    first, second = Invitation.objects.order_by("id")
    Invitation.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    for _ in range(2):
        revoke_invitation(user=ada, team_id=one.public_id, invitation_id=second.public_id)

    assert states(ada, one) == [InvitationState.EXPIRED, InvitationState.REVOKED]
    for token in (late, ended):
        with pytest.raises(InvitationGone):
            accept_invitation(user=person(token[:8]), token=token)
    assert AuditEntry.objects.filter(action="invitation.revoke").count() == 1


def leaves(one: Team, maker: User) -> None:
    remove_member(user=maker, team_id=one.public_id, username=maker.username)


def is_no_owner_any_more(one: Team, maker: User) -> None:
    change_role(user=maker, team_id=one.public_id, username=maker.username, role=Role.EDITOR)


def is_deactivated(one: Team, maker: User) -> None:
    User.objects.filter(pk=maker.pk).update(is_active=False)


def is_deleted(one: Team, maker: User) -> None:
    maker.delete()


@pytest.mark.parametrize("change", [leaves, is_no_owner_any_more, is_deactivated, is_deleted])
def test_a_link_is_void_when_its_maker_may_not_invite_any_more(change: Any) -> None:
    one = team("one")
    ada, maker = person("ada", one), person("maker", one)
    token = an_invitation(maker, one, Role.VIEWER)

    change(one, maker)

    assert states(ada, one) == [InvitationState.VOID]
    assert open_invitation(token) is None
    with pytest.raises(InvitationGone):
        accept_invitation(user=person("bob"), token=token)


def test_a_member_keeps_the_role_and_uses_nothing_up() -> None:
    one = team("one")
    ada = person("ada", one)
    token = an_invitation(ada, one, Role.VIEWER)

    with pytest.raises(AlreadyMember):
        accept_invitation(user=ada, token=token)

    assert Membership.objects.get(user=ada).role == Role.OWNER
    assert open_invitation(token) is not None


def test_a_new_account_and_its_membership_come_together_or_not_at_all() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one)

    with pytest.raises(NameTaken):
        join_as_new_person(person=User(username="ada"), token=token)
    membership = join_as_new_person(person=User(username="bob"), token=token)
    with pytest.raises(InvitationGone):
        join_as_new_person(person=User(username="cem"), token=token)

    assert membership.user.username == "bob"
    assert not User.objects.filter(username="cem").exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_only_owners_invite_look_and_revoke(role: Role) -> None:
    one = team("one")
    an_invitation(person("ada", one), one)
    bob = person("bob", one, role)
    revoked = {"team_id": one.public_id, "invitation_id": Invitation.objects.get().public_id}

    with pytest.raises(AccessDenied):
        an_invitation(bob, one, Role.VIEWER)
    with pytest.raises(AccessDenied):
        invitations_shown(bob, one.public_id)
    with pytest.raises(AccessDenied):
        revoke_invitation(user=bob, **revoked)


def test_nobody_revokes_an_invitation_of_another_team() -> None:
    one, two = team("one"), team("two")
    token = an_invitation(person("ada", one), one)
    bob = person("bob", two)

    with pytest.raises(NotFound):
        revoke_invitation(
            user=bob, team_id=two.public_id, invitation_id=Invitation.objects.get().public_id
        )
    assert open_invitation(token) is not None


def test_tokens_neither_invite_nor_accept() -> None:
    one = team("one")
    ada = person("ada", one)
    token = an_invitation(ada, one)
    limited = person_of_token(token_of(ada, *SCOPE_CAPABILITIES))
    stranger = person_of_token(token_of(person("bob"), *SCOPE_CAPABILITIES))
    assert limited is not None
    assert stranger is not None

    with pytest.raises(AccessDenied):
        an_invitation(limited, one)
    with pytest.raises(AccessDenied):
        accept_invitation(user=stranger, token=token)


def test_the_bound_on_open_invitations_holds_at_the_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    one = team("one")
    ada = person("ada", one)
    first = an_invitation(ada, one)
    an_invitation(ada, one)

    with pytest.raises(LimitExceeded):
        an_invitation(ada, one)
    accept_invitation(user=person("bob"), token=first)
    an_invitation(ada, one)
    with pytest.raises(LimitExceeded):
        an_invitation(ada, one)


def test_inviting_and_joining_leave_a_trace() -> None:
    one = team("one")
    token = an_invitation(person("ada", one), one)
    accept_invitation(user=person("bob"), token=token)
    found = Invitation.objects.get()

    entries = AuditEntry.objects.values_list("action", "subject", "actor__username")
    assert [*entries] == [
        ("invitation.create", str(found.public_id), "ada"),
        ("member.join", "bob", "bob"),
    ]
    assert AuditEntry.objects.last().detail == {  # type: ignore[union-attr]
        "role": "editor",
        "invitation": str(found.public_id),
    }


def test_how_long_a_link_is_good() -> None:
    one = team("one")
    an_invitation(person("ada", one), one, days=3)
    found = Invitation.objects.get()

    assert found.expires_at - found.created_at == timedelta(days=3)
