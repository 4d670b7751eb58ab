"""Answers are what their description promises: the pages' types are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator

from tests.rest.world import Caller, World
from workflows.api.pages import openapi_document
from workflows.models import Role

JSON = "application/json"
QUERIES = {"/api/v1/workflows/{workflow_id}/compare": "?from=draft&to=draft"}


def described() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in openapi_document()["paths"].items():
        content = item.get("get", {"responses": {}})["responses"].get("200", {}).get("content", {})
        if JSON in content:
            yield path, content[JSON]["schema"]


SHAPES = dict(described())


def problems_of(schema: dict[str, Any], answer: Any) -> list[str]:
    whole = {**schema, "components": openapi_document()["components"]}
    found = Draft202012Validator(whole).iter_errors(answer)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]


def address(path: str, world: World) -> str:
    # The one that has ended has attempts and logs, and is not waited for.
    execution = world.described if "/descriptions/" in path else world.ended
    ids = {**world.ids, "execution_id": execution.public_id}
    return path.format(**ids) + QUERIES.get(path, "")


@pytest.mark.parametrize("path", SHAPES)
def test_an_answer_has_the_shape_that_is_promised(world: World, path: str) -> None:
    owner = Caller(world.people[Role.OWNER])

    response = owner.get(address(path, world))

    assert response.status_code == 200, response.content
    assert problems_of(SHAPES[path], response.json()) == []


def test_every_field_of_a_row_is_promised() -> None:
    for name, shape in openapi_document()["components"]["schemas"].items():
        if name.endswith(("Row", "Page", "List")):
            assert {*shape["properties"]} == {*shape["required"]}, name


@pytest.mark.parametrize(
    "change", [{"state": "sleeping"}, {"state": None}, {"inputs": []}, {"workflow": 7}]
)
def test_what_is_not_promised_is_noticed(world: World, change: dict[str, Any]) -> None:
    path = "/api/v1/executions/{execution_id}"
    answer = Caller(world.people[Role.OWNER]).get(address(path, world)).json()

    assert problems_of(SHAPES[path], answer) == []
    assert problems_of(SHAPES[path], {**answer, **change}) != []
    assert problems_of(SHAPES[path], {k: v for k, v in answer.items() if k not in change}) != []


def test_who_opens_the_reference_by_hand_is_shown_where_to_sign_in(world: World) -> None:
    by_hand = Client().get("/api/v1/docs", headers={"Accept": "text/html,*/*;q=0.8"})
    program = Client().get("/api/v1/docs", headers={"Accept": "*/*"})

    assert by_hand.status_code == 302
    assert by_hand["Location"] == "/sign-in?next=%2Fapi%2Fv1%2Fdocs"
    assert program.status_code == 401
    assert "Authorization: Bearer orc_" in program.json()["detail"]


def test_a_token_under_another_scheme_is_told_how_to_be_sent(world: World) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": "Token orc_x"})

    assert answer.status_code == 401
    assert "Authorization: Bearer orc_" in answer.json()["detail"]
