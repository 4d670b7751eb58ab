"""Agents and their revisions as a member sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability, agent_for, visible_agents
from workflows.models import Agent, AgentRevision, User


def agents_shown(user: User) -> QuerySet[Agent]:
    return visible_agents(user).select_related("team")


def agent_shown(user: User, agent_id: UUID) -> Agent:
    return agent_for(user, agent_id, Capability.VIEW)


def revisions_shown(user: User, agent_id: UUID) -> QuerySet[AgentRevision]:
    agent = agent_for(user, agent_id, Capability.VIEW)
    return AgentRevision.objects.filter(agent=agent).select_related("changed_by")
