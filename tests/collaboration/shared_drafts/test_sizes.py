"""What a client may not make so large, REST and imports may not either."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from pytest_django import Settings

from collaboration.conf import CollaborationConfig, forget_config
from collaboration.persistence.log import find_document
from collaboration.sync.shape import ShapeBounds
from collaboration.sync.sizes import find_too_large
from tests.collaboration.store import a_workflow, add, patch, replace
from tests.rest.world import DOCUMENT
from workflows.drafts import drafts
from workflows.errors import DocumentInvalid
from workflows.models import User, Workflow
from workflows.services.workflows import import_workflow

TEXT, VALUE = 1_000, 2_000
BOUNDS = ShapeBounds(text_chars=TEXT, value_bytes=VALUE)


@pytest.fixture
def _small(settings: Settings) -> None:
    settings.COLLABORATION = CollaborationConfig(text_chars=TEXT, value_bytes=VALUE)
    forget_config()


def a_draft(**task: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": 1,
        "name": "Sizes",
        "tasks": {"ask": {"kind": "agent", "agent": "writer", "input": {"prompt": "Hi"}}},
    }
    document["tasks"]["ask"] |= task
    return document


def list_of(size: int) -> list[str]:
    """A value whose JSON has so many bytes."""
    return ["x" * (size - 4)]


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(
    ("make", "code", "path"),
    [
        (
            lambda more: {"input": {"prompt": "🦀" * (TEXT + more)}},
            "draft.text_chars",
            "/tasks/ask/input/prompt",
        ),
        (
            lambda more: {"input": {"data": list_of(VALUE + more)}},
            "draft.value_bytes",
            "/tasks/ask/input/data",
        ),
        (
            lambda more: {"x_é/own": "\n" * ((VALUE - 2) // 2) + "x" * more},
            "draft.value_bytes",
            "/tasks/ask/x_é~1own",
        ),
    ],
)
def test_the_first_above_a_bound_is_named_with_its_task_and_field(
    make: Any, code: str, path: str, more: int
) -> None:
    found = find_too_large(a_draft(**make(more)), BOUNDS)

    told = [(each.code, each.path, each.task) for each in found]
    assert told == ([(code, path, "ask")] if more else [])
    assert all("ask" in each.message for each in found)


def test_the_workflows_own_fields_have_the_bounds_too() -> None:
    document = a_draft() | {"description": "x" * (TEXT + 1), "settings": {"x": list_of(VALUE)}}

    found = find_too_large(document, BOUNDS)

    assert [(each.path, each.task) for each in found] == [
        ("/description", None),
        ("/settings", None),
    ]


def test_values_that_are_just_small_enough_are_measured_as_json() -> None:
    value = {"é": ['"', 1.5, None]} | {"x": "y" * (VALUE - 60)}
    size = len(json.dumps(value, ensure_ascii=False).encode())

    fits = ShapeBounds(text_chars=TEXT, value_bytes=size)
    is_above = ShapeBounds(text_chars=TEXT, value_bytes=size - 1)

    assert find_too_large(a_draft(x_own=value), fits) == []
    assert len(find_too_large(a_draft(x_own=value), is_above)) == 1


def a_world() -> tuple[Workflow, User]:
    return a_workflow(document=deepcopy(DOCUMENT))


def problems_of(refused: pytest.ExceptionInfo[DocumentInvalid]) -> list[tuple[str, str | None]]:
    return [(each.code, each.task) for each in refused.value.problems]


@pytest.mark.django_db
@pytest.mark.usefixtures("_small")
def test_edits_by_rest_are_refused_and_change_nothing() -> None:
    workflow, ada = a_world()
    task_id = next(iter(DOCUMENT["tasks"]))
    number = find_document(workflow).number

    with pytest.raises(DocumentInvalid) as by_path:
        patch(workflow, ada, {"op": "add", "path": f"/tasks/{task_id}/x_own", "value": "x" * VALUE})
    whole = drafts().read(workflow).document
    whole["description"] = "x" * (TEXT + 1)
    with pytest.raises(DocumentInvalid) as as_a_whole:
        drafts().replace(workflow, whole, by=ada, expected=None)

    assert problems_of(by_path) == [("draft.value_bytes", task_id)]
    assert problems_of(as_a_whole) == [("draft.text_chars", None)]
    assert find_document(workflow).number == number


@pytest.mark.django_db
@pytest.mark.usefixtures("_small")
def test_an_import_is_refused_and_makes_no_workflow() -> None:
    workflow, ada = a_world()
    text = json.dumps(a_draft(input={"prompt": "x" * (TEXT + 1)}))

    with pytest.raises(DocumentInvalid) as refused:
        import_workflow(user=ada, team_id=workflow.team.public_id, text=text)

    assert problems_of(refused) == [("draft.text_chars", "ask")]
    assert Workflow.objects.count() == 1


@pytest.mark.django_db
def test_what_was_too_large_already_keeps_nobody_from_editing_something_else(
    settings: Settings,
) -> None:
    workflow, ada = a_workflow(document=a_draft(input={"prompt": "x" * (TEXT + 1)}))
    settings.COLLABORATION = CollaborationConfig(text_chars=TEXT, value_bytes=VALUE)
    forget_config()

    patch(workflow, ada, replace("/name", "Another name"))

    assert drafts().read(workflow).document["name"] == "Another name"


MANY = ShapeBounds(tasks=2, edges=1, notes=1, groups=1, keys=5)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"notes": {"a": {"text": "A"}, "b": {"text": "B"}}}, "/notes"),
        ({"groups": {"a": {}, "b": {}}}, "/groups"),
        ({"tasks": {name: {"kind": "wait"} for name in "abc"}}, "/tasks"),
        (
            {
                "tasks": {
                    "a": {"kind": "wait", "depends_on": ["b", "b.failed"]},
                    "b": {"kind": "wait"},
                }
            },
            "/tasks",
        ),
        (
            {"tasks": {"a": {"kind": "function", "arguments": dict.fromkeys("abcde", 1)}}},
            "/tasks/a",
        ),
    ],
)
def test_what_is_too_many_is_named(more: dict[str, Any], path: str) -> None:
    fits = {"schema": 1, "name": "Few", "tasks": {"ask": {"kind": "wait"}}}

    found = find_too_large({**fits, **more}, MANY)

    assert [(each.code, each.path) for each in found] == [("draft.too_many", path)]
    assert find_too_large(fits, MANY) == []


@pytest.mark.django_db
def test_rest_puts_in_no_more_notes_than_people_may_and_edits_those_that_are_there(
    settings: Settings,
) -> None:
    workflow, ada = a_workflow()
    patch(workflow, ada, add("/notes", {name: {"text": name} for name in "ab"}))
    settings.COLLABORATION = CollaborationConfig(notes=2)
    forget_config()

    with pytest.raises(DocumentInvalid) as refused:
        patch(workflow, ada, add("/notes/c", {"text": "c"}))
    settings.COLLABORATION = CollaborationConfig(notes=1)
    forget_config()
    patch(workflow, ada, replace("/notes/a/text", "A"))
    patch(workflow, ada, {"op": "remove", "path": "/notes/b"})

    assert problems_of(refused) == [("draft.too_many", None)]
    assert drafts().read(workflow).document["notes"] == {"a": {"text": "A"}}
