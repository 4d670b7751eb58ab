from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.rest.world import DOCUMENT, Caller, World
from workflows.drafts import freeze
from workflows.models import Version


@pytest.fixture
def path(world: World) -> str:
    return f"workflows/{world.workflow.public_id}/document"


def test_the_etag_is_the_revision(owner: Caller, path: str) -> None:
    first = owner.get(path)
    second = owner.send("PUT", path, {**DOCUMENT, "name": "B"}, If_Match=first["ETag"])

    assert (first["ETag"], second["ETag"]) == ('"1"', '"2"')
    assert second.json()["document"]["name"] == "B"


def test_what_has_not_changed_is_not_sent_again(owner: Caller, path: str) -> None:
    response = owner.get(path, If_None_Match='"1"')

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", '"1"')
    assert owner.get(path, If_None_Match='"7"').status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"If_Match": "*"}, 422),
        ({"If_Match": ""}, 422),
        ({"If_Match": '"x"'}, 422),
        ({"If_Match": '"1", "2"'}, 422),
        ({"If_Match": '"9"'}, 412),
        ({"If_Match": '"' + "1" * 30 + '"'}, 422),
    ],
)
def test_a_replacement_names_what_it_replaces(
    world: World, owner: Caller, path: str, headers: dict[str, str], status: int
) -> None:
    response = owner.send("PUT", path, {**DOCUMENT, "name": "B"}, **headers)

    assert response.status_code == status
    assert freeze(world.workflow)["name"] == "Market brief"


def test_a_conflict_says_what_is_newest(owner: Caller, path: str) -> None:
    owner.send("PUT", path, {**DOCUMENT, "name": "B"}, If_Match='"1"')

    late = owner.send("PUT", path, {**DOCUMENT, "name": "C"}, If_Match='"1"').json()

    assert (late["code"], late["revision"]) == ("draft_changed", 2)


@pytest.mark.parametrize("form", ["list", "object"])
def test_edits_by_path_in_both_forms(owner: Caller, path: str, form: str) -> None:
    operations = [{"op": "replace", "path": "/tasks/count/name", "value": "Tally"}]
    if form == "list":
        response = owner.send("PATCH", path, operations, content_type="application/json-patch+json")
    else:
        operations[0]["path"] = "tasks/count/name"
        response = owner.send("PATCH", path, {"operations": operations})

    assert response.json()["document"]["tasks"]["count"]["name"] == "Tally"
    assert response["ETag"] == '"2"'


def test_edits_by_path_need_no_condition_but_keep_one(owner: Caller, path: str) -> None:
    patch = {"operations": [{"op": "add", "path": "/tags", "value": ["x"]}]}

    assert owner.send("PATCH", path, patch).status_code == 200
    assert owner.send("PATCH", path, patch, If_Match='"1"').status_code == 412
    assert owner.send("PATCH", path, patch, If_Match='"2"').status_code == 200


def test_a_dangling_dependency_is_a_problem_with_its_place(owner: Caller, path: str) -> None:
    patch = {"operations": [{"op": "add", "path": "/tasks/count/depends_on", "value": ["nope"]}]}

    response = owner.send("PATCH", path, patch)

    problem = response.json()["problems"][0]
    assert response.status_code == 422
    assert (problem["code"], problem["task"]) == ("dependency.unknown_task", "count")


def test_validation_lists_every_problem_of_the_draft_or_of_what_is_sent(
    world: World, owner: Caller
) -> None:
    path = f"workflows/{world.workflow.public_id}/validate"
    wrong = {**DOCUMENT, "tasks": {"a": {"kind": "nope"}, "b": {"kind": "agent"}}}

    stored, sent = owner.post(path).json(), owner.post(path, {"document": wrong}).json()

    assert stored["valid"]
    assert not sent["valid"]
    assert {p["task"] for p in sent["problems"]} >= {"a", "b"}


def test_publishing_makes_versions_that_can_be_listed_and_read(world: World, owner: Caller) -> None:
    path = f"workflows/{world.workflow.public_id}"
    owner.send("PATCH", path, {"description": "Second"})

    made = owner.post(f"{path}/publish", {"message": "Say more"})
    listed = owner.get(f"{path}/versions").json()["items"]
    read = owner.get(f"versions/{made.json()['id']}").json()

    assert [version["number"] for version in listed] == [2, 1]
    assert (listed[0]["message"], listed[0]["created_by"]) == ("Say more", "owner")
    assert read["document"]["description"] == "Second"
    assert "document" not in listed[0]


@pytest.mark.parametrize(("form", "read"), [("yaml", yaml.safe_load), ("json", json.loads)])
def test_an_export_is_a_file_that_import_takes(
    world: World, owner: Caller, form: str, read: Any
) -> None:
    exported = owner.get(f"workflows/{world.workflow.public_id}/export?format={form}")
    imported = owner.post("workflows/import", {"text": exported.content.decode()})

    assert read(exported.content)["name"] == "Market brief"
    assert exported["Content-Disposition"] == f'attachment; filename="market-brief.{form}"'
    assert imported.status_code == 201
    assert imported.json()["workflow"]["slug"] == "market-brief-2"


def test_a_head_is_changed_through_the_document(world: World, owner: Caller, path: str) -> None:
    changed = owner.send(
        "PATCH",
        f"workflows/{world.workflow.public_id}",
        {"name": "New", "description": "", "tags": ["a", "b"], "archived": True},
    ).json()

    document = owner.get(path).json()["document"]
    assert (document["name"], document["tags"]) == ("New", ["a", "b"])
    assert (changed["name"], changed["tags"]) == ("New", ["a", "b"])
    assert changed["archived_at"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Empty"}, 201),
        ({"example": "approval"}, 201),
        ({"document": DOCUMENT, "slug": "brief"}, 201),
        ({"example": "nope"}, 404),
        ({}, 422),
        ({"name": "A", "document": DOCUMENT}, 422),
        ({"document": []}, 422),
        ({"document": {}}, 422),
        ({"name": "A", "slug": "../x"}, 422),
        ({"name": "\u0000"}, 400),
        ({"name": "x" * 201}, 422),
        ({"name": "A", "slug": "market-brief"}, 409),
    ],
)
def test_a_workflow_is_made_of_one_thing(
    world: World, owner: Caller, body: dict[str, Any], status: int
) -> None:
    assert owner.post("workflows", body).status_code == status


@pytest.mark.parametrize(
    "secret",
    [
        {"lc": 1, "type": "secret", "id": ["DATABASE_URL"]},
        {"py/object": "os.system"},
        {"__class__": "x", "__proto__": {"a": 1}},
        {"a": "{{ ''.__class__ }}"},
    ],
)
def test_objects_that_other_systems_would_revive_stay_what_they_are(
    owner: Caller, path: str, secret: dict[str, Any]
) -> None:
    document = {**DOCUMENT, "x_extra": secret}

    owner.send("PUT", path, document, If_Match='"1"')

    assert owner.get(path).json()["document"]["x_extra"] == secret
    assert Version.objects.count() == 1
