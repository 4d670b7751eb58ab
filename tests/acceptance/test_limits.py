"""F-E23, F-E25: bounds that refuse, and executions that keep the version they began with."""

from __future__ import annotations

import pytest

from tests.acceptance.client import Json
from tests.acceptance.conftest import MakeEmbedded
from tests.acceptance.documents import Document, call, chain, document
from tests.acceptance.installation import Embedded
from tests.acceptance.settling import wait_for

pytestmark = pytest.mark.acceptance

LIMITS = "ORCHESTRATOR_WORKFLOWS__LIMITS__"
EDITS = 60


def test_one_more_than_the_bound_is_refused(make_embedded: MakeEmbedded) -> None:
    embedded = make_embedded(**{f"{LIMITS}TASKS": "20", f"{LIMITS}MAP_ITEMS": "20"})
    embedded.start()

    enough = embedded.client.post_start(chain(20))
    too_many = embedded.client.post_start(chain(21))

    assert enough.status_code == 201
    assert too_many.status_code == 422
    assert too_many.json()["problems"]
    embedded.settle()


def test_a_map_over_more_than_the_bound_fails_and_says_so(make_embedded: MakeEmbedded) -> None:
    embedded = make_embedded(**{f"{LIMITS}MAP_ITEMS": "20"})
    embedded.start()
    tasks = {
        "outer": {"kind": "map", "over": "{{ inputs.items }}"},
        "inner": {"kind": "map", "parent": "outer", "over": "{{ item }}"},
        "one": call("acceptance.record", parent="inner", value="{{ item }}"),
    }
    nested = document(tasks, inputs={"type": "object", "properties": {"items": {}}})
    enough = embedded.client.start(nested, {"items": [[1, 2], [3]]})
    too_many = embedded.client.start(nested, {"items": [list(range(21))]})

    embedded.settle(at_least=2)

    assert embedded.client.state_of(enough) == "succeeded"
    assert embedded.client.state_of(too_many) == "failed"
    reasons = " ".join(task["reason"] for task in embedded.client.tasks(too_many))
    assert "20" in reasons


def publish(installation: Embedded, workflow: str) -> int:
    return installation.client.post(f"/workflows/{workflow}/publish").status_code


def save(installation: Embedded, workflow: str, edited: Document) -> int:
    path = f"/workflows/{workflow}/document"
    etag = installation.client.request("GET", path).headers["ETag"]
    answer = installation.client.request("PUT", path, json=edited, headers={"If-Match": etag})
    return answer.status_code


def store(installation: Embedded, first: Document) -> str:
    answer = installation.client.post("/workflows", {"document": first})
    assert answer.status_code == 201, answer.text
    assert publish(installation, answer.json()["id"]) in (200, 201)
    return str(answer.json()["id"])


def start_held(installation: Embedded, workflow: str) -> Json:
    answer = installation.client.post(f"/workflows/{workflow}/executions")
    assert answer.status_code == 201, answer.text
    wait_for(lambda: installation.effects.count("held") == 1, installation.database, "it to run")
    return dict(answer.json())


def held_then(installation: Embedded, result: object) -> Document:
    gate = installation.gate("edit")
    tasks = {
        "hold": call("acceptance.hold", gate=str(gate)),
        "after": call("acceptance.record", "hold", value=result),
    }
    return document(tasks, outputs={"result": "{{ tasks.after.output }}"})


def test_an_execution_keeps_its_version_while_the_workflow_is_edited(embedded: Embedded) -> None:
    embedded.start()
    workflow = store(embedded, held_then(embedded, "first"))
    execution = start_held(embedded, workflow)

    for i in range(EDITS):
        assert save(embedded, workflow, held_then(embedded, f"edit {i}")) == 200
        if i % 10 == 0:
            assert publish(embedded, workflow) in (200, 201)
    embedded.gate("edit").touch()
    embedded.settle()

    ended = embedded.client.execution(execution["id"])
    assert ended["outputs"] == {"result": "first"}
    assert ended["version"] == execution["version"]


def test_a_cycle_made_while_it_runs_is_refused_at_publishing_and_touches_no_execution(
    embedded: Embedded,
) -> None:
    embedded.start()
    workflow = store(embedded, held_then(embedded, "first"))
    execution = start_held(embedded, workflow)
    cyclic = held_then(embedded, "second")
    cyclic["tasks"]["hold"]["depends_on"] = ["after"]

    saved = save(embedded, workflow, cyclic)
    published = publish(embedded, workflow)
    embedded.gate("edit").touch()
    embedded.settle()

    assert (saved, published) == (200, 422)
    assert embedded.client.execution(execution["id"])["outputs"] == {"result": "first"}
    newest = embedded.client.post(f"/workflows/{workflow}/executions")
    assert newest.json()["version"] == execution["version"]
    embedded.settle(at_least=2)
