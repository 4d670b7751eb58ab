from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.rest.permissions import CALLERS, ROWS
from tests.rest.routes import route, routes
from tests.rest.world import Caller, World, person, team, token_of
from workflows.models import Role
from workflows.rest.permissions import Need

ANONYMOUS_ROUTES = 0


def callers_of(world: World) -> dict[str, Caller]:
    owner = world.people[Role.OWNER]
    over = timezone.now() - timedelta(seconds=1)
    return {
        "nobody": Caller(),
        "stranger": Caller(person("stranger", team("other"))),
        "viewer": Caller(world.people[Role.VIEWER]),
        "editor": Caller(world.people[Role.EDITOR]),
        "owner": Caller(owner),
        "read token": Caller(token=token_of(owner, "read")),
        "expired token": Caller(token=token_of(owner, "read", expires_at=over)),
    }


@contextmanager
def undone() -> Iterator[None]:
    """Rolls back what happens inside; durable transactions may open in it, as in a test's own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "method"), ROWS, ids=lambda value: str(value))
def test_each_caller_gets_the_code_of_the_table(world: World, name: str, method: str) -> None:
    row = ROWS[name, method]
    body = {**row.body, "team": str(world.team.public_id)} if row.names_team else row.body
    execution = getattr(world, row.execution).public_id
    path = route(name).path(world, execution_id=execution)

    found = {}
    for caller, client in callers_of(world).items():
        with undone():
            response = client.send(method, path, body, **row.headers)
            found[caller] = response.status_code
            if response.streaming:
                b"".join(response.streaming_content)

    assert found == dict(zip(CALLERS, row.codes, strict=True))


def test_every_route_and_method_has_a_row() -> None:
    served = {(one.name, method) for one in routes() for method in one.methods}

    assert served == set(ROWS)


def test_every_method_declares_its_permission_and_none_more() -> None:
    for one in routes():
        assert set(one.permissions) == set(one.methods), one.name


def test_nothing_is_open_to_nobody() -> None:
    rules = [rule for one in routes() for rule in one.permissions.values()]

    assert sum(rule is Need.NOTHING for rule in rules) == ANONYMOUS_ROUTES


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_without_a_row_is_refused(world: World, method: str) -> None:
    owner = Caller(world.people[Role.OWNER])

    for one in routes():
        if method in one.methods:
            continue
        response = owner.send(method, one.path(world))
        assert response.status_code == 405, one.name
        assert response.json()["code"] == "method_not_allowed"


def test_asking_for_the_head_is_asking_to_read(world: World) -> None:
    viewer, nobody = Caller(world.people[Role.VIEWER]), Caller()

    for one in routes():
        if "GET" not in one.methods or one.permissions["GET"] is Need.SESSION:
            continue
        row = ROWS[one.name, "GET"]
        execution = world.described if row.execution == "described" else world.ended
        path = one.path(world, execution_id=execution.public_id)
        allowed = row.codes[CALLERS.index("viewer")]
        assert viewer.send("HEAD", path).status_code == allowed, one.name
        assert nobody.send("HEAD", path).status_code == 401, one.name
