"""Unknown and foreign ids look the same; parameters cannot widen what one sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.rest.permissions import ROWS
from tests.rest.routes import Route, route, routes
from tests.rest.world import API, Caller, World, make_world
from workflows.models import Role

RANDOM = 2**40
LISTS = [name for (name, method), row in ROWS.items() if method == "GET" and row.codes[1] == 200]
WITH_IDS = [
    (name, method)
    for name, method in ROWS
    if route(name).pattern.pattern.converters and name not in ("member", "token")
]


@pytest.mark.parametrize(("name", "method"), WITH_IDS)
def test_a_foreign_id_is_answered_like_one_that_does_not_exist(
    world: World, name: str, method: str
) -> None:
    other = make_world("other")
    stranger = Caller(other.people[Role.OWNER])
    row, one = ROWS[name, method], route(name)

    foreign = stranger.send(method, one.path(world), row.body, **row.headers)
    unknown = stranger.send(method, one.path(world, **random_ids(one)), row.body, **row.headers)

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert foreign.headers.keys() == unknown.headers.keys()


def random_ids(one: Route) -> dict[str, Any]:
    return {
        name: RANDOM if name in ("task_run_id", "attempt") else uuid4()
        for name in one.pattern.pattern.converters
    }


BODIES: dict[str, dict[str, Any]] = {
    "workflows": {"name": "A"},
    "import": {"text": "schema: 1\nname: A\ntasks: {}"},
    "executions": {"document": {"schema": 1, "name": "A", "tasks": {}}},
    "agents": {"name": "A"},
    "tokens": {"name": "A", "scopes": ["read"]},
}


@pytest.mark.parametrize("name", BODIES)
def test_a_foreign_team_in_a_body_is_answered_like_one_that_does_not_exist(
    world: World, name: str
) -> None:
    stranger = Caller(make_world("other").people[Role.OWNER])

    foreign = stranger.post(name, {**BODIES[name], "team": str(world.team.public_id)})
    unknown = stranger.post(name, {**BODIES[name], "team": str(uuid4())})

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_a_task_run_is_not_found_below_another_execution(world: World) -> None:
    owner = Caller(world.people[Role.OWNER])

    found = owner.get(route("task-run").path(world, execution_id=world.execution.public_id))

    assert found.status_code == 404


def test_an_old_version_runs_only_in_its_own_workflow(world: World) -> None:
    other = make_world("other")
    stranger = Caller(other.people[Role.OWNER])

    found = stranger.get(f"versions/{world.version.public_id}")

    assert found.status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_nothing_of_another_team_whatever_the_parameters(
    world: World, name: str
) -> None:
    stranger = Caller(make_world("other").people[Role.OWNER])
    ours = {str(value) for value in ids_of(world)}

    for query in hostile_queries(name, world):
        response: Any = stranger.client.get(f"{API}/{route(name).pattern.pattern}?{query}")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code in (200, 404, 422), query
        assert not any(one in body.decode() for one in ours), query


def ids_of(world: World) -> list[UUID]:
    rows = (world.workflow, world.version, world.execution, world.approval, world.agent)
    return [row.public_id for row in rows] + [world.ended.public_id, world.paused.public_id]


def hostile_queries(name: str, world: World) -> Iterator[str]:
    """Each known filter and each usual one: left out, empty, null, a list, twice, an operator."""
    known = [p.name for p in operation_of(name).parameters]
    yield ""
    for parameter in {*known, "team", "team_id", "user", "id", "team__id", "or", "format"}:
        for form in ("{0}=", "{0}=null", "{0}[]=", "{0}=*", "{0}__gt=0", "{0}=%00", "{0}"):
            yield form.format(parameter)
        yield f"{parameter}={world.team.public_id}"
        yield f"{parameter}={world.team.public_id}&{parameter}={uuid4()}"
        yield f"{parameter}[]={world.team.public_id}"


def operation_of(name: str) -> Any:
    handler = route(name).view.get
    return next(
        cell.cell_contents
        for function in (handler, handler.__wrapped__)
        for cell in function.__closure__ or ()
        if type(cell.cell_contents).__name__ == "Operation"
    )


@pytest.mark.parametrize("name", LISTS)
def test_an_odd_parameter_refuses_and_never_widens(world: World, name: str) -> None:
    owner = Caller(world.people[Role.OWNER])
    parameters = [p for p in operation_of(name).parameters if p.name != "limit"]

    for parameter in [*(p.name for p in parameters), "nonsense"]:
        for query in (f"{parameter}=", f"{parameter}[]=a", f"{parameter}=a&{parameter}=b"):
            response = owner.client.get(f"{API}/{route(name).pattern.pattern}?{query}")
            assert response.status_code == 422, query
            assert json.loads(response.content)["code"] == "invalid_input"


def test_there_are_lists_and_addresses_to_try() -> None:
    assert len(LISTS) > 10
    assert len(WITH_IDS) > 30
    assert len(list(routes())) > 40
