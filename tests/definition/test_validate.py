from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.definition.documents import (
    LIMITS,
    Raw,
    codes_of,
    places_of,
    problems_of,
    raw_of,
    raw_of_edges,
    transform,
)
from tests.definition.smallest_examples import NO_CATALOGUE, agent, branch
from tests.definition.strategies import json_values, raw_documents
from workflows.definition.validate import validate_document
from workflows.errors import Problem


def found_in(raw: Raw, code: str) -> list[Problem]:
    return [each for each in problems_of(raw) if each.code == code]


def each(**fields: Any) -> Raw:
    return {"kind": "map", "over": [1], **fields}


def loop(**fields: Any) -> Raw:
    return {"kind": "loop", "until": "true", "max_turns": 2, **fields}


def reads(value: str, **fields: Any) -> Raw:
    return transform(value=value, **fields)


def test_problems_of_every_sort_come_together() -> None:
    raw = raw_of(
        {
            "a": transform(depends_on=["b"], join="some"),
            "b": transform(depends_on=["a", "c"], value="{{ tasks.zzz.output }}"),
            "d": {"kind": "agent", "agent": "nobody", "when": "1 +", "timeout_s": 900_000},
        },
        inputs={"type": "text"},
    )

    codes = {each.code for each in problems_of(raw, NO_CATALOGUE)}

    assert codes >= {
        "field.choice", "graph.cycle", "dependency.unknown_task", "reference.unknown_task",
        "agent.unknown", "expression.syntax", "limit.timeout_s", "schema.invalid", "hint.no_retry",
    }  # fmt: skip


def test_problems_are_sorted_by_place() -> None:
    tasks = {f"t{i}": transform(colour=1, timeout_s=0) for i in (10, 9)}

    paths = [each.path for each in problems_of(raw_of(tasks, zebra=1))]

    assert paths == [
        "/tasks/t9/colour", "/tasks/t9/timeout_s", "/tasks/t10/colour", "/tasks/t10/timeout_s",
        "/zebra",
    ]  # fmt: skip


@given(json_values)
def test_any_json_can_be_checked(value: Any) -> None:
    for raw in (value, raw_of(value), raw_of({"x": value}), raw_of(inputs=value, outputs=value)):
        assert isinstance(validate_document(raw, limits=LIMITS), list)


@given(raw_documents())
def test_every_problem_points_to_a_task_of_the_document(raw: Raw) -> None:
    for problem in problems_of(raw, NO_CATALOGUE):
        assert problem.task is None or problem.task in raw["tasks"]


def test_without_a_catalogue_nothing_outside_is_checked() -> None:
    tasks = {
        "a": agent(agent="nobody"),
        "b": {"kind": "workflow", "workflow": "nowhere"},
        "c": {"kind": "function", "function": "no.such", "timeout_s": 3},
    }

    assert codes_of(raw_of(tasks)) == set()


def test_a_cycle_is_named_by_its_path() -> None:
    raw = raw_of_edges("plan>draft", "draft>review", "review>plan")

    (problem,) = found_in(raw, "graph.cycle")

    assert problem.message == "These tasks wait for each other: plan → draft → review → plan."
    assert problem.task == "plan"


def test_every_knot_of_cycles_is_named() -> None:
    raw = raw_of_edges("a>b", "b>a", "c>d", "d>c", "e>e")

    assert [each.task for each in found_in(raw, "graph.cycle")] == ["a", "c", "e"]


def test_a_cycle_inside_a_container_is_found() -> None:
    raw = raw_of(
        {
            "all": each(),
            "a": transform(parent="all", depends_on=["b"]),
            "b": transform(parent="all", depends_on=["a"]),
        }
    )

    assert [each.task for each in found_in(raw, "graph.cycle")] == ["a"]


@pytest.mark.parametrize("outcome", ["approved", "rejected", "expired", "failed"])
def test_outcomes_of_approvals_can_be_awaited(outcome: str) -> None:
    tasks = {
        "ask": {"kind": "approval", "assignees": ["ann"]},
        "x": transform(depends_on=[f"ask.{outcome}"]),
    }

    assert codes_of(raw_of(tasks)) == set()


def test_outcomes_of_a_branch_are_its_cases() -> None:
    tasks = {
        "check": branch("many=1 > 2", "few=true"),
        "x": transform(depends_on=["check.few", "check.failed", "check.may"]),
    }

    (problem,) = found_in(raw_of(tasks), "dependency.unknown_outcome")

    assert problem.fix == "Did you mean `many`?"
    assert "many, few, failed" in problem.message


def test_a_dependency_is_found_where_it_was_written() -> None:
    tasks = {"a": transform(), "x": transform(depends_on=["zzz", "a", "yyy"])}

    assert places_of(problems_of(raw_of(tasks))) == {
        ("dependency.unknown_task", "/tasks/x/depends_on/0"),
        ("dependency.unknown_task", "/tasks/x/depends_on/2"),
    }


def test_a_task_that_could_not_be_read_is_not_unknown() -> None:
    tasks = {"broken": 3, "x": reads("{{ tasks.broken.output }}", depends_on=["broken"])}

    assert codes_of(raw_of(tasks)) == {"field.type"}


UNREACHABLE: list[tuple[Raw, set[str]]] = [
    ({"x": transform(depends_on=["off"])}, {"x"}),
    ({"x": transform(depends_on=["off"]), "y": transform(depends_on=["x"])}, {"x", "y"}),
    ({"x": transform(depends_on=["off", "on"])}, set()),
    ({"x": transform(depends_on=["off.failed"])}, {"x"}),
    ({"x": transform(depends_on=["off.failed", "on"])}, {"x"}),
    ({"x": transform(depends_on=["off.failed", "on.failed"])}, set()),
    ({"x": transform(depends_on=["off.failed", "on"], join="any")}, set()),
    ({"x": transform(depends_on=["off"], join="always")}, set()),
    ({"x": transform(depends_on=["off"], join="any")}, {"x"}),
    ({"x": transform(when="false")}, {"x"}),
    ({"x": transform(depends_on=["check.never"])}, {"x"}),
    ({"x": transform(depends_on=["check.some", "check.never"])}, set()),
    (
        {"x": transform(depends_on=["y", "check.never"]), "y": transform(depends_on=["check"])},
        set(),
    ),
    ({"x": transform(depends_on=["check"])}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("tasks", "unreachable"), UNREACHABLE)
def test_tasks_that_no_run_reaches_are_named(tasks: Raw, unreachable: set[str]) -> None:
    around = {
        "on": transform(),
        "off": transform(disabled=True),
        "check": branch("some=true", "never=true"),
    }

    found = found_in(raw_of(around | tasks), "graph.unreachable")

    assert {each.task for each in found} == unreachable
    assert {each.severity for each in found} <= {"warning"}


VISIBLE: list[tuple[str, Raw]] = [
    ("outside refers upstream", {"x": reads("{{ tasks.a.output }}", depends_on=["b"])}),
    ("status of upstream", {"x": reads("{{ tasks.a.status }}", depends_on=["a"])}),
    ("inside refers to what its container waits for", {
        "m": each(depends_on=["b"]), "x": reads("{{ tasks.a.output }}", parent="m"),
    }),
    ("inside refers to a sibling", {
        "m": each(), "y": transform(parent="m"),
        "x": reads("{{ tasks.y.output }} {{ item.z }} {{ index }}", parent="m", depends_on=["y"]),
    }),
    ("result sees inside and item", {
        "m": each(result="{{ tasks.y.output }} {{ item }}"), "y": transform(parent="m"),
    }),
    ("result sees what the container waits for", {
        "m": each(result="{{ tasks.a.output }}", depends_on=["a"]), "y": transform(parent="m"),
    }),
    ("until sees inside, turn and previous", {
        "m": loop(until="tasks.y.output > turn and previous"), "y": transform(parent="m"),
    }),
    ("nested rounds see outer ones", {
        "m": each(), "l": loop(parent="m"),
        "y": reads("{{ item }} {{ turn }} {{ previous }}", parent="l"),
    }),
    ("the execution", {"x": reads("{{ execution.id }}")}),
    ("local names of a template", {"x": reads("{% for each in [1] %}{{ each }}{% endfor %}")}),
]  # fmt: skip


@pytest.mark.parametrize(
    "tasks", [tasks for _, tasks in VISIBLE], ids=[name for name, _ in VISIBLE]
)
def test_an_expression_sees(tasks: Raw) -> None:
    around = {"a": transform(), "b": transform(depends_on=["a"])}

    assert problems_of(raw_of(around | tasks)) == []


HIDDEN: list[tuple[str, str, Raw]] = [
    ("itself", "reference.not_upstream", {"x": reads("{{ tasks.x.output }}")}),
    ("what is beside", "reference.not_upstream", {"x": reads("{{ tasks.a.output }}")}),
    ("what comes after", "reference.not_upstream", {
        "x": reads("{{ tasks.y.output }}"), "y": transform(depends_on=["x"]),
    }),
    ("inside of a container from outside", "reference.not_here", {
        "m": each(), "y": transform(parent="m"),
        "x": reads("{{ tasks.y.output }}", depends_on=["m"]),
    }),
    ("its own container", "reference.not_upstream", {
        "m": each(), "x": reads("{{ tasks.m.output }}", parent="m"),
    }),
    ("what its container does not wait for", "reference.not_upstream", {
        "m": each(), "x": reads("{{ tasks.a.output }}", parent="m"),
    }),
    ("the item from the list itself", "reference.not_here", {
        "m": each(over="{{ item }}"), "y": transform(parent="m"),
    }),
    ("the turn in a map", "reference.not_here", {
        "m": each(), "x": reads("{{ turn }}", parent="m"),
    }),
    ("the item in a loop", "reference.not_here", {
        "m": loop(until="item"), "y": transform(parent="m"),
    }),
    ("inside of an inner container from a result", "reference.not_here", {
        "m": each(result="{{ tasks.y.output }}"), "n": each(parent="m"), "y": transform(parent="n"),
    }),
    ("all tasks at once", "reference.incomplete", {"x": reads("{{ tasks }}")}),
    ("a task by a computed id", "reference.incomplete", {"x": reads("{{ tasks[execution.id] }}")}),
    ("more of the execution", "reference.unknown_field", {"x": reads("{{ execution.name }}")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "tasks"), [(c, t) for _, c, t in HIDDEN], ids=[name for name, _, _ in HIDDEN]
)
def test_an_expression_does_not_see(code: str, tasks: Raw) -> None:
    assert codes_of(raw_of({"a": transform()} | tasks)) == {code}


def test_outputs_see_every_task_outside_containers() -> None:
    tasks = {"a": transform(), "m": each(), "y": transform(parent="m")}
    outputs = {"a": "{{ tasks.a.output }}", "deep": [{"m": "{{ tasks.m.output }}"}]}

    assert codes_of(raw_of(tasks, outputs=outputs)) == set()
    assert places_of(problems_of(raw_of(tasks, outputs={"y": "{{ tasks.y.output }}"}))) == {
        ("reference.not_here", "/outputs/y")
    }


def test_fields_around_a_wrong_expression_are_named_exactly() -> None:
    task = agent(input={"prompt": "p", "data": {"a/b": ["x", "{{ nobody }}"]}})

    assert places_of(problems_of(raw_of({"x": task}))) == {
        ("reference.unknown_name", "/tasks/x/input/data/a~1b/1")
    }


@pytest.mark.parametrize(
    "inputs",
    [
        {"properties": {"user": {}}},
        {"additionalProperties": True},
        {"patternProperties": {"^u": {}}},
        {"allOf": [{"properties": {"user": {}}}]},
    ],
)
def test_inputs_that_the_schema_allows_are_known(inputs: Raw) -> None:
    raw = raw_of({"x": reads("{{ inputs.user }}")}, inputs={"type": "object", **inputs})

    assert codes_of(raw) == set()


@pytest.mark.parametrize(
    ("source", "fix"),
    [
        ("{{ fetch.output }}", "Did you mean `tasks.fetch.output`?"),
        ("{{ user }}", "Did you mean `inputs.user`?"),
        ("{{ input.user }}", "Did you mean `inputs`?"),
        ("{{ tasks.fetc.output }}", "Did you mean `fetch`?"),
        ("{{ inputs.usr }}", "Did you mean `user`?"),
        ("{{ tasks.fetch.records }}", "Did you mean `tasks.fetch.output.records`?"),
    ],
)
def test_a_wrong_name_gets_a_suggestion(source: str, fix: str) -> None:
    raw = raw_of(
        {"fetch": transform(), "x": reads(source, depends_on=["fetch"])},
        inputs={"properties": {"user": {}}},
    )

    assert [each.fix for each in problems_of(raw)] == [fix]


def test_an_id_with_a_minus_gets_a_hint() -> None:
    raw = raw_of({"x": reads("{{ tasks.fetch-data.output }}")})

    assert "expression.suspicious_minus" in codes_of(raw)


def test_wrong_expressions_are_found_in_every_field() -> None:
    tasks = {
        "a": agent(input={"prompt": "{{ ! }}"}, when="("),
        "f": {"kind": "function", "function": "f", "arguments": {"x": ["{{ }}"]}, "timeout_s": 3},
        "h": {"kind": "http", "request": {"url": "{{ ! }}", "headers": {"X": "{{ ! }}"}}},
        "b": {"kind": "branch", "cases": [{"name": "c", "when": ")"}]},
        "m": each(over="{{ ! }}", result=["{{ ! }}"]),
        "l": loop(until="until"[:2] + " +"),
        "w": {"kind": "workflow", "workflow": "w", "inputs": {"i": "{{ ! }}"}},
        "p": {"kind": "approval", "assignees": ["{{ ! }}"], "message": "{% x %}"},
        "t": {"kind": "wait", "until": "{{ ! }}"},
    }

    raw = raw_of(tasks, outputs={"o": "{{ ! }}"})
    paths = {each.path for each in problems_of(raw) if each.code.startswith("expression.")}

    assert paths == {
        "/tasks/a/input/prompt", "/tasks/a/when", "/tasks/f/arguments/x/0", "/tasks/h/request/url",
        "/tasks/h/request/headers/X", "/tasks/b/cases/0/when", "/tasks/m/over", "/tasks/m/result/0",
        "/tasks/l/until", "/tasks/w/inputs/i", "/tasks/p/assignees/0", "/tasks/p/message",
        "/tasks/t/until", "/outputs/o",
    }  # fmt: skip


@pytest.mark.parametrize("schema", [
    {"type": "objct"}, {"pattern": "("}, {"$ref": "#/$defs/x"}, {"$ref": "http://127.0.0.1/x"},
    {"$ref": "file:///etc/passwd"}, {"pattern": r"(a)\1"}, {"properties": []},
])  # fmt: skip
@pytest.mark.parametrize("field", ["input_schema", "output_schema", "form"])
def test_wrong_schemas_are_found_in_every_field(field: str, schema: Raw) -> None:
    task = {"kind": "approval", "assignees": ["ann"], field: schema}

    found = found_in(raw_of({"x": task}), "schema.invalid")

    assert [each.path.startswith(f"/tasks/x/{field}") for each in found] == [True]


def test_schemas_with_their_own_definitions_are_fine() -> None:
    schema = {"$ref": "#/$defs/x", "$defs": {"x": {"type": "object"}}}

    assert codes_of(raw_of({"x": transform(output_schema=schema)})) == set()


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ({"text": "a"}, set()),
        ({"text": "{{ execution.id }}"}, set()),
        ({"text": ["{{ execution.id }}"]}, set()),
        ({}, {"/tasks/x/arguments"}),
        ({"text": 3}, {"/tasks/x/arguments/text"}),
        ({"text": "a", "txt": "{{ execution.id }}"}, {"/tasks/x/arguments"}),
    ],
)
def test_arguments_are_checked_as_far_as_they_are_known(arguments: Raw, paths: set[str]) -> None:
    task = {"kind": "function", "function": "text.upper", "arguments": arguments, "timeout_s": 3}

    problems = problems_of(raw_of({"x": task}), NO_CATALOGUE)

    assert {each.path for each in problems if each.code == "function.arguments"} == paths


def test_an_agent_is_known_by_its_slug_whatever_the_revision() -> None:
    tasks = {"x": agent(agent="writer@3", on_error={"agent": "nobody@1"})}

    assert places_of(problems_of(raw_of(tasks), NO_CATALOGUE)) == {
        ("agent.unknown", "/tasks/x/on_error/agent")
    }


def test_an_agent_without_a_key_says_where_to_set_it() -> None:
    (problem,) = problems_of(raw_of({"x": agent(agent="keyless")}), NO_CATALOGUE)

    assert problem.severity == "error"
    assert "ANTHROPIC_API_KEY" in problem.message


@pytest.mark.parametrize(
    "until", ["2030-01-01T09:00:00Z", "2030-01-01t09:00:00.5+01:00", "{{ inputs }}"]
)
def test_times_are_understood(until: str) -> None:
    assert codes_of(raw_of({"x": {"kind": "wait", "until": until}})) == set()


@pytest.mark.parametrize(
    "until", ["2030-01-01", "2030-01-01T09:00:00", "2030-13-01T09:00:00Z", "soon"]
)
def test_what_is_no_time_with_a_zone_is_refused(until: str) -> None:
    assert codes_of(raw_of({"x": {"kind": "wait", "until": until}})) == {"wait.time"}


@pytest.mark.parametrize("people", [["role:editor"], ["{{ execution.id }}"], ["ann", "bo", "cy"]])
def test_enough_people_may_approve(people: list[str]) -> None:
    assert codes_of(raw_of({"x": {"kind": "approval", "assignees": people, "needed": 3}})) == set()


@pytest.mark.parametrize("name", ["Fetch orders", "Process invoices", "Test the build", "Do taxes"])
def test_names_that_say_something_get_no_hint(name: str) -> None:
    assert codes_of(raw_of({"x": transform(name=name)})) == set()


@pytest.mark.parametrize("name", ["Task 3", "step_2", "New task", "do", "Process", "Copy of task"])
def test_names_that_say_nothing_get_a_hint(name: str) -> None:
    assert codes_of(raw_of({"x": transform(name=name)})) == {"hint.vague_name"}


@pytest.mark.parametrize(
    "name", ["Fetch, clean and store", "Do everything", "Write the whole application"]
)
def test_names_of_several_tasks_get_a_hint(name: str) -> None:
    assert codes_of(raw_of({"x": transform(name=name)})) == {"hint.broad_name"}


def test_twenty_thousand_tasks_are_checked() -> None:
    tasks = {
        f"t{i}": reads(
            f"{{{{ tasks.t{i // 2}.output.v{i} }}}}", depends_on=[f"t{i // 2}"] if i else []
        )
        for i in range(20_000)
    }
    tasks["t0"]["value"] = 1

    problems = problems_of(raw_of(tasks))

    assert problems == []
