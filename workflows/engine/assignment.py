"""Which agent does an `agent` task: the one it names, or the most capable one that is free."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.definition.json_types import JsonObject
from workflows.engine.journal.conclude import SECOND_AGENT
from workflows.engine.work import Work
from workflows.errors import PermanentError
from workflows.models import Agent, AgentRevision, AgentState


@dataclass(frozen=True, slots=True)
class Assigned:
    """An agent's settings at the moment it took the attempt."""

    slug: str
    revision: int
    revision_id: int
    settings: JsonObject
    explanation: str


def assign_agent(work: Work) -> Assigned:
    """
    Find the agent for this attempt.

    Raises:
        PermanentError: code `no_agent`: none fits, or the one that is named is unknown or paused.
    """
    task = work.planned.task
    if work.flags & SECOND_AGENT and task.on_error.agent:
        return _named(work, task.on_error.agent, "the first agent failed")
    if task.settings.get("agent"):
        return _named(work, str(task.settings["agent"]), "the task names it")
    return _capable(work, [str(c) for c in task.settings.get("requires") or []])


def _named(work: Work, name: str, why: str) -> Assigned:
    slug, _, number = name.partition("@")
    agent = Agent.objects.filter(team_id=work.execution.team_id, slug=slug).first()
    if agent is None:
        raise PermanentError(f"The team has no agent “{slug}”.", code="no_agent")
    if agent.state != AgentState.ACTIVE:
        raise PermanentError(f"The agent “{slug}” is {agent.state}.", code="no_agent")
    return _assigned(agent, int(number) if number.isdecimal() else agent.revision, why)


def _capable(work: Work, wanted: list[str]) -> Assigned:
    agents = Agent.objects.filter(
        team_id=work.execution.team_id, state=AgentState.ACTIVE, kind="model"
    ).order_by("slug")
    scored = [(score, agent) for agent in agents if (score := confidence(agent, wanted)) > 0]
    if not scored:
        missing = ", ".join(wanted) or "any"
        raise PermanentError(f"No active agent can do: {missing}.", code="no_agent")
    score, best = max(scored, key=lambda pair: pair[0])
    why = f"most confident ({score:.2f}) of {len(scored)} agents that can do {', '.join(wanted)}"
    return _assigned(best, best.revision, why)


def confidence(agent: Agent, wanted: list[str]) -> float:
    """The least of its confidences in what is wanted, 0 where it lacks one."""
    has = {c["name"]: float(c.get("confidence", 1.0)) for c in agent.capabilities}
    return min((has.get(name, 0.0) for name in wanted), default=1.0)


def _assigned(agent: Agent, number: int, why: str) -> Assigned:
    revision = AgentRevision.objects.filter(agent=agent, number=number).first()
    if revision is None:
        raise PermanentError(f"The agent “{agent.slug}” has no revision {number}.", code="no_agent")
    return Assigned(agent.slug, number, revision.pk, revision.settings, why)
