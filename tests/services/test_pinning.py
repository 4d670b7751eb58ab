"""Publishing names the versions of the workflows that a workflow runs."""

from __future__ import annotations

import json

import pytest

from workflows.models import Membership, Role, Team, User, Version
from workflows.services.publishing import publish
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.django_db


def document(**tasks: dict[str, object]) -> dict[str, object]:
    return {"schema": 1, "name": "Outer", "tasks": tasks}


@pytest.fixture
def owner() -> User:
    user = User.objects.create(username="owner")
    team = Team.objects.create(name="Team", slug="team")
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return user


def publish_new(owner: User, name: str, raw: dict[str, object]) -> Version:
    team = owner.memberships.get().team
    workflow = create_workflow(user=owner, team_id=team.public_id, document=raw | {"name": name})
    return publish(user=owner, workflow_id=workflow.public_id)


def test_a_published_version_keeps_the_inner_version_it_was_published_with(owner: User) -> None:
    inner = publish_new(owner, "Inner", document(a={"kind": "transform", "value": 1}))

    outer = publish_new(owner, "Outer", document(run={"kind": "workflow", "workflow": "inner"}))

    assert json.loads(outer.document)["tasks"]["run"]["version"] == inner.number


def test_a_version_that_the_author_names_stays(owner: User) -> None:
    publish_new(owner, "Inner", document(a={"kind": "transform", "value": 1}))
    task = {"kind": "workflow", "workflow": "inner", "version": 1}

    outer = publish_new(owner, "Outer", document(run=task))

    assert json.loads(outer.document)["tasks"]["run"]["version"] == 1
