"""Looking at what changed finds what looking at everything would, and no more."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collaboration.shared_drafts import changed_keys
from workflows.conf import config
from workflows.drafts.gates import check_changes, check_draft
from workflows.errors import DocumentInvalid

GOOD: dict[str, Any] = {
    "schema": 1,
    "name": "A",
    "tasks": {
        "pick": {
            "kind": "branch",
            "cases": [{"name": "left", "when": "true"}, {"name": "right", "when": "true"}],
        },
        "left": {"kind": "transform", "value": 1, "depends_on": ["pick.left"]},
        "right": {"kind": "transform", "value": 2, "depends_on": ["pick.right"]},
        "end": {"kind": "transform", "value": 3, "depends_on": ["left", "right"]},
        "alone": {"kind": "agent", "input": {"prompt": "Think"}},
    },
}
# Where something is put, and what; None: it is removed.
PLACES = (
    ("name",),
    ("schema",),
    ("tags",),
    ("x/y",),
    *(("tasks", task) for task in (*GOOD["tasks"], "Bad", "new")),
    *(("tasks", task, field) for task in GOOD["tasks"] for field in ("depends_on", "timeout_s")),
    ("tasks", "pick", "cases"),
    ("tasks", "pick", "kind"),
)
VALUES: tuple[Any, ...] = (
    None,
    1,
    "text",
    True,
    2**60,
    "\0",
    "n" * 300,
    [],
    ["left"],
    ["never"],
    ["pick.never"],
    ["Not an id!"],
    [{"name": "left", "when": "true"}],
    {"kind": "transform", "value": 1},
    {"kind": "transform", "name": "n" * 300, "value": 1},
)


def put(document: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    for key in place[:-1]:
        inner = document.get(key)
        if not isinstance(inner, dict):
            return
        document = inner
    if value is None:
        document.pop(place[-1], None)
    else:
        document[place[-1]] = copy.deepcopy(value)


def codes(check: Any) -> set[tuple[str, str]]:
    try:
        check()
    except DocumentInvalid as error:
        return {(problem.code, problem.path) for problem in error.problems}
    return set()


def check_against(old: dict[str, Any], new: dict[str, Any]) -> None:
    check_changes(
        new,
        tasks=changed_keys(old["tasks"], new["tasks"]),
        around=changed_keys(old, new, besides="tasks"),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(VALUES)), max_size=4))
def test_after_a_good_draft_both_find_the_same(changes: list[tuple[tuple[str, ...], Any]]) -> None:
    document = copy.deepcopy(GOOD)
    for place, value in changes:
        put(document, place, value)

    expected = codes(lambda: check_draft(document))

    assert codes(lambda: check_against(GOOD, document)) == expected


@pytest.mark.parametrize("wrong", [("tags",), ("tasks", "alone", "timeout_s")])
def test_what_was_wrong_before_keeps_nobody_from_editing_elsewhere(wrong: tuple[str, ...]) -> None:
    old = copy.deepcopy(GOOD)
    put(old, wrong, "not so")
    new = copy.deepcopy(old)
    put(new, ("tasks", "left", "value"), 9)

    assert codes(lambda: check_draft(new))
    assert not codes(lambda: check_against(old, new))


def test_a_document_that_grows_too_large_is_refused_wherever_it_grows(settings: Any) -> None:
    limits = config().limits.model_copy(update={"document_bytes": 2_000})
    settings.WORKFLOWS = settings.WORKFLOWS.model_copy(update={"limits": limits})
    new = copy.deepcopy(GOOD)
    put(new, ("tasks", "left", "value"), "x" * 2_000)

    assert codes(lambda: check_against(GOOD, new)) == {("limit.bytes", "")}
