from __future__ import annotations

from typing import Any

import pytest

from tests.rest.world import person, team
from workflows.models import Agent, AgentRevision, AgentState
from workflows.services.agents import change_agent, create_agent, delete_agent
from workflows.services.slugs import SlugTaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Any:
    return person("ada", team("one"))


def an_agent(user: Any, **fields: Any) -> Agent:
    return create_agent(
        user=user, team_id=user.teams.get().public_id, **{"name": "Researcher", **fields}
    )


def test_an_agent_begins_with_a_revision(ada: Any) -> None:
    agent = an_agent(ada, settings={"model": "local"}, capabilities=[{"name": "web"}])

    revision = AgentRevision.objects.get(agent=agent)
    assert (agent.slug, revision.number, revision.changed_by) == ("researcher", 1, ada)
    assert revision.settings == {"model": "local"}


@pytest.mark.parametrize(
    ("changes", "revision"),
    [
        ({"settings": {"model": "local"}}, 2),
        ({"max_parallel": 3}, 2),
        ({"capabilities": [{"name": "web", "confidence": 1.0}]}, 2),
        ({"name": "New", "description": "Text"}, 1),
        ({"state": AgentState.PAUSED}, 1),
        ({"settings": {}}, 1),
    ],
)
def test_what_it_does_differently_makes_a_revision(
    ada: Any, changes: dict[str, Any], revision: int
) -> None:
    agent = an_agent(ada)

    changed = change_agent(user=ada, agent_id=agent.public_id, changes=changes)

    assert changed.revision == revision
    assert AgentRevision.objects.filter(agent=agent).count() == revision


def test_only_what_may_change_is_changed(ada: Any) -> None:
    agent = an_agent(ada)

    change_agent(
        user=ada, agent_id=agent.public_id, changes={"slug": "x", "team_id": 9, "revision": 7}
    )

    agent.refresh_from_db()
    assert (agent.slug, agent.revision, agent.team) == ("researcher", 1, ada.teams.get())


def test_a_slug_is_taken_once(ada: Any) -> None:
    an_agent(ada, slug="reader")

    with pytest.raises(SlugTaken):
        an_agent(ada, slug="reader")
    assert an_agent(ada, name="reader").slug == "reader-2"


def test_a_deleted_agent_is_gone(ada: Any) -> None:
    agent = an_agent(ada)

    delete_agent(user=ada, agent_id=agent.public_id)

    assert not Agent.objects.exists()
