"""Workflows from descriptions: an execution asks a model, and its answer becomes a document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from workflows.access import Capability, workflow_for
from workflows.conf import config
from workflows.definition.describing.answer import Doer, document_of, read_steps
from workflows.definition.describing.question import (
    DRAFTER,
    question_document,
    question_inputs,
)
from workflows.definition.json_types import JsonObject
from workflows.definition.validate import validate_document
from workflows.errors import Conflict, NotFound
from workflows.models import Agent, AgentState, Execution, ExecutionState, Team, User, Workflow
from workflows.providers import available_providers, resolve_default
from workflows.queries.executions import execution_after, execution_shown
from workflows.services.agents import ensure_agent
from workflows.services.catalogue import catalogue_of
from workflows.services.executions import start_version
from workflows.services.versions import ensure_version, refuse_archived

TRIGGER = "description"
ASSISTANT = "assistant"
MOST_DOERS = 200
NO_MODEL = (
    "No model is set up that could draft a workflow. Set a vendor's key, install the local model "
    "(`make local-model`), or give the agent “{slug}” a model of yours."
)
STOPPED = "It was stopped before there was a draft."
NO_STEPS = (
    "The model's answer held no step. Try again in other words, or give the agent "
    "“workflow-drafter” a larger model."
)
NOBODY = "The team has no agent that could do the steps; make one on the page Agents."
# Both are ordinary agents of the team from then on: whoever may can give them another model.
BUILT_IN: dict[str, dict[str, Any]] = {
    DRAFTER: {
        "name": "Workflow drafter",
        "description": "Drafts workflows from descriptions. Its model decides how good they are.",
        "settings": {"model": "default", "max_tokens": 2_000, "temperature": 0},
        "max_parallel": 4,
    },
    ASSISTANT: {
        "name": "Assistant",
        "description": "Does the steps of drafted workflows.",
        "settings": {
            "model": "default",
            "instructions": "You do what you are asked, plainly and completely.",
            "max_tokens": 1_000,
        },
        "max_parallel": 4,
    },
}


@dataclass(frozen=True, slots=True)
class Description:
    """
    How far the drafting is.

    Args:
        document: once there is one.
        reason: why there will be none.
    """

    execution: Execution
    document: JsonObject | None = None
    reason: str = ""


def start_description(
    *, user: User, workflow_id: UUID, text: str, public_id: UUID | None = None
) -> Description:
    """
    Ask a model for the steps of a workflow that does what `text` says.

    The execution belongs to the team, not to the workflow: it runs nothing of it.

    Raises:
        AccessDenied: `user` may not run this workflow.
        Conflict: the workflow is archived, or there is no model to ask.
    """
    workflow = workflow_for(user, workflow_id, Capability.RUN)
    refuse_archived(workflow)
    _ensure_agents(workflow.team, user)
    version = ensure_version(team=workflow.team, workflow=None, raw=question_document(), user=user)
    started = start_version(
        version,
        question_inputs(text),
        user=user,
        trigger=TRIGGER,
        public_id=public_id or uuid4(),
    )
    return Description(execution_after(started))


def description_made(team: Team, public_id: UUID) -> Description | None:
    """What an earlier request under this id started."""
    found = Execution.objects.filter(team=team, public_id=public_id, trigger=TRIGGER).first()
    return None if found is None else Description(execution_after(found))


def show_description(*, user: User, workflow_id: UUID, execution_id: UUID) -> Description:
    """
    How far it is, with the document that its answer gives as the team's agents are now.

    Raises:
        NotFound: the workflow's team has no such drafting.
    """
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    execution = execution_shown(user, execution_id)
    if execution.trigger != TRIGGER or execution.team_id != workflow.team_id:
        raise NotFound
    if execution.state == ExecutionState.SUCCEEDED:
        return _drafted(workflow, execution)
    reasons = {
        ExecutionState.FAILED: execution.error_message,
        ExecutionState.CANCELLED: STOPPED,
    }
    return Description(execution, reason=reasons.get(ExecutionState(execution.state), ""))


def _drafted(workflow: Workflow, execution: Execution) -> Description:
    steps = read_steps(json.loads(execution.payload.outputs or "null"))
    doers = _doers(workflow.team)
    if not steps or not doers:
        return Description(execution, reason=NOBODY if steps else NO_STEPS)
    document = document_of(steps, workflow.name, doers)
    # Bounds of an installation may be lower than any that reading an answer knows of.
    problems = validate_document(
        document or {}, limits=config().limits, catalogue=catalogue_of(workflow.team)
    )
    wrong = next((each.message for each in problems if each.severity == "error"), None)
    if wrong is not None:
        return Description(execution, reason=f"The draft cannot be used: {wrong}")
    return Description(execution, document=document)


def _ensure_agents(team: Team, user: User) -> None:
    """
    The agent that drafts, and one for the steps where the team has none.

    Raises:
        Conflict: the drafting agent is paused, or its model is none or not ready.
    """
    drafter = ensure_agent(user=user, team=team, slug=DRAFTER, **BUILT_IN[DRAFTER])
    if drafter.state != AgentState.ACTIVE:
        raise Conflict(f"The agent “{DRAFTER}” is {drafter.state}; resume it on the page Agents.")
    if _provider_of(drafter) == "scripted" and "script" not in drafter.settings:
        raise Conflict(NO_MODEL.format(slug=DRAFTER))
    why_not = _why_not_ready().get(_provider_of(drafter))
    if why_not is not None:
        raise Conflict(f"The agent “{DRAFTER}” cannot work yet: {why_not}")
    if not _doers(team):
        ensure_agent(user=user, team=team, slug=ASSISTANT, **BUILT_IN[ASSISTANT])


def _doers(team: Team) -> list[Doer]:
    """Active agents with a model that is ready; what answers from a script cannot do a step."""
    not_ready = _why_not_ready()
    rows = Agent.objects.filter(team=team, state=AgentState.ACTIVE, kind="model")
    return [
        Doer(agent.slug, _about(agent))
        for agent in rows.exclude(slug=DRAFTER).order_by("slug")[:MOST_DOERS]
        if (provider := _provider_of(agent)) != "scripted" and provider not in not_ready
    ]


def _about(agent: Agent) -> str:
    capabilities = " ".join(str(each.get("name", "")) for each in agent.capabilities)
    return f"{agent.name} {capabilities.replace('-', ' ')}"


def _provider_of(agent: Agent) -> str:
    model = str(agent.settings.get("model") or "default")
    if model == "default":
        return resolve_default(config().models)[0]
    return model.partition(":")[0]


def _why_not_ready() -> dict[str, str]:
    states = available_providers(config().models)
    return {each.name: each.why_not or "it is not ready" for each in states if not each.ready}
