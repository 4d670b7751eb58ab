"""A team's agents; every change of what an agent does leaves a revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from workflows.access import Capability, agent_for, team_for
from workflows.definition.json_types import JsonObject
from workflows.models import Agent, AgentRevision, Team, User
from workflows.services.audit import record
from workflows.services.slugs import check_free, free_slug

# What the engine reads; a change of these makes a revision, a change of name or state does not.
REVISED = ("kind", "capabilities", "settings", "max_parallel")
CHANGEABLE = (*REVISED, "name", "description", "state")


@transaction.atomic
def create_agent(
    *,
    user: User,
    team_id: UUID,
    name: str,
    slug: str | None = None,
    kind: str = "model",
    description: str = "",
    capabilities: Sequence[JsonObject] = (),
    settings: JsonObject | None = None,
    max_parallel: int = 10,
) -> Agent:
    """
    A new agent with its first revision.

    Raises:
        SlugTaken: another agent of the team has this slug.
    """
    team = team_for(user, team_id, Capability.EDIT_AGENTS)
    theirs = Agent.objects.filter(team=team)
    if slug:
        check_free(theirs, slug)
    return _make(
        team,
        user,
        slug=slug or free_slug(theirs, name, fallback="agent"),
        name=name,
        kind=kind,
        description=description,
        capabilities=list(capabilities),
        settings=settings or {},
        max_parallel=max_parallel,
    )


def ensure_agent(*, user: User, team: Team, slug: str, **fields: Any) -> Agent:
    """
    The team's agent of this slug, made for `user` if there is none; whether they may is not asked.

    For agents that the product itself needs. Of two callers at once, one makes it.
    """
    theirs = Agent.objects.filter(team=team, slug=slug)
    known = theirs.first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _make(team, user, slug=slug, **fields)
    except IntegrityError:
        return theirs.get()


def _make(team: Team, user: User, **fields: Any) -> Agent:
    agent = Agent.objects.create(team=team, **fields)
    _keep_revision(agent, user)
    record(user, team, "agent.create", agent.slug)
    return agent


@transaction.atomic
def change_agent(*, user: User, agent_id: UUID, changes: Mapping[str, Any]) -> Agent:
    """
    Set the named fields of CHANGEABLE; others are ignored by construction.

    `revision` grows only if something that the engine reads is now different.
    """
    agent = agent_for(user, agent_id, Capability.EDIT_AGENTS)
    agent = Agent.objects.select_for_update().select_related("team").get(pk=agent.pk)
    before = _revised(agent)
    for name in CHANGEABLE:
        if name in changes:
            setattr(agent, name, changes[name])
    agent.changed_at = timezone.now()
    if _revised(agent) != before:
        agent.revision += 1
        _keep_revision(agent, user)
    agent.save()
    record(user, agent.team, "agent.change", agent.slug, {"fields": sorted(changes)})
    return agent


@transaction.atomic
def delete_agent(*, user: User, agent_id: UUID) -> None:
    """Delete an agent; what it did keeps its attempts, documents that name it get a problem."""
    agent = agent_for(user, agent_id, Capability.EDIT_AGENTS)
    record(user, agent.team, "agent.delete", agent.slug)
    agent.delete()


def _revised(agent: Agent) -> tuple[Any, ...]:
    return tuple(getattr(agent, name) for name in REVISED)


def _keep_revision(agent: Agent, user: User) -> None:
    AgentRevision.objects.create(
        agent=agent,
        number=agent.revision,
        changed_by=user,
        **{name: getattr(agent, name) for name in REVISED},
    )
