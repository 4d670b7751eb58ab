from __future__ import annotations

import pytest

from tests.rest.world import DOCUMENT, person, team
from workflows.models import Role, User, Workflow
from workflows.services.workflows import create_workflow


@pytest.fixture
def people(db: None) -> dict[str, User]:
    ours = team("ours")
    return {role: person(role, ours, role) for role in Role.values}


@pytest.fixture
def workflow(people: dict[str, User]) -> Workflow:
    owner = people[Role.OWNER]
    return create_workflow(user=owner, team_id=owner.teams.get().public_id, document=DOCUMENT)
