"""
Every operation, fuzzed from its own description: nothing that is sent gets a server error.

Few examples each by default; FUZZ_EXAMPLES raises them for a long run.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.rest.permissions import ROWS
from tests.rest.routes import route
from tests.rest.world import API, Caller, World, token_of
from workflows.access import SCOPE_CAPABILITIES
from workflows.api.pages import openapi_document
from workflows.models import Role

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
SCHEMA = schemathesis.openapi.from_dict(openapi_document())
FOUND: list[Any] = [found.ok() for found in SCHEMA.get_all_operations()]  # type: ignore[union-attr]
OPERATIONS = {operation.label: operation for operation in FOUND}
SESSION_ONLY = ("/tokens", "/teams")
DEEP = b'{"a":' * 3_000 + b"1" + b"}" * 3_000
HOSTILE = [
    *(b'{"%s": 1e400}', b'{"%s": NaN}', rb'{"%s": "\ud800"}', rb'{"%s": "\u0000"}'),
    *(b'{"%s": {"%s": 1, "%s": 2}, "%s": 3}', b'{"%s": ' + b"9" * 5_000 + b"}", DEEP),
    *(b'{"%s": ' + b"[" * 90 + b"]" * 90 + b"}", b'{"%s": null}', b'{"%s": []}', b'{"%s": {}}'),
    *(b'{"%s": ""}', b'{"%s": -1}', b'{"%s": 1.5}', b'{"%s": true}', b'{"%s": [null]}'),
    *(b'{"__proto__": 1}', b'{"": 1}', b"[]", b"null", b"0", b'""', b"\xff", b"{", b" "),
]


def caller_for(world: World, path: str) -> Caller:
    owner = world.people[Role.OWNER]
    if path.startswith(SESSION_ONLY, len(API)):
        return Caller(owner)
    return Caller(token=token_of(owner, *SCOPE_CAPABILITIES))


def send(caller: Caller, case: Any, world: World, *, known: bool) -> Any:
    ids = world.ids if known else dict(case.path_parameters or {})
    path = case.operation.path.format(**{name: ids[name] for name in case.path_parameters or {}})
    query = urlencode(dict(case.query or {}), doseq=True, errors="surrogatepass")
    body = b"" if isinstance(case.body, type(schemathesis.core.NOT_SET)) else as_json(case.body)
    headers = {name: header(value) for name, value in (case.headers or {}).items()}
    headers.pop("Authorization", None)
    return caller.client.generic(
        case.method,
        f"{path}?{query}".replace(" ", "%20"),
        body,
        content_type=case.media_type or "application/json",
        headers=headers,
    )


def as_json(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


def header(value: Any) -> str:
    return str(value).encode("latin-1", "replace").decode("latin-1")


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(data=st.data())
def test_no_request_gets_a_server_error(world: World, label: str, mode: Any, data: Any) -> None:
    operation = OPERATIONS[label]
    if label.endswith("/wait"):
        return  # it waits; its parameters are tried elsewhere
    case = data.draw(operation.as_strategy(generation_mode=mode))
    caller = caller_for(world, operation.path)

    response = send(caller, case, world, known=data.draw(st.booleans()))

    assert response.status_code < 500, response.content


@pytest.mark.parametrize(("name", "method"), [key for key, row in ROWS.items() if row.body])
def test_hostile_bodies_are_refused_at_every_address(world: World, name: str, method: str) -> None:
    row, path = ROWS[name, method], route(name).path(world)
    caller = Caller(world.people[Role.OWNER])
    field = next(iter(row.body), "a") if isinstance(row.body, dict) else "a"

    for template in HOSTILE:
        body = template.replace(b"%s", str(field).encode())
        kind = row.headers.get("content_type", "application/json")
        response = caller.client.generic(method, path, body, content_type=kind)
        assert 400 <= response.status_code < 500 or response.status_code in (200, 201), body[:80]
        assert response["Content-Type"].startswith("application/")
