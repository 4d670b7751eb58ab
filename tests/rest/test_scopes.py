"""What tokens get that hold the one scope that a change needs, and not `read`."""

from __future__ import annotations

import pytest

from tests.rest.permissions import CALLERS, ROWS
from tests.rest.routes import route
from tests.rest.test_permission_matrix import undone
from tests.rest.world import Caller, World, person, token_of
from workflows.access import Capability
from workflows.access.capabilities import scope_with
from workflows.models import Execution, IdempotencyKey, Role, Workflow

# What they change is looked up among what the caller sees, before anything is done.
READ_TOO = {
    ("pins", "POST"),
    ("thread", "PATCH"),
    ("comments", "POST"),
    ("comment", "PATCH"),
    ("comment", "DELETE"),
    ("checkpoint", "PATCH"),
    ("restore-checkpoint", "POST"),
}


def changes() -> list[tuple[str, str, Capability]]:
    rules = [(name, method, route(name).permissions[method]) for name, method in ROWS]
    return [
        (name, method, rule)
        for name, method, rule in rules
        if isinstance(rule, Capability) and rule is not Capability.VIEW and method != "GET"
    ]


def key_of(scope: str, world: World) -> Caller:
    return Caller(token=token_of(world.people[Role.OWNER], scope))


@pytest.mark.parametrize(("name", "method", "rule"), changes(), ids=str)
def test_what_is_done_is_answered_without_the_scope_to_read(
    world: World, name: str, method: str, rule: Capability
) -> None:
    row = ROWS[name, method]
    body = {**row.body, "team": str(world.team.public_id)} if row.names_team else row.body
    path = route(name).path(world, execution_id=getattr(world, row.execution).public_id)

    person("stranger")  # whom the owner would add
    with undone():
        answer = key_of(scope_with(rule), world).send(method, path, body, **row.headers)

    if (name, method) in READ_TOO:
        assert answer.status_code == 403
        assert answer.json()["detail"] == "Your token lacks the scope “read”."
    else:
        assert answer.status_code == row.codes[CALLERS.index("owner")]


def test_a_refused_token_is_told_its_scope_and_a_person_their_role(world: World) -> None:
    path = f"workflows/{world.workflow.public_id}/executions"

    by_token = key_of("edit", world).post(path)
    by_viewer = Caller(world.people[Role.VIEWER]).post(path)

    assert by_token.json()["detail"] == "Your token lacks the scope “run”."
    assert by_viewer.json()["detail"] == "Your role does not allow this: run."
    assert by_token.json()["capability"] == by_viewer.json()["capability"] == "run"


def test_a_token_that_only_starts_starts_once_for_each_key(world: World) -> None:
    runner, before = key_of("run", world), Execution.objects.count()
    path = f"workflows/{world.workflow.public_id}/executions"

    answers = [runner.post(path, Idempotency_Key="monday") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Execution.objects.count() == before + 1


def test_a_start_without_its_answer_is_found_again_although_it_would_be_refused(
    world: World,
) -> None:
    owner = Caller(world.people[Role.OWNER])
    path = f"workflows/{world.workflow.public_id}/executions"
    first = owner.post(path, Idempotency_Key="monday").json()["id"]
    IdempotencyKey.objects.update(status=None, answer=None)
    Workflow.objects.update(archived_at=world.workflow.changed_at)

    repeated = owner.post(path, Idempotency_Key="monday")

    assert (repeated.status_code, repeated.json().get("id")) == (201, first)


def test_a_refused_repetition_leaves_the_key_to_the_first_request(world: World) -> None:
    owner = Caller(world.people[Role.OWNER])
    path = f"workflows/{world.workflow.public_id}/executions"
    first = owner.post(path, Idempotency_Key="monday").json()["id"]
    IdempotencyKey.objects.update(status=None, answer=None)
    # As while the first one is still at work: its key is there, what it makes is not.
    Execution.objects.filter(public_id=first).delete()
    Workflow.objects.update(archived_at=world.workflow.changed_at)

    assert owner.post(path, Idempotency_Key="monday").status_code == 409
    assert IdempotencyKey.objects.filter(key="monday").exists()
