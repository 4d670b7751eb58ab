"""Agents and their revisions."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase

from workflows.access import Capability
from workflows.api.choices import BY_TEAM, chosen_team
from workflows.api.shapes.agents import AgentBody, AgentRevisionRow, AgentRow, NewAgentBody
from workflows.models import Agent, AgentRevision, AgentState
from workflows.queries.agents import agent_shown, agents_shown, revisions_shown
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import IDEMPOTENCY_HEADER, ApiView
from workflows.services import agents

STATES = {state.label: state.value for state in AgentState}
FILTERS = (
    BY_TEAM,
    parameters.text("slug", narrow="slug"),
    parameters.text("kind", narrow="kind"),
    parameters.one_of("state", STATES, narrow="state"),
    parameters.text("search", narrow="name__icontains", about="in the name"),
)


class AgentList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "POST": Capability.EDIT_AGENTS,
    }

    @operation("Agents of your teams", page=AgentRow, query=FILTERS)
    def get(self) -> QuerySet[Agent]:
        return agents_shown(self.person)

    @operation(
        "Make an agent",
        body=NewAgentBody,
        answer=AgentRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, body: dict[str, Any]) -> HttpResponseBase:
        team = chosen_team(self.person, body, Capability.EDIT_AGENTS)

        def create() -> Agent:
            return agents.create_agent(
                user=self.person,
                team_id=team.public_id,
                name=body["name"],
                slug=body.get("slug"),
                kind=body["kind"],
                description=body.get("description", ""),
                capabilities=body.get("capabilities", ()),
                settings=body.get("settings"),
                max_parallel=body.get("max_parallel", 10),
            )

        return self.answer_once(team, body, create)


class AgentDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "PATCH": Capability.EDIT_AGENTS,
        "DELETE": Capability.EDIT_AGENTS,
    }

    @operation("One agent", answer=AgentRow)
    def get(self, agent_id: UUID) -> Agent:
        return agent_shown(self.person, agent_id)

    @operation(
        "Change an agent; what it does differently makes a revision",
        body=AgentBody,
        answer=AgentRow,
    )
    def patch(self, agent_id: UUID, body: dict[str, Any]) -> Agent:
        return agents.change_agent(user=self.person, agent_id=agent_id, changes=body)

    @operation("Delete an agent; what it did stays", status=204)
    def delete(self, agent_id: UUID) -> None:
        agents.delete_agent(user=self.person, agent_id=agent_id)


class AgentRevisions(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "What the agent was, the newest first", page=AgentRevisionRow, order=("-number", "-id")
    )
    def get(self, agent_id: UUID) -> QuerySet[AgentRevision]:
        return revisions_shown(self.person, agent_id)
