"""Prepared queries give what the ORM gives, for every value and in every thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from workflows.access import Capability, limit_to_token, workflow_for
from workflows.errors import AccessDenied, NotFound
from workflows.models import ApiToken, Membership, Role, Team, User, Workflow
from workflows.models.prepared import Prepared

pytestmark = pytest.mark.django_db

BY_ID = Prepared(
    lambda public_id, least: (
        Workflow.objects.filter(public_id=public_id, pk__gte=least)
        .select_related("team")
        .annotate(doubled=F("pk") * 2)
    ),
    UUID,
    int,
)
NAME = Prepared(lambda pk: Workflow.objects.filter(pk=pk).values_list("name", "public_id"), int)


@pytest.fixture
def workflows() -> list[Workflow]:
    teams = [Team.objects.create(name=f"Team {i}", slug=f"team-{i}") for i in range(2)]
    return [
        Workflow.objects.create(team=team, slug=f"flow-{i}", name=f"100% {i}")
        for i, team in enumerate([*teams, *teams])
    ]


def test_every_value_finds_its_own_row_as_the_orm_does(workflows: list[Workflow]) -> None:
    for each in workflows:
        expected = Workflow.objects.get(pk=each.pk)

        found = BY_ID.object(each.public_id, 0)

        assert found is not None
        assert found.team == each.team
        for field in Workflow._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(expected, field.attname)
        assert vars(found)["doubled"] == each.pk * 2
        assert NAME.row(each.pk) == (each.name, each.public_id)


def test_what_is_not_there_is_none(workflows: list[Workflow]) -> None:
    first = workflows[0]

    assert BY_ID.object(uuid4(), 0) is None
    assert BY_ID.object(first.public_id, first.pk + 1) is None
    assert NAME.row(-1) is None


def test_a_watched_query_is_seen_and_gives_the_same(workflows: list[Workflow]) -> None:
    with CaptureQueriesContext(connection) as seen:
        found = BY_ID.object(workflows[1].public_id, 0)

    assert found == workflows[1]
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_query_but_no_connection(workflows: list[Workflow]) -> None:
    wanted = [each.pk for each in workflows] * 5

    def name_of(pk: int) -> str:
        try:
            row = NAME.row(pk)
            return row[0] if row else ""
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(name_of, wanted))

    assert names == [each.name for each in workflows] * 5


# --- the door of every start ------------------------------------------------------------------


def member(team: Team, role: str) -> User:
    user = User.objects.create(username=f"{role}-{team.pk}")
    Membership.objects.create(team=team, user=user, role=role)
    return user


def test_a_role_that_changes_is_seen_at_the_next_call(workflows: list[Workflow]) -> None:
    workflow = workflows[0]
    user = member(workflow.team, Role.EDITOR)
    assert workflow_for(user, workflow.public_id, Capability.RUN) == workflow

    Membership.objects.filter(user=user).update(role=Role.VIEWER)

    with pytest.raises(AccessDenied):
        workflow_for(user, workflow.public_id, Capability.RUN)


@pytest.mark.parametrize("change", [{"is_active": False}, {}])
def test_who_is_no_active_member_finds_nothing(
    workflows: list[Workflow], change: dict[str, bool]
) -> None:
    home, foreign = workflows[0], workflows[1]
    user = member(home.team, Role.OWNER)
    User.objects.filter(pk=user.pk).update(**change or {"is_active": True})
    wanted = home if change else foreign

    with pytest.raises(NotFound):
        workflow_for(user, wanted.public_id, Capability.VIEW)


def test_a_token_of_one_team_opens_no_door_of_another(workflows: list[Workflow]) -> None:
    home, foreign = workflows[0], workflows[1]
    user = member(home.team, Role.OWNER)
    Membership.objects.create(team=foreign.team, user=user, role=Role.OWNER)
    token = ApiToken.objects.create(user=user, team=home.team, scopes=["run"], name="t", digest="d")
    bound = limit_to_token(User.objects.get(pk=user.pk), token)

    assert workflow_for(bound, home.public_id, Capability.RUN) == home
    with pytest.raises(AccessDenied):
        workflow_for(bound, home.public_id, Capability.EDIT)
    with pytest.raises(NotFound):
        workflow_for(bound, foreign.public_id, Capability.RUN)
    assert workflow_for(user, foreign.public_id, Capability.RUN) == foreign
