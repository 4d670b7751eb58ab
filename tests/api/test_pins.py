"""Pins, plans and previews as programs and the designer ask for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rest.world import ENDED, Caller, World
from workflows.api.shapes.pins import PREVIEW_BYTES, PREVIEW_TEXTS


@pytest.fixture
def path(world: World) -> str:
    return f"workflows/{world.workflow.public_id}"


@pytest.mark.parametrize("output", [None, False, "", {"x": [1, "é"]}])
def test_any_json_is_pinned_shown_and_unpinned(owner: Caller, path: str, output: Any) -> None:
    put = owner.send("PUT", f"{path}/pins/count", {"output": output})
    read = owner.get(f"{path}/pins/count").json()
    listed = owner.get(f"{path}/pins").json()["items"]
    gone = [owner.send("DELETE", f"{path}/pins/count").status_code for _ in range(2)]

    assert put.status_code == 200
    assert put.json() == read
    assert (read["output"], read["output_is_cut"], read["pinned_by"]) == (output, False, "owner")
    assert [pin["task"] for pin in listed] == ["count", "gather"]
    assert "output" not in listed[0]
    assert gone == [204, 204]
    assert owner.get(f"{path}/pins/count").status_code == 404


@pytest.mark.parametrize(
    ("method", "place", "body", "code"),
    [
        ("PUT", "pins/nowhere", {"output": 1}, "pin.unknown_task"),
        ("PUT", "pins/count", {}, "request.required"),
        ("POST", "pins", {"execution": str(ENDED), "tasks": ["count"]}, "pin.no_output"),
    ],
)
def test_what_cannot_be_pinned_is_refused_with_the_reason(
    owner: Caller, path: str, method: str, place: str, body: Any, code: str
) -> None:
    refused = owner.send(method, f"{path}/{place}", body)

    assert refused.status_code == 422
    assert [problem["code"] for problem in refused.json()["problems"]] == [code]


def test_outputs_of_an_execution_are_pinned(owner: Caller, path: str) -> None:
    answer = owner.post(f"{path}/pins", {"execution": str(ENDED)})

    assert answer.json() == {"tasks": ["gather"]}
    assert owner.get(f"{path}/pins/gather").json()["output"] == ["tea"]


def test_a_draft_run_takes_the_pin_unless_told_not_to(owner: Caller, path: str) -> None:
    def states(body: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
        started = owner.post(f"{path}/executions", {"draft": True, **body}).json()
        runs = owner.get(f"executions/{started['id']}/tasks").json()["items"]
        return {run["task"]: (run["state"], run["flags"]) for run in runs}

    assert states({})["gather"] == ("succeeded", ["pinned"])
    assert states({"pins": False})["gather"] == ("ready", [])
    assert states({"task": "gather"}) == {"gather": ("ready", []), "count": ("skipped", [])}


def test_a_plan_says_what_would_run_and_whose_outputs_are_taken(owner: Caller, path: str) -> None:
    draft = {"draft": True, "pins": False}

    def plan(body: dict[str, Any]) -> Any:
        return owner.post(f"{path}/executions/plan", body).json()

    whole = plan({"draft": True})
    assert whole.pop("estimate")["executions"] == 0
    assert whole == {
        "runs": ["count"], "pinned": ["gather"], "given": [], "reused": [],
    }  # fmt: skip
    one = plan({**draft, "task": "count"})
    assert one.pop("estimate")["cost_microusd"] == 0
    assert one == {
        "runs": ["count"], "pinned": [], "given": [],
        "reused": [{"task": "gather", "execution": str(ENDED)}],
    }  # fmt: skip
    assert plan({**draft, "to": "count"})["runs"] == ["gather", "count"]
    assert plan({**draft, "from_task": "gather"})["runs"] == ["gather", "count"]


@pytest.mark.parametrize("place", ["executions", "executions/plan"])
def test_a_start_is_narrowed_in_one_way(owner: Caller, path: str, place: str) -> None:
    refused = owner.post(f"{path}/{place}", {"draft": True, "task": "count", "to": "count"})

    assert refused.status_code == 422


def test_a_preview_shows_a_value_or_what_is_wrong(owner: Caller, path: str) -> None:
    def preview(body: dict[str, Any]) -> Any:
        answer = owner.post(f"{path}/preview", body)
        assert answer.status_code == 200
        return answer.json()

    value = preview({"task": "count", "template": "{{ tasks.gather.output | length }}"})
    wrong = preview({"task": "count", "condition": "tasks.gather. > 1"})

    assert (value["value"], value["type"], value["pins"]) == ("1", "number", ["gather"])
    assert value["execution"] is None  # its pin is all that it reads
    assert preview({"template": "{{ inputs.topic }}"})["execution"] is not None
    assert wrong["problem"]["code"] == "expression.syntax"
    assert (wrong["problem"]["line"], wrong["value"]) == (1, None)
    assert preview({"task": "gather", "template": ""})["value"] == ""


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("x" * (PREVIEW_BYTES - 2), "x" * (PREVIEW_BYTES - 1)),
        (["{{ 1 }}"] * PREVIEW_TEXTS, {"a": [["{{ 1 }}"]] * (PREVIEW_TEXTS + 1)}),
    ],
    ids=["bytes", "texts"],
)
def test_a_preview_parses_no_more_than_a_setting_holds(
    owner: Caller, path: str, most: Any, more: Any
) -> None:
    assert owner.post(f"{path}/preview", {"template": most}).status_code == 200

    refused = owner.post(f"{path}/preview", {"template": more})

    assert refused.status_code == 422
    assert "template" in refused.content.decode()


def test_a_preview_is_of_one_text(owner: Caller, path: str) -> None:
    for body in ({}, {"template": "a", "condition": "a"}, {"template": "a", "index_path": "x"}):
        assert owner.post(f"{path}/preview", body).status_code == 422
