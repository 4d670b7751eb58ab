"""What surrounds each request: CSRF, rates, refusals of every kind as problems."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import AsyncClient, Client
from rest_framework import exceptions as drf

from collaboration.errors import DocumentDamaged, SyncRefused
from tests.rest.routes import routes
from tests.rest.world import API, Caller, World, person, team
from workflows import errors
from workflows.errors import OrchestratorError
from workflows.models import Role, Team
from workflows.rest.body_limit import BodyLimit
from workflows.rest.problems import PROBLEM_TYPE, STATUS_BY_ERROR, answer_error, problems_in
from workflows.rest.refusals import Refused
from workflows.services import teams

FIELDS = {"type", "title", "status", "code", "detail"}


@pytest.fixture
def owner(world: World) -> Caller:
    return Caller(world.people[Role.OWNER])


def leaves(kind: type[OrchestratorError]) -> list[type[OrchestratorError]]:
    """Of the tree as it is drawn; what single modules add below follows its parents."""
    below = [leaf for sub in kind.__subclasses__() for leaf in leaves(sub)]
    return [kind, *(leaf for leaf in below if leaf.__module__.endswith((".errors", ".refusals")))]


def make(kind: type[OrchestratorError]) -> OrchestratorError:
    if issubclass(kind, errors.LimitExceeded):
        return kind("name_chars", 200)
    if issubclass(kind, SyncRefused):
        return kind(4400, "no frame of the protocol")
    if issubclass(kind, DocumentDamaged):
        return kind(3, "it has a hole")
    return kind(3) if issubclass(kind, errors.DraftChanged) else kind()


@pytest.mark.parametrize("kind", leaves(OrchestratorError), ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_is_a_problem_with_its_code(
    kind: type[OrchestratorError],
) -> None:
    error = make(kind)

    response = answer_error(error, {})

    assert response.data is not None
    assert response.data.keys() >= FIELDS
    assert response.data["code"] == error.code
    assert response.data["status"] == response.status_code
    assert response.data["detail"]
    assert response.content_type == PROBLEM_TYPE


def test_every_status_of_the_tree_says_who_is_at_fault() -> None:
    faults = dict(STATUS_BY_ERROR)

    assert faults[errors.NotFound] == 404
    assert all(400 <= status < 600 for status in faults.values())
    assert Refused.status == 400


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (drf.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (drf.Throttled(wait=3.2), 429, "too_many_requests"),
        (drf.NotAuthenticated(), 401, "not_authenticated"),
        (drf.UnsupportedMediaType("x"), 415, "unsupported_media_type"),
        (OperationalError("database is locked"), 503, "database_unavailable"),
        (ValueError("secret-in-a-message"), 500, "internal"),
        (RecursionError(), 500, "internal"),
    ],
)
def test_what_is_not_ours_is_a_problem_too(error: Exception, status: int, code: str) -> None:
    response = answer_error(error, {})

    assert response.data is not None
    assert (response.status_code, response.data["code"]) == (status, code)
    assert "secret" not in json.dumps(response.data)
    assert ("Retry-After" in response.headers) == (status in (429, 503))


def test_nested_messages_become_pointers() -> None:
    detail = drf.ValidationError({"a/b": [{"c": ["Bad."]}], "non_field_errors": ["Worse."]}).detail

    found = {(problem.path, problem.message) for problem in problems_in(detail)}

    assert found == {("/a~1b/0/c", "Bad."), ("", "Worse.")}


@pytest.mark.django_db
def test_a_cookie_alone_changes_nothing() -> None:
    ada = person("ada", team("one"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)

    def post(**headers: str) -> Any:
        return client.post(
            f"{API}/teams", {"name": "Two"}, content_type="application/json", headers=headers
        )

    assert post().status_code == 403
    assert post(**{"X-CSRFToken": "wrong"}).status_code == 403
    assert Team.objects.count() == 1


@pytest.mark.django_db
def test_a_cookie_with_its_token_may_change() -> None:
    ada = person("ada", team("one"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    token = "a" * 32
    client.cookies["orchestrator_csrf"] = token

    response = client.post(
        f"{API}/teams",
        {"name": "Two"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert (response.status_code, response.json()["name"]) == (201, "Two")


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_changes_nothing_with_a_cookie(site: str) -> None:
    caller = Caller(person("ada", team("one")))

    response = caller.post("teams", {"name": "Two"}, Sec_Fetch_Site=site)

    assert response.status_code == 403
    assert Team.objects.count() == 1


def test_no_answer_invites_other_origins(world: World, owner: Caller) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        response = owner.get("me", **headers)
        assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nope", 404),
        ("", 404),
        ("workflows/", 404),
        ("workflows/not-a-uuid", 404),
        ("workflows/%00", 404),
        ("executions/6f4b0c1e-8f43-4d1f-a4c4-2d9d6f0c2d11/tasks/" + "9" * 40, 404),
        ("teams/6f4b0c1e-8f43-4d1f-a4c4-2d9d6f0c2d11/members/%00", 404),
    ],
)
def test_unknown_addresses_are_problems(owner: Caller, path: str, status: int) -> None:
    response = owner.get(path)

    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM_TYPE
    assert response.json()["status"] == status


def test_a_name_in_an_address_must_be_storable(world: World, owner: Caller) -> None:
    path = f"teams/{world.team.public_id}/members/a%00b"

    assert owner.send("PATCH", path, {"role": "viewer"}).status_code == 404
    assert owner.send("DELETE", path).status_code == 404


@pytest.mark.parametrize("charset", ["utf-7", "bz2_codec", "idna", "latin-1", "nope"])
def test_a_charset_on_a_read_is_refused_too(world: World, charset: str) -> None:
    client = AsyncClient()  # the server speaks ASGI, where Django reads the query differently
    client.force_login(world.people[Role.OWNER])

    async def send() -> Any:
        kind = f"text/plain; charset={charset}"
        return await client.generic("GET", f"{API}/workflows?search=a", b"x", content_type=kind)

    response = async_to_sync(send)()

    assert response.status_code == 415


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"name": 1e400}', 400, "malformed"),
        (b'{"name": "a", "name": "b"}', 400, "malformed"),
        (rb'{"name": "\ud800"}', 400, "malformed"),
        (b"[" * 5_000, 400, "malformed"),
        (b'{"name": ' + b"[" * 99 + b"]" * 99 + b"}", 422, "invalid_input"),
        (b"null", 422, "invalid_input"),
        (b'"name"', 422, "invalid_input"),
        (b"", 422, "invalid_input"),
    ],
)
def test_bodies_that_break_other_servers_are_problems(
    owner: Caller, body: bytes, status: int, code: str
) -> None:
    response = owner.client.generic("POST", f"{API}/teams", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_form_is_no_body(owner: Caller) -> None:
    response = owner.client.post(f"{API}/teams", {"name": "Two"})

    assert response.status_code == 415


def test_a_body_over_the_bound_is_refused(owner: Caller, settings: Any) -> None:
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(
        update={"rest": settings.WORKFLOWS.rest.model_copy(update={"body_bytes": 100})}
    )
    bodies = [json.dumps({"name": "x" * (length - 12)}).encode() for length in (100, 101)]

    found = [
        owner.client.generic("POST", f"{API}/teams", body, content_type="application/json")
        for body in bodies
    ]

    assert [len(body) for body in bodies] == [100, 101]
    assert [response.status_code for response in found] == [201, 413]


def test_requests_are_counted_by_person_and_refused_beyond_the_rate(
    world: World, owner: Caller, settings: Any
) -> None:
    rest = settings.WORKFLOWS.rest.model_copy(
        update={"requests_per_minute": 3, "anonymous_per_minute": 1}
    )
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"rest": rest})
    viewer, nobody = Caller(world.people[Role.VIEWER]), Caller()

    codes = [owner.get("me").status_code for _ in range(4)]
    others = [viewer.get("me").status_code]
    strangers = [nobody.get("me", authorization="Bearer x").status_code for _ in range(3)]

    assert codes[:3] == [200, 200, 200]
    assert codes[3] == 429
    assert others == [200]
    assert strangers[0] == 401
    assert 429 in strangers[1:]


def test_the_database_out_of_reach_is_503(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(teams, "create_team", fail)

    response = owner.post("teams", {"name": "Two"})

    assert response.status_code == 503
    assert response["Retry-After"]


def test_no_answer_can_be_browsed_or_chosen_by_a_suffix(owner: Caller) -> None:
    response = owner.get("me", Accept="text/html")

    assert response["Content-Type"] == "application/json"
    assert owner.get("me?format=api").status_code == 422


class Body:
    """An ASGI conversation: chunks in, messages out."""

    def __init__(self, *chunks: bytes, length: int | None = None) -> None:
        self.chunks = list(chunks)
        self.asked = 0
        self.sent: list[dict[str, Any]] = []
        headers = [] if length is None else [(b"content-length", str(length).encode())]
        self.scope = {"type": "http", "headers": headers}

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        return {
            "type": "http.request",
            "body": self.chunks.pop(0),
            "more_body": bool(self.chunks),
        }

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)


async def reads_all(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("body", "status", "asked"),
    [
        (Body(b"x" * 10, length=10), 200, 1),
        (Body(b"x" * 11, length=11), 413, 0),
        (Body(b"x" * 5, b"x" * 5), 200, 2),
        (Body(b"x" * 5, b"x" * 5, b"x", b"x"), 413, 3),
        (Body(b"x" * 11, length=2), 413, 1),
    ],
)
def test_a_body_is_stopped_at_the_door_by_declared_and_by_counted_bytes(
    body: Body, status: int, asked: int
) -> None:
    async_to_sync(BodyLimit(reads_all, 10))(body.scope, body.receive, body.send)

    assert body.sent[0]["status"] == status
    assert body.asked == asked


def test_sockets_pass_the_bodies_door() -> None:
    seen = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async_to_sync(BodyLimit(application, 10))({"type": "websocket"}, None, None)  # type: ignore[arg-type]

    assert seen == ["websocket"]


def test_the_docs_page_stands_under_the_strict_policy(owner: Caller) -> None:
    response = owner.get("docs")
    text = response.content.decode()

    assert "/api/v1/workflows/{workflow_id}/document" in text
    assert "<script" not in text
    assert "style=" not in text
    assert re.search(r'(?:href|src|action)="https?:', text) is None
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_docs_page_is_one_of_the_sites_pages(owner: Caller) -> None:
    text = owner.get("docs").content.decode()

    assert "pages/tokens.css" in text
    assert '<a href="/api/v1/docs" aria-current="page">' in text
    assert "Sign out" in text
    anchors = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) - anchors == set()


def test_every_operation_is_in_the_openapi_document(owner: Caller) -> None:
    document = owner.get("schema").json()

    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert len(described) == sum(len(one.methods) for one in routes())
    assert document["openapi"].startswith("3.1")
    ids = [op["operationId"] for item in document["paths"].values() for op in item.values()]
    assert len(ids) == len(set(ids))
