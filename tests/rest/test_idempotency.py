from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from tests.rest.world import DOCUMENT, Caller, World, make_world, token_of
from workflows.models import Agent, Execution, IdempotencyKey, Role, Workflow
from workflows.rest.idempotency import forget_expired_keys
from workflows.services import executions

KEY = "report-2027-01"


@pytest.fixture
def owner(world: World) -> Caller:
    return Caller(world.people[Role.OWNER])


def starts(world: World) -> str:
    return f"workflows/{world.workflow.public_id}/executions"


def test_the_same_request_twice_starts_once_and_answers_the_same(
    world: World, owner: Caller
) -> None:
    count = Execution.objects.count()

    first = owner.post(starts(world), {"inputs": {}}, Idempotency_Key=KEY)
    second = owner.post(starts(world), {"inputs": {}}, Idempotency_Key=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Execution.objects.count() == count + 1


def test_another_body_under_the_same_key_is_refused(world: World, owner: Caller) -> None:
    owner.post(starts(world), {"inputs": {}}, Idempotency_Key=KEY)

    response = owner.post(starts(world), {"inputs": {"topic": "rice"}}, Idempotency_Key=KEY)

    assert response.status_code == 409
    assert response.json()["code"] == "idempotency_mismatch"


def test_another_address_under_the_same_key_is_refused(world: World, owner: Caller) -> None:
    copy = owner.post(f"workflows/{world.workflow.public_id}/duplicate").json()["id"]
    owner.post(starts(world), {}, Idempotency_Key=KEY)

    response = owner.post(f"workflows/{copy}/executions", {}, Idempotency_Key=KEY)

    assert response.status_code == 409


def test_routes_and_teams_have_keys_of_their_own(world: World, owner: Caller) -> None:
    stranger = Caller(make_world("other").people[Role.OWNER])

    answers = [
        owner.post("agents", {"name": "A"}, Idempotency_Key=KEY),
        owner.post("workflows", {"name": "A"}, Idempotency_Key=KEY),
        stranger.post("agents", {"name": "A"}, Idempotency_Key=KEY),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert IdempotencyKey.objects.count() == 3


@pytest.mark.parametrize("path", ["workflows", "agents"])
def test_what_is_made_by_a_repeated_request_is_made_once(
    world: World, owner: Caller, path: str
) -> None:
    before = Agent.objects.count() + Workflow.objects.count()

    answers = [owner.post(path, {"name": "A"}, Idempotency_Key=KEY) for _ in range(3)]

    assert len({answer.content for answer in answers}) == 1
    assert Agent.objects.count() + Workflow.objects.count() == before + 1


def test_a_refused_request_leaves_the_key_free(world: World, owner: Caller) -> None:
    refused = owner.post(starts(world), {"version": 99}, Idempotency_Key=KEY)
    started = owner.post(starts(world), {"version": 1}, Idempotency_Key=KEY)

    assert (refused.status_code, started.status_code) == (409, 201)


def test_whoever_may_not_start_gets_no_stored_answer(world: World, owner: Caller) -> None:
    owner.post(starts(world), {}, Idempotency_Key=KEY)
    viewer = Caller(world.people[Role.VIEWER])
    reader = Caller(token=token_of(world.people[Role.OWNER], "read"))

    for caller in (viewer, reader):
        assert caller.post(starts(world), {}, Idempotency_Key=KEY).status_code == 403


def test_a_key_is_forgotten_after_a_day(world: World, owner: Caller) -> None:
    first = owner.post(starts(world), {}, Idempotency_Key=KEY).json()
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))

    second = owner.post(starts(world), {}, Idempotency_Key=KEY).json()

    assert first["id"] != second["id"]


def test_old_keys_are_swept(world: World, owner: Caller) -> None:
    owner.post("agents", {"name": "A"}, Idempotency_Key=KEY)
    owner.post("agents", {"name": "B"}, Idempotency_Key="young")
    old = timezone.now() - timedelta(hours=25)
    IdempotencyKey.objects.filter(key=KEY).update(created_at=old)

    assert forget_expired_keys() == 1
    assert IdempotencyKey.objects.get().key == "young"


@pytest.mark.parametrize("key", ["", "x" * 201, "ключ", "a\tb"])
def test_a_key_is_printable_and_bounded(world: World, owner: Caller, key: str) -> None:
    response = owner.post(starts(world), {}, Idempotency_Key=key)

    assert response.status_code == 422


def test_a_start_that_broke_after_its_commit_is_found_again(
    world: World, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, lost = executions.start_execution, []

    def start_and_lose_the_answer(**given: Any) -> Execution:
        lost.append(start(**given))
        raise ConnectionError

    monkeypatch.setattr(executions, "start_execution", start_and_lose_the_answer)
    broken = owner.post(starts(world), {}, Idempotency_Key=KEY)
    monkeypatch.setattr(executions, "start_execution", start)

    repeated = owner.post(starts(world), {}, Idempotency_Key=KEY)

    assert (broken.status_code, repeated.status_code) == (500, 201)
    assert repeated.json()["id"] == str(lost[0].public_id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["executions", "agents", "workflows"])
def test_of_many_equal_requests_at_once_one_makes_and_all_answer_the_same(path: str) -> None:
    world = make_world()
    token = token_of(world.people[Role.OWNER], "read", "run", "edit")
    body = {"document": DOCUMENT} if path == "executions" else {"name": "A"}
    before = Execution.objects.count() + Agent.objects.count() + Workflow.objects.count()
    barrier, answers = threading.Barrier(6), []
    key = str(uuid4())

    def send() -> None:
        caller = Caller(token=token)
        barrier.wait(10)
        try:
            answers.append(caller.post(path, body, Idempotency_Key=key))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    after = Execution.objects.count() + Agent.objects.count() + Workflow.objects.count()
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert after == before + 1
