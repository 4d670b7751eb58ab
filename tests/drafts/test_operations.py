from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.conf import DocumentLimits
from workflows.drafts.operations import (
    NAMES,
    Operation,
    TestFailed,
    apply_operations,
    read_operations,
)
from workflows.errors import InvalidInput, LimitExceeded

LIMITS = DocumentLimits()
DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "A",
    "tags": ["x"],
    "tasks": {"plan": {"kind": "agent", "input": {"prompt": "Plan"}}},
}

paths = st.sampled_from(
    ["", "/", "/name", "/tags/0", "/tags/-", "/tags/01", "/tags/9", "/tasks/plan/input/prompt"]
    + ["/tasks/none/kind", "/name/inner", "/tasks", "/a~1b", "/a~2", "/~", "/tags/x", "/tasks/plan"]
)
any_operation = st.fixed_dictionaries(
    {
        "op": st.sampled_from(NAMES),
        "path": paths,
        "from": paths,
        "value": st.sampled_from([1, "v", {}]),
    }
)


def apply(given: Any, document: dict[str, Any] = DOCUMENT, limits: Any = LIMITS) -> dict[str, Any]:
    return apply_operations(document, read_operations(given, most=1_000), limits=limits)


@pytest.mark.parametrize("path", ["/tasks/plan/input/prompt", "tasks/plan/input/prompt"])
def test_a_path_names_a_task_by_its_id(path: str) -> None:
    changed = apply({"operations": [{"op": "replace", "path": path, "value": "New"}]})

    assert changed["tasks"]["plan"]["input"]["prompt"] == "New"


@given(st.lists(any_operation, max_size=4))
def test_operations_apply_or_refuse_and_never_change_what_they_were_given(given: Any) -> None:
    before = copy.deepcopy(DOCUMENT)

    try:
        changed = apply(given)
    except (InvalidInput, TestFailed):
        changed = {}

    assert isinstance(changed, dict)
    assert before == DOCUMENT


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    )
)
def test_whatever_is_sent_is_read_or_refused(given: Any) -> None:
    try:
        operations = read_operations(given, most=10)
    except (InvalidInput, LimitExceeded):
        return
    assert all(isinstance(operation, Operation) for operation in operations)


def test_all_of_a_patch_or_nothing() -> None:
    with pytest.raises(InvalidInput) as raised:
        apply([{"op": "remove", "path": "/name"}, {"op": "remove", "path": "/never"}])

    assert raised.value.problems[0].path == "/1/path"
    assert DOCUMENT["name"] == "A"


def test_every_wrong_operation_is_named_at_once() -> None:
    wrong = [
        {"op": "eval", "path": "/a"},
        1,
        {"op": "add", "path": 3},
        {"op": "move", "path": "/a"},
    ]

    with pytest.raises(InvalidInput) as raised:
        apply(wrong)

    found = {problem.path for problem in raised.value.problems}
    assert found == {"/0/op", "/1", "/2/path", "/2/value", "/3/from"}


def test_a_failed_test_is_a_conflict() -> None:
    with pytest.raises(TestFailed):
        apply([{"op": "test", "path": "/name", "value": "B"}])

    assert apply([{"op": "test", "path": "/name", "value": "A"}]) == DOCUMENT


def test_doubling_by_copies_ends_at_the_size_of_a_document() -> None:
    bombs = [{"op": "copy", "from": "/tasks", "path": f"/tasks/t{i}"} for i in range(60)]

    with pytest.raises(LimitExceeded):
        apply(bombs, limits=LIMITS.model_copy(update={"document_bytes": 100_000}))


def test_a_path_may_be_as_deep_as_a_document_and_no_deeper() -> None:
    limits = LIMITS.model_copy(update={"json_depth": 3})
    document = {"a": {"b": {"c": 1}}}

    assert apply([{"op": "remove", "path": "/a/b/c"}], document, limits) == {"a": {"b": {}}}
    with pytest.raises(LimitExceeded):
        apply([{"op": "add", "path": "/a/b/c/d", "value": 1}], document, limits)


def test_the_number_of_operations_is_bounded() -> None:
    one = {"op": "test", "path": "/name", "value": "A"}

    assert len(read_operations([one] * 10, most=10)) == 10
    with pytest.raises(LimitExceeded):
        read_operations([one] * 11, most=10)


@pytest.mark.parametrize(
    ("operation", "place", "message"),
    [
        ({"op": "replace", "path": "/tasks/none/name", "value": 1}, "/0/path", "`none` in /tasks"),
        ({"op": "remove", "path": "/title"}, "/0/path", "`title` in the document; it has schema"),
        ({"op": "copy", "from": "/tasks/a/b", "path": "/tasks/c"}, "/0/from", "it has plan"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_step_and_quotes_no_value(
    operation: dict[str, Any], place: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        apply([operation])

    (problem,) = caught.value.problems
    assert problem.path == place
    assert message in problem.message
    assert "Plan" not in problem.message
