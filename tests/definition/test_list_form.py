from __future__ import annotations

import re
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definition.documents import LIMITS, Raw, problems_of
from tests.definition.strategies import json_values
from workflows.definition.canonical import canonical_text
from workflows.definition.list_form.ids import expressions_in, rewrite_references
from workflows.definition.parse import load_document, read_text
from workflows.definition.seeds_form import import_list_form, is_list_form
from workflows.definition.writing import write_yaml
from workflows.errors import Problem

PIPELINE: Raw = {
    "id": "data-processing-workflow",
    "name": "Data Processing Pipeline",
    "version": "1.0.0",
    "metadata": {"author": "ann", "created": "2024-01-01T00:00:00Z", "tags": ["data"]},
    "tasks": [
        {
            "id": "fetch-data",
            "name": "Fetch Data",
            "agentId": "data-fetcher",
            "type": "sequential",
            "input": {
                "prompt": "Fetch user data from database",
                "schema": {"type": "object", "properties": {"userId": {"type": "string"}}},
            },
        },
        {
            "id": "process-data",
            "name": "Process Data",
            "agentId": "data-processor",
            "type": "parallel",
            "dependencies": ["fetch-data"],
            "input": {"prompt": "Enrich {{ tasks.fetch-data.output }}"},
            "retryPolicy": {"maxAttempts": 3, "backoffType": "exponential", "initialDelay": 1500},
            "timeout": 30_000,
        },
        {
            "id": "generate-report",
            "name": "Generate Report",
            "agentId": "report-generator",
            "type": "sequential",
            "dependencies": ["process-data"],
            "input": {"prompt": "Generate comprehensive user report"},
        },
    ],
}


def imported(*tasks: Raw, **around: Any) -> tuple[Raw, list[Problem]]:
    document, notices = import_list_form({"name": "Old", "tasks": list(tasks), **around})
    return document["tasks"], notices


def codes(notices: list[Problem]) -> list[str]:
    return [each.code for each in notices]


def test_the_pipeline_of_agents_is_imported() -> None:
    document, _ = import_list_form(PIPELINE)

    assert document == {
        "schema": 1,
        "name": "Data Processing Pipeline",
        "id": "data-processing-workflow",
        "version": "1.0.0",
        "author": "ann",
        "created": "2024-01-01T00:00:00Z",
        "tags": ["data"],
        "tasks": {
            "fetch_data": {
                "name": "Fetch Data",
                "kind": "agent",
                "agent": "data-fetcher",
                "input_schema": {"type": "object", "properties": {"userId": {"type": "string"}}},
                "input": {"prompt": "Fetch user data from database"},
            },
            "process_data": {
                "name": "Process Data",
                "kind": "agent",
                "agent": "data-processor",
                "input": {"prompt": "Enrich {{ tasks.fetch_data.output }}"},
                "depends_on": ["fetch_data"],
                "retry": {"max_attempts": 3, "backoff": "exponential", "initial_delay_s": 1.5},
                "timeout_s": 30,
            },
            "generate_report": {
                "name": "Generate Report",
                "kind": "agent",
                "agent": "report-generator",
                "input": {"prompt": "Generate comprehensive user report"},
                "depends_on": ["process_data"],
            },
        },
    }


def test_every_change_to_the_pipeline_is_noted() -> None:
    _, notices = import_list_form(PIPELINE)

    assert [(each.code, each.path) for each in notices] == [
        ("import.form", "/tasks"),
        ("import.id", "/tasks/fetch_data"),
        ("import.fields", "/tasks/fetch_data/input_schema"),
        ("import.id", "/tasks/process_data"),
        ("import.reference", "/tasks/process_data/depends_on"),
        ("import.retry", "/tasks/process_data/retry"),
        ("import.timeout", "/tasks/process_data/timeout_s"),
        ("import.type", "/tasks/process_data/kind"),
        ("import.id", "/tasks/generate_report"),
        ("import.reference", "/tasks/generate_report/depends_on"),
    ]
    assert {each.severity for each in notices} == {"hint"}


def test_the_imported_pipeline_has_no_errors_and_no_unknown_keys() -> None:
    document, _ = import_list_form(PIPELINE)

    assert {each.severity for each in problems_of(document)} <= {"hint"}


def test_labels_of_the_author_survive_an_export() -> None:
    document, _ = import_list_form(PIPELINE)

    again = read_text(write_yaml(load_document(document, limits=LIMITS).raw), limits=LIMITS)

    labels = ("id", "version", "author", "created")
    assert [again[key] for key in labels] == [document[key] for key in labels]
    assert canonical_text(again) == canonical_text(document)


def test_tasks_that_are_queued_by_content_are_imported() -> None:
    tasks, notices = imported(
        {
            "content": "Research asyncio patterns", "task_type": "research", "priority": "high",
            "requirements": ["python", "web"],
        },
    )  # fmt: skip

    assert tasks == {
        "task_1": {
            "name": "Research asyncio patterns",
            "kind": "agent",
            "requires": ["python", "web"],
            "input": {"prompt": "Research asyncio patterns"},
            "priority": "high",
            "type": "research",
        }
    }
    assert codes(notices) == ["import.form", "import.id", "import.fields"]


def test_chains_of_methods_are_imported() -> None:
    tasks, notices = imported(
        {"task_id": "t1", "method": "data.fetch", "params": {"source": "api"}, "priority": 10},
        {"task_id": "t2", "method": "data.store", "timeout": 30.0, "dependencies": "t1"},
    )

    assert tasks == {
        "t1": {
            "kind": "function", "function": "data.fetch", "arguments": {"source": "api"},
            "priority": 40,
        },
        "t2": {
            "kind": "function", "function": "data.store", "depends_on": ["t1"], "timeout_s": 30.0,
        },
    }  # fmt: skip
    assert codes(notices) == [
        "import.form", "import.fields", "import.priority", "import.fields", "import.timeout",
    ]  # fmt: skip


def test_doubled_and_odd_ids_stay_apart() -> None:
    tasks, _ = imported({"id": "a-b"}, {"id": "a_b"}, {"id": "9"}, {"id": "aB"}, {"id": "ü"})

    assert list(tasks) == ["a_b", "a_b_2", "task_9", "a_b_3", "task_5"]


def test_references_follow_the_ids_in_every_text() -> None:
    tasks, _ = imported(
        {"id": "fetch-data"},
        {
            "id": "x",
            "input": {
                "prompt": "{{ tasks['fetch-data'].output }} and tasks.fetch-data outside",
                "data": ["{% if tasks.fetch-data.output %}y{% endif %}", 1],
            },
            "conditions": ["tasks.fetch-data.output > 3"],
            "dependencies": ["fetch-data", "fetch-data.failed", "nobody"],
        },
    )

    assert tasks["x"]["input"] == {
        "prompt": "{{ tasks.fetch_data.output }} and tasks.fetch-data outside",
        "data": ["{% if tasks.fetch_data.output %}y{% endif %}", 1],
    }
    assert tasks["x"]["when"] == "tasks.fetch_data.output > 3"
    assert tasks["x"]["depends_on"] == ["fetch_data", "fetch_data.failed", "nobody"]


def test_an_id_that_starts_like_another_is_not_mistaken() -> None:
    tasks, _ = imported(
        {"id": "a-b"}, {"id": "a-b-c"}, {"id": "x", "input": "{{ tasks.a-b-c.output }}"}
    )

    assert tasks["x"]["input"] == {"prompt": "{{ tasks.a_b_c.output }}"}


@pytest.mark.parametrize(
    ("conditions", "when"),
    [
        (["inputs.a", "inputs.b > 1"], "(inputs.a) and (inputs.b > 1)"),
        ([{"expression": "inputs.a"}], "inputs.a"),
        ([{"field": "inputs.n", "operator": "gte", "value": 3}], "inputs.n >= 3"),
        ([{"field": "inputs.n", "operator": "equals", "value": "it's"}], 'inputs.n == "it\'s"'),
        ([{"field": "inputs.n", "operator": "!=", "value": None}], "inputs.n != none"),
        ([{"field": "inputs.n", "operator": "in", "value": ["a", 1]}], 'inputs.n in ["a", 1]'),
        ("inputs.a", "inputs.a"),
    ],
)
def test_conditions_become_one_expression(conditions: Any, when: str) -> None:
    tasks, notices = imported({"id": "x", "conditions": conditions})

    assert tasks["x"]["when"] == when
    assert "import.conditions" in codes(notices)


@pytest.mark.parametrize(
    "condition", [{"type": "custom"}, 3, {"field": "a b", "operator": "==", "value": 1}]
)
def test_conditions_that_cannot_be_read_are_kept(condition: Any) -> None:
    tasks, notices = imported({"id": "x", "conditions": [condition]})

    assert tasks["x"]["conditions"] == [condition]
    assert "when" not in tasks["x"]
    assert "no effect" in notices[-1].message


def test_parallel_with_a_list_becomes_a_map() -> None:
    tasks, notices = imported(
        {"id": "frames", "agentId": "extractor"},
        {
            "id": "label", "name": "Label frames", "agentId": "labeller", "type": "parallel",
            "items": "{{ tasks.frames.output }}", "dependencies": ["frames"], "timeout": 1000,
            "input": {"prompt": "Label {{ item }}"},
        },
    )  # fmt: skip

    assert tasks["label"] == {
        "name": "Label frames", "depends_on": ["frames"], "kind": "map",
        "over": "{{ tasks.frames.output }}",
    }  # fmt: skip
    assert tasks["label_one"] == {
        "name": "Label frames: one", "kind": "agent", "agent": "labeller", "parent": "label",
        "input": {"prompt": "Label {{ item }}"}, "timeout_s": 1,
    }  # fmt: skip
    assert codes(notices).count("import.type") == 1


def test_a_loop_with_an_end_becomes_a_loop() -> None:
    tasks, _ = imported(
        {
            "id": "draft-it", "agentId": "writer", "type": "loop", "maxIterations": 5,
            "until": "tasks.draft-it.output.good",
        }
    )  # fmt: skip

    assert tasks["draft_it"] == {
        "kind": "loop", "until": "tasks.draft_it_one.output.good", "max_turns": 5,
    }  # fmt: skip
    assert tasks["draft_it_one"]["parent"] == "draft_it"
    assert {each.severity for each in problems_of({"schema": 1, "name": "n", "tasks": tasks})} == {
        "hint"
    }


def test_a_loop_without_an_end_becomes_a_plain_task() -> None:
    tasks, notices = imported({"id": "x", "agentId": "writer", "type": "loop"})

    assert tasks == {"x": {"kind": "agent", "agent": "writer"}}
    assert codes(notices) == ["import.form", "import.type"]


def test_keys_that_nobody_knows_stay() -> None:
    document, _ = import_list_form(
        {"name": "n", "colour": 1, "metadata": {"team": "x"}, "tasks": [{"id": "a", "shape": [1]}]}
    )

    assert document["colour"] == 1
    assert document["metadata"] == {"team": "x"}
    assert document["tasks"]["a"]["shape"] == [1]


def test_a_task_without_agent_is_imported_and_then_a_problem() -> None:
    tasks, _ = imported({"id": "x"})

    assert tasks == {"x": {"kind": "agent"}}


def test_the_list_form_is_known_by_its_list() -> None:
    assert is_list_form({"tasks": []})
    assert not is_list_form({"tasks": {}})
    assert not is_list_form([])


@given(st.lists(st.dictionaries(st.sampled_from(
    ["id", "name", "content", "agentId", "method", "params", "input", "dependencies", "conditions",
     "retryPolicy", "timeout", "priority", "type", "items", "until", "requirements", "task_id"]
), json_values, max_size=6), max_size=4))  # fmt: skip
def test_any_list_is_imported_without_losing_tasks(tasks: list[Raw]) -> None:
    raw = {"tasks": tasks}
    before = repr(raw)

    document, notices = import_list_form(raw)

    assert len(document["tasks"]) >= len(tasks)
    assert {each.severity for each in notices} == {"hint"}
    assert repr(raw) == before
    problems_of(document)


@given(st.text(st.sampled_from("{}%a"), max_size=40))
def test_marks_open_and_close_as_one_pattern_for_both_would_have_it(text: str) -> None:
    both = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)

    assert list(expressions_in(text)) == [found.span() for found in both.finditer(text)]


@pytest.mark.parametrize("opening", ["{{", "{%", "{{%", "{{ tasks.a }} {% "])
def test_marks_that_never_close_cost_no_more_than_their_length(opening: str) -> None:
    def cost(times: int) -> float:
        began = process_time()
        rewrite_references(opening * times, {"a": "b"})
        return process_time() - began

    few = max(cost(5_000), cost(5_000), 0.001)
    assert cost(50_000) < 40 * few
