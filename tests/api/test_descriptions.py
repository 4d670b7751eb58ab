"""Workflows drafted from descriptions, as the designer and programs ask for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings

from tests.rest.world import Caller, World, make_world, set_state
from workflows.conf import forget_config
from workflows.definition.describing.question import DRAFTER, LONGEST_TEXT
from workflows.models import Agent, Execution, ExecutionPayload, ExecutionState, Role

LETTERS = {"text": "Read {{ 6 * 7 }} letters, then answer them."}
STEPS = [
    {"instruction": "Read the letters.", "name": "Read", "after": []},
    {"instruction": "Answer {{ them }}.", "name": "Answer", "after": [1]},
]


@pytest.fixture
def path(world: World) -> str:
    return f"workflows/{world.workflow.public_id}/descriptions"


def end(execution: str, outputs: Any, state: ExecutionState = ExecutionState.SUCCEEDED) -> None:
    row = Execution.objects.get(public_id=execution)
    set_state(row, state, error_message="The model would not.")
    ExecutionPayload.objects.filter(execution=row).update(outputs=json.dumps(outputs))


def test_a_description_starts_an_execution_of_the_team(
    world: World, owner: Caller, path: str
) -> None:
    begun = owner.post(path, LETTERS)
    shown = owner.get(f"executions/{begun.json()['execution']}").json()

    assert begun.status_code == 201
    assert begun.json()["document"] is None
    assert (shown["workflow"], shown["trigger"], shown["started_by"]) == (
        None, "description", "owner",
    )  # fmt: skip
    assert shown["team"] == str(world.team.public_id)
    assert shown["inputs"]["description"] == LETTERS["text"]


def test_the_answer_becomes_a_document_that_can_be_a_draft(owner: Caller, path: str) -> None:
    begun = owner.post(path, LETTERS).json()
    end(begun["execution"], {"steps": STEPS})

    drafted = owner.get(f"{path}/{begun['execution']}").json()
    document = drafted["document"]
    checked = owner.post(f"{path.removesuffix('/descriptions')}/validate", {"document": document})

    assert (drafted["state"], drafted["reason"]) == ("succeeded", "")
    assert document["tasks"]["answer"]["depends_on"] == ["read"]
    assert document["tasks"]["answer"]["input"]["prompt"] == (
        "Answer {{ '{{' }} them }}.\n\nRead:\n{{ tasks.read.output }}"
    )
    assert checked.json()["problems"] == []


@pytest.mark.parametrize(
    ("state", "outputs", "reason"),
    [
        (ExecutionState.SUCCEEDED, {"steps": []}, "held no step"),
        (ExecutionState.SUCCEEDED, ["odd"], "held no step"),
        (ExecutionState.FAILED, None, "The model would not."),
        (ExecutionState.CANCELLED, None, "stopped"),
        (ExecutionState.RUNNING, None, ""),
    ],
)
def test_where_there_is_no_document_the_reason_is_told(
    owner: Caller, path: str, state: ExecutionState, outputs: Any, reason: str
) -> None:
    execution = owner.post(path, LETTERS).json()["execution"]
    end(execution, outputs, state)

    shown = owner.get(f"{path}/{execution}").json()

    assert shown["document"] is None
    assert reason in shown["reason"]
    assert (shown["reason"] == "") == (reason == "")


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  "}, {"text": "a" * 2_001}])
def test_a_text_has_to_be_there_and_no_longer_than_allowed(
    owner: Caller, path: str, body: dict[str, str]
) -> None:
    assert owner.post(path, body).status_code == 422
    assert owner.post(path, {"text": "a" * LONGEST_TEXT}).status_code == 201


def test_a_description_sent_twice_under_one_key_is_drafted_once(owner: Caller, path: str) -> None:
    first, again = (owner.post(path, LETTERS, Idempotency_Key="one") for _ in range(2))
    other = owner.post(path, {"text": "Another."}, Idempotency_Key="one")

    assert first.json()["execution"] == again.json()["execution"]
    assert other.status_code == 409


def test_only_executions_that_draft_for_this_team_are_shown(
    world: World, owner: Caller, path: str
) -> None:
    other = make_world("other")
    theirs = str(other.described.public_id)

    assert owner.get(f"{path}/{world.ended.public_id}").status_code == 404
    assert owner.get(f"{path}/{theirs}").status_code == 404
    stranger = Caller(other.people[Role.OWNER])
    assert stranger.get(f"{path}/{theirs}").status_code == 404


def test_the_agents_that_are_needed_are_made_once(world: World, owner: Caller, path: str) -> None:
    Agent.objects.filter(team=world.team).delete()
    if owner.post(path, LETTERS).status_code == 409:
        pytest.skip("no model is installed")
    owner.post(path, LETTERS)

    made = Agent.objects.filter(team=world.team).order_by("slug")
    assert [agent.slug for agent in made] == ["assistant", DRAFTER]
    assert [agent.revisions.count() for agent in made] == [1, 1]


def test_without_a_model_it_says_what_to_do(
    world: World, owner: Caller, path: str, settings: Any
) -> None:
    models = settings.WORKFLOWS.models.model_copy(update={"default": "scripted:scripted"})
    Agent.objects.filter(team=world.team, slug=DRAFTER).delete()

    with override_settings(WORKFLOWS=settings.WORKFLOWS.model_copy(update={"models": models})):
        forget_config()
        refused = owner.post(path, LETTERS)

    assert refused.status_code == 409
    assert "make local-model" in refused.json()["detail"]
    assert not Execution.objects.filter(trigger="description").exists()


def test_a_drafter_whose_provider_has_no_key_is_named(
    world: World, owner: Caller, path: str
) -> None:
    drafter = Agent.objects.filter(team=world.team, slug=DRAFTER)
    drafter.update(settings={"model": "anthropic:claude-sonnet-5-5"})

    refused = owner.post(path, LETTERS)

    assert refused.status_code == 409
    assert "ANTHROPIC_API_KEY" in refused.json()["detail"]


def test_a_drafter_that_is_paused_is_named(world: World, owner: Caller, path: str) -> None:
    Agent.objects.filter(team=world.team, slug=DRAFTER).update(state="paused")

    refused = owner.post(path, LETTERS)

    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("The agent “workflow-drafter” is paused")
