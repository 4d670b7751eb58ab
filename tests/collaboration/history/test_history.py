"""Who changed what and when, and what differs between two points; as REST tells it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from collaboration.persistence.log import compact, find_document
from tests.collaboration.store import a_workflow, edit_live, patch, replace
from tests.rest.world import Caller, person
from workflows.models import Role, User, Workflow
from workflows.services.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_request_counts() -> None:
    cache.clear()


World = tuple[Workflow, User, Caller]


@pytest.fixture
def world() -> World:
    workflow, ada = a_workflow()
    return workflow, ada, Caller(ada)


def changes(caller: Caller, workflow: Workflow, query: str = "") -> Any:
    return caller.get(f"workflows/{workflow.public_id}/changes{query}").json()


def test_changes_are_told_the_same_before_and_after_merging(world: World) -> None:
    workflow, ada, caller = world
    ben = person("ben", workflow.team, Role.EDITOR)
    patch(workflow, ada, replace("/name", "B"))
    edit_live(workflow, ben, name="C", tags=["x"])
    patch(workflow, ada, replace("/tasks/count/name", "Tally"))

    before = changes(caller, workflow)
    compact(find_document(workflow).pk)
    after = changes(caller, workflow)

    told = [
        (each["author"], each["origin"], each["count"], each["touched"]) for each in before["items"]
    ]
    assert told == [
        ("ada-one", "rest", 2, ["name", "tasks/count/name"]),
        ("ben", "edit", 1, ["name", "tags"]),
        ("ada-one", "create", 1, []),
    ]
    assert after == before


def test_changes_come_in_pages_that_leave_nothing_out(world: World) -> None:
    workflow, ada, caller = world
    people = [person(f"p{index}", workflow.team, Role.EDITOR) for index in range(5)]
    for index, each in enumerate(people):
        patch(workflow, each, replace("/name", f"N{index}"))
        if index == 2:
            compact(find_document(workflow).pk)

    authors, query = [], "?limit=2"
    while query:
        page = changes(caller, workflow, query)
        authors += [each["author"] for each in page["items"]]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""

    assert authors == ["p4", "p3", "p2", "p1", "p0", ada.username]


def test_points_of_a_draft_are_compared(world: World) -> None:
    workflow, ada, caller = world
    path = f"workflows/{workflow.public_id}"
    publish(user=ada, workflow_id=workflow.public_id)
    kept = caller.post(f"{path}/checkpoints", {"name": "Here"}).json()["id"]
    patch(
        workflow,
        ada,
        replace("/tasks/count/name", "Tally"),
        {"op": "add", "path": "/tasks/count/position", "value": [1, 2]},
        {"op": "add", "path": "/tasks/gather/position", "value": [3, 4]},
        {"op": "add", "path": "/tasks/new", "value": {"kind": "transform", "value": 1}},
    )

    since_published = caller.get(f"{path}/compare").json()
    since_kept = caller.get(f"{path}/compare?from={kept}&to=draft").json()
    with_layout = caller.get(f"{path}/compare?from=1&layout=true").json()

    tasks = since_published["tasks"]
    assert [each["id"] for each in tasks["added"]] == ["new"]
    assert [each["id"] for each in tasks["changed"]] == ["count"]
    assert tasks["changed"][0]["fields_changed"][0] | {"hunks": None} == {
        "path": ["name"],
        "kind": "changed",
        "before": "Count",
        "after": "Tally",
        "hunks": None,
    }
    assert since_kept == since_published
    assert [each["id"] for each in with_layout["tasks"]["moved"]] == ["gather"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 409),  # nothing is published
        ("?from=1", 404),
        ("?from=00000000-0000-0000-0000-000000000000", 404),
        ("?from=yesterday", 422),
        ("?from=draft&to=draft", 200),
    ],
)
def test_a_point_that_is_not_there_is_told(world: World, query: str, status: int) -> None:
    workflow, _, caller = world

    assert caller.get(f"workflows/{workflow.public_id}/compare{query}").status_code == status


def test_another_workflows_checkpoint_is_no_point_of_this_one(world: World) -> None:
    workflow, _, caller = world
    other, ben = a_workflow("two")
    kept = Caller(ben).post(f"workflows/{other.public_id}/checkpoints").json()["id"]

    found = caller.get(f"workflows/{workflow.public_id}/compare?from={kept}&to=draft")

    assert found.status_code == 404


def test_a_draft_goes_back_and_forth_by_rest(world: World) -> None:
    workflow, ada, caller = world
    path = f"workflows/{workflow.public_id}"
    made = caller.post(f"{path}/checkpoints", {"name": "Here"})
    patch(workflow, ada, replace("/name", "B"))

    done = caller.post(f"checkpoints/{made.json()['id']}/restore", None)
    undone = caller.post(f"checkpoints/{done.json()['undo']}/restore", None)
    listed = caller.get(f"{path}/checkpoints").json()["items"]
    shown = caller.get(f"checkpoints/{made.json()['id']}").json()

    assert (made.status_code, done.status_code, done["ETag"]) == (201, 200, '"3"')
    assert done.json()["document"]["name"] == "Market brief"
    assert undone.json()["document"]["name"] == "B"
    assert [each["reason"] for each in listed] == ["before_restore"] * 2 + ["manual"]
    assert "document" not in listed[0]
    assert (shown["name"], shown["document"]["name"]) == ("Here", "Market brief")
    assert [each["origin"] for each in changes(caller, workflow)["items"]] == [
        "restore",
        "rest",
        "create",
    ]


def test_a_name_is_given_later_and_keeps_the_checkpoint(world: World) -> None:
    workflow, _, caller = world
    made = caller.post(f"workflows/{workflow.public_id}/checkpoints").json()

    named = caller.send("PATCH", f"checkpoints/{made['id']}", {"name": "Good"}).json()

    assert (made["name"], named["name"], named["id"]) == ("", "Good", made["id"])
