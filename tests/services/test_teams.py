from __future__ import annotations

import threading

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.rest.world import person, team, token_of
from workflows.errors import AccessDenied, NotFound
from workflows.models import AuditEntry, Membership, Role, Team, User
from workflows.services.teams import (
    AlreadyMember,
    LastOwner,
    add_member,
    change_role,
    create_team,
    remove_member,
    rename_team,
)
from workflows.services.tokens import person_of_token

moves = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bob", "cem"]),
        st.sampled_from(["ada", "bob", "cem"]),
        st.sampled_from([*Role.values, "remove", "add"]),
    ),
    max_size=12,
)


def move(team: Team, actor: str, target: str, what: str) -> None:
    user = User.objects.get(username=actor)
    if what == "remove":
        remove_member(user=user, team_id=team.public_id, username=target)
    elif what == "add":
        add_member(user=user, team_id=team.public_id, username=target, role=Role.OWNER)
    else:
        change_role(user=user, team_id=team.public_id, username=target, role=Role(what))


class TestOwners(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(moves)
    def test_a_team_always_has_an_owner(self, steps: list[tuple[str, str, str]]) -> None:
        one = team("one")
        for name, role in (("ada", Role.OWNER), ("bob", Role.EDITOR), ("cem", Role.VIEWER)):
            person(name, one, role)

        for actor, target, what in steps:
            try:
                move(one, actor, target, what)
            except (AccessDenied, NotFound, LastOwner, AlreadyMember):
                continue

        assert one.memberships.filter(role=Role.OWNER).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays() -> None:
    one = team("one")
    people = [person("ada", one), person("bob", one)]
    barrier = threading.Barrier(2)
    errors: list[Exception] = []

    def leave(user: User) -> None:
        barrier.wait(5)
        try:
            remove_member(user=user, team_id=one.public_id, username=user.username)
        except LastOwner as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(errors) == 1
    assert Membership.objects.filter(team=one).count() == 1


@pytest.mark.django_db
def test_members_are_added_by_name_once() -> None:
    one = team("one")
    ada, bob = person("ada", one), person("bob")

    added = add_member(user=ada, team_id=one.public_id, username="bob", role=Role.VIEWER)

    assert (added.user, added.role) == (bob, Role.VIEWER)
    with pytest.raises(AlreadyMember):
        add_member(user=ada, team_id=one.public_id, username="bob", role=Role.OWNER)
    assert Membership.objects.get(user=bob).role == Role.VIEWER


@pytest.mark.django_db
def test_nobody_adds_a_person_who_is_not_there() -> None:
    one = team("one")
    ada, gone = person("ada", one), person("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)

    for name in ("gone", "never", ""):
        with pytest.raises(NotFound):
            add_member(user=ada, team_id=one.public_id, username=name, role=Role.VIEWER)


@pytest.mark.django_db
def test_a_team_is_made_with_its_owner_and_a_slug_of_its_own() -> None:
    ada = person("ada")

    first, second = create_team(user=ada, name="Research"), create_team(user=ada, name="Research")

    assert (first.slug, second.slug) == ("research", "research-2")
    assert Membership.objects.get(team=first).role == Role.OWNER


@pytest.mark.django_db
def test_tokens_do_not_make_teams_and_do_not_leave_them() -> None:
    one = team("one")
    person("bob", one)
    limited = person_of_token(token_of(person("ada", one), "read", "manage"))
    assert limited is not None

    with pytest.raises(AccessDenied):
        create_team(user=limited, name="Two")
    with pytest.raises(AccessDenied):
        remove_member(user=limited, team_id=one.public_id, username="ada")
    assert rename_team(user=limited, team_id=one.public_id, name="New").name == "New"


@pytest.mark.django_db
def test_changes_of_members_leave_a_trace() -> None:
    one = team("one")
    ada = person("ada", one)
    person("bob")

    add_member(user=ada, team_id=one.public_id, username="bob", role=Role.EDITOR)
    change_role(user=ada, team_id=one.public_id, username="bob", role=Role.VIEWER)
    remove_member(user=ada, team_id=one.public_id, username="bob")

    found = AuditEntry.objects.values_list("action", "subject", "actor__username")
    assert [*found] == [
        ("member.add", "bob", "ada"),
        ("member.role", "bob", "ada"),
        ("member.remove", "bob", "ada"),
    ]
