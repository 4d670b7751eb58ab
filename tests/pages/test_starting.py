"""The run button, the form of inputs, and answering approvals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from orchestrator_site.pages import approval_pages, workflow_pages
from orchestrator_site.pages.inputs import PREFIX, input_fields, read_inputs
from tests.pages.builders import (
    a_task_run,
    a_version,
    a_workflow,
    an_approval,
    an_execution,
)
from workflows.errors import InputsInvalid, NothingPublished, Problem
from workflows.models import Approval, Execution, TaskRunState, Team, Workflow

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]

SCHEMA = {
    "type": "object",
    "required": ["company"],
    "properties": {
        "company": {"type": "string"},
        "depth": {"type": "integer", "default": 3},
        "ratio": {"type": "number"},
        "live": {"type": "boolean"},
        "tone": {"enum": ["dry", "warm", 7]},
        "options": {"type": "object"},
    },
}


class Starts:
    """Stands where the service stands; keeps what it was asked."""

    def __init__(self, execution: Execution | None = None, error: Exception | None = None) -> None:
        self.execution, self.error = execution, error
        self.asked: list[dict[str, Any]] = []

    def __call__(self, **given: Any) -> Execution | None:
        self.asked.append(given)
        if self.error:
            raise self.error
        return self.execution


def press_run(
    browser: Client,
    workflow: Workflow,
    starts: Starts,
    monkeypatch: pytest.MonkeyPatch,
    **form: str,
) -> Any:
    monkeypatch.setattr(workflow_pages, "start_execution", starts)
    named = {PREFIX + key: value for key, value in form.items()}
    return browser.post(f"/workflows/{workflow.public_id}/run", named)


def test_run_starts_the_draft_while_nothing_is_published(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = a_workflow(team)
    execution = an_execution(workflow)
    starts = Starts(execution)

    response = press_run(browser, workflow, starts, monkeypatch)

    assert response["Location"] == f"/executions/{execution.public_id}"
    assert starts.asked[0]["draft"] is True


def test_run_starts_the_newest_version_once_there_is_one(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = a_workflow(team)
    a_version(workflow, 1)
    starts = Starts(an_execution(workflow))

    press_run(browser, workflow, starts, monkeypatch)

    assert starts.asked[0]["draft"] is False


def test_the_form_gives_values_of_the_types_that_the_schema_names(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = a_workflow(team, inputs=SCHEMA)
    starts = Starts(an_execution(workflow))
    form = {
        "company": "007",
        "depth": "4",
        "ratio": "0.5",
        "live": "false",
        "tone": "7",
        "options": '{"a": [1]}',
    }

    press_run(browser, workflow, starts, monkeypatch, **form)

    assert starts.asked[0]["inputs"] == {
        "company": "007",
        "depth": 4,
        "ratio": 0.5,
        "live": False,
        "tone": 7,
        "options": {"a": [1]},
    }


def test_wrong_inputs_come_back_with_what_is_wrong(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = a_workflow(team, inputs=SCHEMA)
    problem = Problem("inputs.missing", "company is missing.", "/company")
    starts = Starts(error=InputsInvalid(problems=[problem]))

    page = press_run(browser, workflow, starts, monkeypatch, depth="4", options="")

    assert page.status_code == 422
    assert b"company is missing." in page.content
    assert b'value="4"' in page.content


def test_text_that_is_no_json_never_reaches_the_service(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = a_workflow(team, inputs=SCHEMA)
    starts = Starts()

    page = press_run(browser, workflow, starts, monkeypatch, options="{", ratio="NaN")

    assert page.status_code == 422
    assert starts.asked == []
    assert b"options: not valid JSON." in page.content
    assert b"ratio: not a valid number." in page.content


def test_a_refusal_is_told(browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    page = press_run(browser, a_workflow(team), Starts(error=NothingPublished()), monkeypatch)

    assert page.status_code == 409
    assert b"no published version" in page.content


def test_a_default_stands_in_the_form(browser: Client, team: Team) -> None:
    workflow = a_workflow(team, inputs=SCHEMA)

    page = browser.get(f"/workflows/{workflow.public_id}").content.decode()

    assert 'name="input.depth" type="number" step="1" value="3"' in page
    assert 'name="input.company" type="text" value="" autocomplete="off" required' in page


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
TYPES = {"string": st.text(min_size=1).filter(str.strip), "integer": st.integers()}
rules = st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "object", "boolean"])})


@given(st.dictionaries(st.text(max_size=8), rules, max_size=5), st.data())
def test_what_a_form_shows_reads_back_as_the_same(properties: Any, data: st.DataObject) -> None:
    values = {key: data.draw(_value_of(rule["type"])) for key, rule in properties.items()}
    schema = {
        "properties": {key: {**rule, "default": values[key]} for key, rule in properties.items()}
    }

    shown = {field.name: field.value for field in input_fields(schema, {})}

    assert read_inputs(schema, shown) == values


@given(json_values, json_values)
def test_no_schema_breaks_the_form(rule: Any, default: Any) -> None:
    schema = {"properties": {"x": rule}, "required": ["x"]}
    with_default = {"properties": {"x": {"default": default, "enum": rule, "title": rule}}}

    for each in (schema, with_default):
        assert len(input_fields(each, {})) == 1


def _value_of(kind: str) -> st.SearchStrategy[Any]:
    objects = st.dictionaries(st.text(max_size=5), st.integers(), max_size=3)
    return {**TYPES, "boolean": st.booleans(), "object": objects}[kind]


def an_open_approval(team: Team, **columns: Any) -> Approval:
    run = a_task_run(an_execution(a_workflow(team)), "ask", TaskRunState.WAITING, kind="approval")
    return an_approval(run, **columns)


@pytest.mark.parametrize(("decision", "approve"), [("approve", True), ("reject", False)])
def test_an_answer_goes_to_the_service(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch, decision: str, approve: bool
) -> None:
    form = {"type": "object", "properties": {"count": {"type": "integer"}}}
    approval = an_open_approval(team, form=form)
    starts = Starts()
    monkeypatch.setattr(approval_pages, "decide_approval", starts)
    answer = {"decision": decision, "comment": "fine", "input.count": "3"}

    response = browser.post(f"/approvals/{approval.public_id}", answer)

    asked = starts.asked[0]
    assert response["Location"] == "/approvals"
    assert (asked["approval_id"], asked["approve"]) == (approval.public_id, approve)
    assert (asked["comment"], asked["values"]) == ("fine", {"count": 3})


@pytest.mark.parametrize("decision", ["", "yes", "APPROVE", "null", "0"])
def test_an_answer_that_is_none_decides_nothing(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    approval = an_open_approval(team)
    starts = Starts()
    monkeypatch.setattr(approval_pages, "decide_approval", starts)

    browser.post(f"/approvals/{approval.public_id}", {"decision": decision})

    assert starts.asked == []


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_after_an_answer_the_browser_stays_here(
    browser: Client, team: Team, monkeypatch: pytest.MonkeyPatch, back: str
) -> None:
    monkeypatch.setattr(approval_pages, "decide_approval", Starts())
    approval = an_open_approval(team)
    answer = {"decision": "approve", "back": back}

    assert browser.post(f"/approvals/{approval.public_id}", answer)["Location"] == "/approvals"


def test_the_inbox_lists_what_waits(browser: Client, team: Team) -> None:
    an_open_approval(team, message="Publish the brief?")

    page = browser.get("/approvals").content.decode()

    assert "Publish the brief?" in page
    assert json.dumps("approve") in page
