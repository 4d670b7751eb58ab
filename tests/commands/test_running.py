"""Running documents from a terminal, with a worker that the command brings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Called
from tests.pages.builders import a_team, operator
from workflows.management.documents import read_inputs
from workflows.models import Execution, ExecutionState, Membership, WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)
Call = Callable[..., Called]

ECHO = """
schema: 1
name: Echo
inputs:
  type: object
  required: [who]
  properties: {who: {type: string}, times: {type: integer, default: 1}}
tasks:
  greet: {kind: transform, value: "Hello {{ inputs.who }}"}
outputs: {text: "{{ tasks.greet.output }}", times: "{{ inputs.times }}"}
"""
WAITING = "schema: 1\nname: Slow\ntasks:\n  nap: {kind: wait, duration_s: 600}\n"
FAILING = (
    "schema: 1\nname: Fails\ntasks:\n"
    "  bad: {kind: function, function: json.parse, arguments: {text: no json}}\n"
)


@pytest.fixture(autouse=True)
def somebody() -> None:
    Membership.objects.create(team=a_team(), user=operator("admin"), role="owner")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        file = tmp_path / "document.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def test_a_document_runs_and_its_outputs_are_printed(
    call: Call, written: Callable[[str], str]
) -> None:
    called = call(
        "run_workflow", written(ECHO), "--input", "who=007", "--input", "times=3", "--json"
    )

    told = json.loads(called.out)
    assert called.code == 0, called.err
    assert told["state"] == "succeeded"
    assert told["outputs"] == {"text": "Hello 007", "times": 3}
    assert [task["task"] for task in told["tasks"]] == ["greet"]
    assert told["duration_s"] >= 0


def test_people_read_tasks_times_and_outputs(call: Call, written: Callable[[str], str]) -> None:
    called = call("run_workflow", written(ECHO), "--input", "who=Ada")

    assert called.code == 0
    for shown in ("✓ greet succeeded", "Hello Ada", "succeeded in", "tokens", "$0.0000"):
        assert shown in called.out


def test_inputs_come_from_a_file_and_pairs_win(
    call: Call, written: Callable[[str], str], tmp_path: Path
) -> None:
    file = tmp_path / "inputs.json"
    file.write_text('{"who": "Bob", "times": 2}')
    arguments = ("--inputs-file", str(file), "--input", "who=Eve", "--json")

    called = call("run_workflow", written(ECHO), *arguments)

    assert json.loads(called.out)["outputs"] == {"text": "Hello Eve", "times": 2}


def test_a_failure_is_told_and_ends_with_one(call: Call, written: Callable[[str], str]) -> None:
    called = call("run_workflow", written(FAILING), "--json")

    told = json.loads(called.out)
    assert called.code == 1
    assert told["state"] == "failed"
    assert told["tasks"][0]["state"] == "failed"


def test_out_of_time_it_is_cancelled(call: Call, written: Callable[[str], str]) -> None:
    called = call("run_workflow", written(WAITING), "--timeout", "0.2")

    assert called.code == 3
    assert Execution.objects.get().state == ExecutionState.CANCELLED


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--input", "who"),
        ("--input", "=x"),
        ("--input", "who=a", "--input", "times=many"),
        ("--input", "who=a", "--user", "nobody"),
        ("--input", "who=a", "--team", "nowhere"),
        ("--input", "who=a", "--inputs-file", "/nowhere"),
    ],
)
def test_what_cannot_be_run_is_wrong_usage(
    call: Call, written: Callable[[str], str], arguments: tuple[str, ...]
) -> None:
    called = call("run_workflow", written(ECHO), *arguments)

    assert called.code == 2
    assert called.err
    assert not Execution.objects.exists()


def test_a_document_with_errors_is_wrong_usage(call: Call, written: Callable[[str], str]) -> None:
    called = call("run_workflow", written("schema: 1\nname: A\ntasks:\n  a: {kind: nothing}\n"))

    assert called.code == 2
    assert "/tasks/a" in called.err


def test_an_example_runs_by_its_name(call: Call) -> None:
    called = call("run_example", "fetch_process_store", "--json")

    assert called.code == 0, called.err
    assert json.loads(called.out)["outputs"]


def test_the_worker_that_was_brought_is_gone_afterwards(
    call: Call, written: Callable[[str], str]
) -> None:
    call("run_workflow", written(ECHO), "--input", "who=Ada")

    assert not WorkerProcess.objects.exists()


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("a=1", 1),
        ("a=true", True),
        ("a=[1, 2]", [1, 2]),
        ('a={"b": null}', {"b": None}),
        ("a=plain words", "plain words"),
        ("a=x=y", "x=y"),
        ("a=", ""),
        ("text=1", "1"),
        ("text=null", "null"),
    ],
)
def test_a_value_is_json_unless_the_schema_wants_text(pair: str, value: object) -> None:
    schema = {"properties": {"text": {"type": "string"}}}

    assert [*read_inputs([pair], None, schema).values()] == [value]


def test_an_input_that_the_document_does_not_declare_is_told(
    call: Call, written: Callable[[str], str]
) -> None:
    called = call("run_workflow", written(ECHO), "--input", "who=Ada", "--input", "time=3")

    assert called.code == 0
    assert "declares no input `time`; it has: who, times." in called.err
