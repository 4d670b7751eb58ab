from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rest.world import make_world, person, team, token_of
from workflows.access import (
    ROLE_CAPABILITIES,
    SCOPE_CAPABILITIES,
    Capability,
    TokenLimits,
    approval_for,
    capabilities_in,
    capability_table,
    execution_for,
    memberships_of,
    role_allows,
    role_reaches,
    team_for,
    teams_with,
    visible_agents,
    visible_approvals,
    visible_events,
    visible_executions,
    visible_versions,
    visible_workflows,
    workflow_for,
)
from workflows.errors import AccessDenied, NotFound
from workflows.models import Membership, Role, User
from workflows.services.tokens import person_of_token

VISIBLE = (
    visible_agents,
    visible_approvals,
    visible_events,
    visible_executions,
    visible_versions,
    visible_workflows,
)


@given(st.text(max_size=20), st.sampled_from(Capability))
def test_a_role_that_is_not_in_the_table_allows_nothing(role: str, capability: Capability) -> None:
    assert role_allows(role, capability) == (capability in ROLE_CAPABILITIES.get(role, ()))


near_misses = st.sampled_from(sorted(SCOPE_CAPABILITIES)).flatmap(
    lambda scope: st.sampled_from(
        [f"{scope}s", scope[:-1], scope.upper(), f" {scope}", f"{scope}:x", f"{scope},run", "*", ""]
    )
)


@given(st.frozensets(st.text(max_size=8) | near_misses))
def test_a_scope_matches_by_equality_only(scopes: frozenset[str]) -> None:
    limits = TokenLimits(token=1, scopes=scopes, team=None)

    granted = {capability for capability in Capability if limits.allows(capability)}

    known = [SCOPE_CAPABILITIES[scope] for scope in scopes if scope in SCOPE_CAPABILITIES]
    assert granted == frozenset().union(*known)


@given(st.text(max_size=8), st.text(max_size=8))
def test_unknown_roles_reach_nothing(role: str, wanted: str) -> None:
    known = {"viewer", "editor", "owner"}

    assert role_reaches(role, wanted) <= (role in known and wanted in known)


def test_stronger_roles_keep_what_weaker_ones_may() -> None:
    viewer, editor, owner = (ROLE_CAPABILITIES[r] for r in (Role.VIEWER, Role.EDITOR, Role.OWNER))

    assert viewer < editor < owner


def test_the_browsers_table_says_what_the_server_checks() -> None:
    table = capability_table()

    assert set(table["capabilities"]) == {str(c) for c in Capability}
    for role, names in table["roles"].items():
        assert {Capability(name) for name in names} == ROLE_CAPABILITIES[role]


@pytest.mark.django_db
def test_a_member_without_the_capability_is_denied_and_a_stranger_finds_nothing() -> None:
    world = make_world()
    stranger = person("stranger", team("other"))

    with pytest.raises(AccessDenied):
        workflow_for(world.people[Role.VIEWER], world.workflow.public_id, Capability.RUN)
    with pytest.raises(NotFound):
        workflow_for(stranger, world.workflow.public_id, Capability.VIEW)


@pytest.mark.django_db
@pytest.mark.parametrize("visible", VISIBLE)
def test_lists_begin_at_the_callers_teams(visible: Any) -> None:
    world = make_world()
    stranger = person("stranger", team("other"))

    assert visible(world.people[Role.VIEWER]).exists()
    assert not visible(stranger).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("visible", VISIBLE)
def test_lists_are_empty_for_a_token_without_the_scope(visible: Any) -> None:
    world = make_world()

    limited = person_of_token(token_of(world.people[Role.OWNER], "run"))

    assert limited is not None
    assert not visible(limited).exists()


@pytest.mark.django_db
def test_a_token_of_one_team_does_not_open_another() -> None:
    one, other = make_world(), make_world("other")
    owner = one.people[Role.OWNER]
    Membership.objects.create(team=other.team, user=owner, role=Role.OWNER)

    limited = person_of_token(token_of(owner, "read", team=one.team.pk))

    assert limited is not None
    assert list(teams_with(limited)) == [one.team]
    with pytest.raises(NotFound):
        team_for(limited, other.team.public_id)
    assert team_for(owner, other.team.public_id) == other.team


@pytest.mark.django_db
@pytest.mark.parametrize("scopes", ["read", {"read": 1}, [["read"]], ["READ"], []])
def test_odd_scopes_in_the_database_grant_nothing(scopes: Any) -> None:
    world = make_world()

    limited = person_of_token(token_of(world.people[Role.OWNER], "read", scopes=scopes))

    assert limited is not None
    assert capabilities_in(limited, world.team) == frozenset()


@pytest.mark.django_db
def test_whoever_is_deactivated_loses_every_door_at_once() -> None:
    world = make_world()
    owner = world.people[Role.OWNER]

    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert not memberships_of(owner).exists()
    with pytest.raises(NotFound):
        execution_for(owner, world.execution.public_id, Capability.VIEW)


@pytest.mark.django_db
def test_an_unknown_role_in_the_database_allows_nothing() -> None:
    world = make_world()
    viewer = world.people[Role.VIEWER]
    Membership.objects.filter(user=viewer).update(role="admin")

    with pytest.raises(AccessDenied):
        workflow_for(viewer, world.workflow.public_id, Capability.VIEW)
    assert not visible_workflows(viewer).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("assignees", "allowed"),
    [
        ([], {"editor", "owner"}),
        (["viewer"], {"viewer"}),
        (["role:editor"], {"editor", "owner"}),
        (["role:viewer"], {"viewer", "editor", "owner"}),
        (["role:admin", "role:", "Viewer"], set()),
        (["nobody", "role:owner"], {"owner"}),
    ],
)
def test_being_named_is_the_right_to_decide(assignees: list[str], allowed: set[str]) -> None:
    world = make_world()
    world.approval.assignees = assignees
    world.approval.save()

    may = set()
    for role, user in world.people.items():
        try:
            approval_for(user, world.approval.public_id, Capability.DECIDE)
        except AccessDenied:
            continue
        may.add(role)

    assert may == allowed


@pytest.mark.django_db
def test_the_door_is_one_query(django_assert_num_queries: Any) -> None:
    world = make_world()

    with django_assert_num_queries(1):
        workflow_for(world.people[Role.EDITOR], world.workflow.public_id, Capability.EDIT)
