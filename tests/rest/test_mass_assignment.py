"""Only declared fields change: every other column of every model is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.forms.models import model_to_dict

from tests.rest.permissions import ROWS
from tests.rest.routes import route
from tests.rest.world import Caller, World
from workflows.models import Role

ALWAYS = (
    *("id", "pk", "owner", "team_id", "role", "is_staff", "is_superuser", "secret", "status"),
    *("created_by", "created_at", "epoch", "public_id", "digest", "revision", "__class__"),
)
WITH_BODY = [
    key
    for key, row in ROWS.items()
    if isinstance(row.body, dict) and key not in (("document", "PUT"),)
]


def columns() -> set[str]:
    models = apps.get_app_config("workflows").get_models()
    return {field.name for model in models for field in model._meta.get_fields()}


def batched(names: list[str]) -> Iterator[list[str]]:
    """As many at once as one answer lists."""
    for begin in range(0, len(names), 20):
        yield names[begin : begin + 20]


def declared(name: str, method: str) -> set[str]:
    handler = getattr(route(name).view, method.lower())
    operation = next(
        cell.cell_contents
        for function in (handler, handler.__wrapped__)
        for cell in function.__closure__ or ()
        if type(cell.cell_contents).__name__ == "Operation"
    )
    return set(operation.body().fields)


def rows_of(world: World) -> Iterator[dict[str, Any]]:
    rows: list[Any] = [world.team, world.workflow, world.version, world.ended, world.approval]
    rows += [world.agent, world.token, *world.people.values(), *world.team.memberships.all()]
    for row in rows:
        row.refresh_from_db()
        yield model_to_dict(row)


@pytest.mark.parametrize(("name", "method"), WITH_BODY)
def test_a_field_that_is_not_declared_is_refused_and_changes_nothing(
    world: World, name: str, method: str
) -> None:
    owner, row = Caller(world.people[Role.OWNER]), ROWS[name, method]
    path = route(name).path(world, execution_id=getattr(world, row.execution).public_id)
    before = list(rows_of(world))

    for fields in batched(sorted({*columns(), *ALWAYS} - declared(name, method))):
        extra = dict.fromkeys(fields, "owner")
        response = owner.send(method, path, {**row.body, **extra}, **row.headers)
        assert response.status_code == 422
        assert {p["path"] for p in response.json()["problems"]} == {f"/{f}" for f in fields}

    assert list(rows_of(world)) == before


def test_most_bodies_are_tried() -> None:
    assert len(WITH_BODY) > 15
