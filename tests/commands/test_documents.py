"""Checking documents and writing their schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

from tests.commands.conftest import Called
from tests.pages.builders import a_team, person
from workflows.examples import example_names, load_example

pytestmark = pytest.mark.django_db
Call = Callable[..., Called]

CYCLE = """
schema: 1
name: Round
tasks:
  a: {kind: transform, value: 1, depends_on: [b]}
  b: {kind: transform, value: 2, depends_on: [a]}
  c: {kind: transform, value: "{{ tasks.nobody.output }}"}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        file = tmp_path / "document.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


@pytest.mark.parametrize("name", example_names())
def test_every_example_may_run(call: Call, written: Callable[[str], str], name: str) -> None:
    called = call("validate_workflow", written(load_example(name)))

    assert called.code == 0, called.out
    assert called.out.strip().endswith("It may run.")


def test_every_problem_is_told_at_once(call: Call, written: Callable[[str], str]) -> None:
    called = call("validate_workflow", written(CYCLE), "--json")

    told = json.loads(called.out)
    assert called.code == 1
    assert told["valid"] is False
    assert len(told["problems"]) >= 2
    assert {"code", "message", "path"} <= told["problems"][0].keys()


def test_each_problem_is_told_with_the_code_that_the_page_explains(
    call: Call, written: Callable[[str], str]
) -> None:
    called = call("validate_workflow", written(CYCLE))

    assert "[graph.cycle]" in called.out


def test_a_document_is_refused_for_its_errors_alone(
    call: Call, written: Callable[[str], str]
) -> None:
    person(team=a_team())
    text = "schema: 1\nname: A\ntasks:\n  a: {kind: agent, agent: nobody, input: {prompt: hi}}\n"

    called = call("run_workflow", written(text), "--user", "ada")

    assert called.code == 2
    assert "[agent.unknown]" in called.err
    assert "hint" not in called.err


def test_a_team_is_asked_for_its_agents(call: Call, written: Callable[[str], str]) -> None:
    person(team=a_team())
    text = "schema: 1\nname: A\ntasks:\n  a: {kind: agent, agent: nobody, input: {prompt: hi}}\n"

    alone = call("validate_workflow", written(text))
    compared = call("validate_workflow", written(text), "--team", "one", "--user", "ada")

    assert alone.code == 0
    assert compared.code == 1
    assert "nobody" in compared.out


@pytest.mark.parametrize("text", ["", "[", "a: &x 1\nb: *x", "schema: 1\nschema: 1", "[1]"])
def test_text_that_is_no_document_has_problems(
    call: Call, written: Callable[[str], str], text: str
) -> None:
    assert call("validate_workflow", written(text)).code == 1


def test_a_file_that_cannot_be_read_is_wrong_usage(call: Call, tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    assert call("validate_workflow", str(tmp_path / "none")).code == 2
    assert call("validate_workflow", str(binary)).code == 2


def test_the_schema_is_one(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"

    printed = call("document_schema").out
    call("document_schema", "-o", str(file))

    assert jsonschema_rs.meta.is_valid(json.loads(printed))
    assert json.loads(file.read_text()) == json.loads(printed)


def test_a_place_that_cannot_be_written_is_wrong_usage(call: Call, tmp_path: Path) -> None:
    assert call("document_schema", "-o", str(tmp_path / "no" / "where")).code == 2
