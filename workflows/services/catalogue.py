"""What a team's documents may refer to: kinds, functions, agents, workflows."""

from __future__ import annotations

from functools import lru_cache

from workflows.conf import config
from workflows.definition.catalogue import Catalogue, FunctionSignature
from workflows.definition.kinds import KINDS
from workflows.functions.registry import all_functions
from workflows.models import Agent, AgentState, Team, Workflow
from workflows.providers import available_providers


def catalogue_of(team: Team) -> Catalogue:
    """Load what validation compares a document of this team with."""
    agents = list(Agent.objects.filter(team=team).exclude(state=AgentState.STOPPED))
    capabilities = {c["name"] for agent in agents for c in agent.capabilities}
    slugs = Workflow.objects.filter(team=team, archived_at=None).values_list("slug", flat=True)
    return Catalogue(
        kinds=KINDS,
        functions=_functions(),
        agents=frozenset(agent.slug for agent in agents),
        capabilities=frozenset(capabilities),
        workflows=frozenset(slugs),
        agents_without_key=_without_key(agents),
    )


@lru_cache(maxsize=1)
def _functions() -> dict[str, FunctionSignature]:
    return {
        spec.name: FunctionSignature(spec.name, spec.arguments_schema) for spec in all_functions()
    }


def _without_key(agents: list[Agent]) -> dict[str, str]:
    """Agents whose provider cannot serve, with the reason."""
    states = {state.name: state for state in available_providers(config().models)}
    found = {}
    for agent in agents:
        provider = str(agent.settings.get("model") or "default").partition(":")[0]
        state = states.get(provider)
        if state is not None and not state.ready:
            found[agent.slug] = state.why_not or "its provider is not ready"
    return found
