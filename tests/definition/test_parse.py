from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from tests.definition.documents import LIMITS, Raw, limits_of, places_of, raw_of, transform
from tests.definition.strategies import json_values, raw_documents
from workflows.definition.document import (
    Concurrency,
    Dependency,
    OnError,
    RetryRule,
    Settings,
)
from workflows.definition.parse import load_document, parse_document
from workflows.errors import DocumentInvalid


def test_every_field_has_its_meaning() -> None:
    task = transform(
        name="X", depends_on=["b.failed", "a"], join="any", when="true", timeout_s=3,
        retry={"max_attempts": 4, "backoff": "fixed", "jitter": False}, on_error={"output": None},
        priority="high", cache={"ttl_s": 60}, disabled=True, type="demo", x_colour="red",
        output_schema={"type": "object"},
    )  # fmt: skip
    raw = raw_of({"x": task, "a": transform(), "b": transform()})

    found = load_document(raw, limits=LIMITS).tasks["x"]

    assert found.depends_on == (Dependency("a"), Dependency("b", "failed"))
    assert found.retry == RetryRule(4, "fixed", 1.0, 60.0, False)
    assert found.on_error == OnError("output", None)
    assert (found.join, found.when, found.priority, found.disabled) == ("any", "true", 25, True)
    assert (found.cache_ttl_s, found.type, found.timeout_s) == (60, "demo", 3)
    assert found.settings == {"value": 1}


def test_what_is_not_said_has_a_default() -> None:
    found = load_document(raw_of({"x": transform()}), limits=LIMITS)

    task = found.tasks["x"]
    assert (task.name, task.join, task.priority, task.retry) == ("x", "all", 50, RetryRule())
    assert (found.description, found.tags, found.outputs, found.settings) == (
        "",
        (),
        {},
        Settings(),
    )


def test_settings_of_the_document_are_read() -> None:
    settings = {
        "timeout_s": 60, "max_parallel": 5, "on_failure": "finish", "budget": {"usd": 1.5},
        "concurrency": {"limit": 2, "when_full": "skip", "max_queued": 9},
    }  # fmt: skip

    found = load_document(raw_of(settings=settings), limits=LIMITS)

    assert found.settings == Settings(60, 5, "finish", Concurrency(2, "skip", 9), 1.5)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fail", OnError()),
        ("continue", OnError("continue")),
        ({"output": {"a": 1}}, OnError("output", {"a": 1})),
        ({"agent": "other"}, OnError("agent", agent="other")),
    ],
)
def test_each_policy_for_failures_is_read(written: Any, meant: OnError) -> None:
    found = load_document(raw_of({"x": transform(on_error=written)}), limits=LIMITS)

    assert found.tasks["x"].on_error == meant


def test_every_structural_problem_is_found_at_once() -> None:
    raw: Raw = {
        "schema": 2,
        "tasks": {
            "A": transform(retry={"max_attempts": 0, "jitter": "yes"}),
            "b": {"kind": "http", "request": {"method": "FETCH"}},
            "c": "nothing",
            "d": {"kind": "branch", "cases": [{"name": "Some case"}]},
        },
    }

    document, problems = parse_document(raw, limits=LIMITS)

    assert document is None
    assert places_of(problems) == {
        ("field.choice", "/schema"),
        ("field.missing", "/name"),
        ("task.id", "/tasks/A"),
        ("field.range", "/tasks/A/retry/max_attempts"),
        ("field.type", "/tasks/A/retry/jitter"),
        ("field.choice", "/tasks/b/request/method"),
        ("field.missing", "/tasks/b/request/url"),
        ("field.type", "/tasks/c"),
        ("field.format", "/tasks/d/cases/0/name"),
        ("field.missing", "/tasks/d/cases/0/when"),
    }


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (raw_of(colour=1), "/colour"),
        (raw_of(settings={"colour": 1}), "/settings/colour"),
        (raw_of(settings={"budget": {"eur": 1}}), "/settings/budget/eur"),
        (raw_of({"x": transform(retry={"tries": 1})}), "/tasks/x/retry/tries"),
        (raw_of({"x": transform(agent="a")}), "/tasks/x/agent"),
        (
            raw_of({"x": {"kind": "branch", "cases": [{"name": "a", "when": "true", "c": 1}]}}),
            "/tasks/x/cases/0/c",
        ),
        (raw_of({"x": transform(**{"a/b~c": 1})}), "/tasks/x/a~1b~0c"),
    ],
)
def test_unknown_keys_are_warned_of_and_kept(raw: Raw, path: str) -> None:
    document, problems = parse_document(raw, limits=LIMITS)

    assert document is not None
    assert document.raw == raw
    assert [(each.code, each.severity, each.path) for each in problems] == [
        ("field.unknown", "warning", path)
    ]


def test_a_misspelt_key_gets_a_suggestion() -> None:
    _, problems = parse_document(raw_of({"x": transform(timout_s=3)}), limits=LIMITS)

    assert problems[0].fix == "Did you mean `timeout_s`?"


def test_labels_of_the_author_are_no_unknown_keys() -> None:
    labels: Raw = {"id": "orders-1", "version": "1.0.0", "author": "ann", "created": "2024-01-01"}

    document, problems = parse_document(raw_of(**labels), limits=LIMITS)

    assert problems == []
    assert document is not None
    assert labels.items() <= document.raw.items()


def test_free_objects_have_no_unknown_keys() -> None:
    task = {"kind": "function", "function": "f", "arguments": {"any": {"thing": 1}}}

    _, problems = parse_document(raw_of({"x": task}, notes={"n": {"text": "t"}}), limits=LIMITS)

    assert problems == []


def test_a_document_with_errors_is_not_loaded() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        load_document(raw_of({"x": transform(colour=1, join="some")}), limits=LIMITS)

    assert [each.code for each in caught.value.problems] == ["field.choice", "field.unknown"]


@pytest.mark.parametrize("raw", [[], None, 3, "text"])
def test_what_is_no_object_is_a_problem(raw: Any) -> None:
    document, problems = parse_document(raw, limits=LIMITS)

    assert document is None
    assert [each.code for each in problems] == ["field.type"]


def test_sizes_at_the_limit_are_read_and_above_refused() -> None:
    raw = raw_of({"a": transform(), "b": transform()})
    size = len(json.dumps(raw, separators=(",", ":")))

    assert parse_document(raw, limits=limits_of(tasks=2, document_bytes=size))[0]
    assert parse_document(raw, limits=limits_of(tasks=1))[0] is None
    assert parse_document(raw, limits=limits_of(document_bytes=size - 1))[0] is None


@pytest.mark.parametrize("wrong", [0, 999, 1_000, 4_999])
def test_a_wrong_entry_is_found_wherever_it_stands_in_a_long_list(wrong: int) -> None:
    sources: list[Any] = ["a"] * 5_000
    sources[wrong] = None

    _, problems = parse_document(raw_of({"x": transform(depends_on=sources)}), limits=LIMITS)

    assert places_of(problems) == {("field.type", f"/tasks/x/depends_on/{wrong}")}


def test_a_list_that_is_wrong_throughout_names_its_first_entries() -> None:
    raw = raw_of({"x": transform(depends_on=[None] * 5_000)})

    _, problems = parse_document(raw, limits=LIMITS)

    assert len(problems) == 1_000


@given(raw_documents())
def test_documents_of_the_right_shape_are_read(raw: Raw) -> None:
    document, problems = parse_document(raw, limits=LIMITS)

    assert document is not None
    assert {each.code for each in problems} <= {"field.unknown"}
    assert document.tasks.keys() == raw["tasks"].keys()


@given(json_values, json_values)
def test_any_json_is_either_a_document_or_has_errors(value: Any, other: Any) -> None:
    for raw in (value, raw_of(value), raw_of({"x": value}), raw_of({"x": transform(retry=other)})):
        document, problems = parse_document(raw, limits=LIMITS)

        assert (document is None) == any(each.severity == "error" for each in problems)
