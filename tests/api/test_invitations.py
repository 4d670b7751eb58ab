from __future__ import annotations

from typing import Any

import pytest

from tests.rest.world import Caller, person, team, token_of
from workflows.models import Role, User
from workflows.services.invitations import MOST_DAYS, MOST_USES, accept_invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return person("ada", team("one"))


@pytest.fixture
def path(owner: User) -> str:
    return f"teams/{owner.teams.get().public_id}/invitations"


def test_the_token_of_a_link_is_shown_once(owner: User, path: str) -> None:
    caller = Caller(owner)

    made = caller.post(path, {"role": "editor", "note": "Bob <bob@example.org>"})
    listed = caller.get(path)

    assert made.status_code == 201
    assert made.json()["token"]
    assert made.json()["token"] not in listed.content.decode()
    [row] = listed.json()["items"]
    assert (row["role"], row["state"], row["created_by"]) == ("editor", "open", "ada")
    assert (row["note"], row["max_uses"], row["accepted"]) == ("Bob <bob@example.org>", 1, [])


def test_owners_see_who_came_in(owner: User, path: str) -> None:
    caller = Caller(owner)
    token = caller.post(path, {"role": "viewer"}).json()["token"]
    accept_invitation(user=person("bob"), token=token)

    [row] = caller.get(path).json()["items"]

    assert (row["state"], row["uses"]) == ("used", 1)
    assert [each["username"] for each in row["accepted"]] == ["bob"]


def test_a_revoked_invitation_stays_in_the_list(owner: User, path: str) -> None:
    caller = Caller(owner)
    made = caller.post(path, {"role": "viewer"}).json()

    answers = [caller.send("DELETE", f"{path}/{made['id']}").status_code for _ in range(2)]

    assert answers == [204, 204]
    assert caller.get(path).json()["items"][0]["state"] == "revoked"


@pytest.mark.parametrize(
    ("field", "most"), [("days", MOST_DAYS), ("max_uses", MOST_USES), ("note", 200)]
)
def test_bounds_hold_at_the_limit(owner: User, path: str, field: str, most: int) -> None:
    def answer(size: int) -> Any:
        value: object = "x" * size if field == "note" else size
        return Caller(owner).post(path, {"role": "viewer", field: value})

    assert answer(most).status_code == 201
    refused = answer(most + 1)
    assert refused.status_code == 422
    assert [each["path"] for each in refused.json()["problems"]] == [f"/{field}"]


@pytest.mark.parametrize(
    "body", [{}, {"role": "root"}, {"role": None}, {"role": "viewer", "days": 0}]
)
def test_an_invitation_needs_a_role_and_a_time(owner: User, path: str, body: Any) -> None:
    refused = Caller(owner).post(path, body)

    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"


def test_a_token_that_manages_sees_and_revokes_but_invites_nobody(owner: User, path: str) -> None:
    made = Caller(owner).post(path, {"role": Role.VIEWER}).json()
    program = Caller(token=token_of(owner, "read", "manage"))

    assert program.post(path, {"role": "viewer"}).status_code == 403
    assert program.get(path).status_code == 200
    assert program.send("DELETE", f"{path}/{made['id']}").status_code == 204
