from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from collaboration.shared_drafts import SharedDrafts
from tests.rest.world import DOCUMENT, make_world, person, team
from workflows.definition.canonical import canonical_text
from workflows.drafts import (
    Operation,
    RowDrafts,
    drafts,
    freeze,
    install_drafts,
    read_operations,
)
from workflows.errors import DocumentInvalid, DraftChanged
from workflows.models import Draft, Role, Workflow
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[RowDrafts, SharedDrafts])
def port(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything here holds for whoever keeps the drafts."""
    installed = drafts()
    install_drafts(request.param())
    yield
    install_drafts(installed)


def a_workflow() -> tuple[Workflow, Any]:
    one = team("one")
    ada = person("ada", one)
    return create_workflow(user=ada, team_id=one.public_id, document=DOCUMENT), ada


def rename(name: str) -> tuple[Operation, ...]:
    return read_operations([{"op": "replace", "path": "/name", "value": name}], most=1)


def test_a_draft_reads_back_in_canonical_form() -> None:
    workflow, _ = a_workflow()

    assert canonical_text(freeze(workflow)) == canonical_text(DOCUMENT)


def test_each_change_is_one_revision_and_lists_follow() -> None:
    workflow, ada = a_workflow()

    first = drafts().apply(workflow, rename("B"), by=ada, expected=1)
    second = drafts().replace(
        workflow, {**DOCUMENT, "name": "C", "tags": ["t"]}, by=ada, expected=2
    )

    workflow.refresh_from_db()
    assert (first.revision, second.revision) == (2, 3)
    assert (workflow.name, workflow.tags) == ("C", ["t"])
    assert Draft.objects.get().changed_by == ada


def test_who_read_an_older_revision_changes_nothing() -> None:
    workflow, ada = a_workflow()
    drafts().apply(workflow, rename("B"), by=ada, expected=1)

    with pytest.raises(DraftChanged) as raised:
        drafts().replace(workflow, DOCUMENT, by=ada, expected=1)

    assert raised.value.revision == 2
    assert freeze(workflow)["name"] == "B"


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ({"depends_on": ["never"]}, "dependency.unknown_task"),
        ({"depends_on": ["gather.never"]}, "dependency.unknown_outcome"),
    ],
)
def test_a_dependency_that_leads_nowhere_is_refused(task: dict[str, Any], code: str) -> None:
    workflow, ada = a_workflow()
    document = json.loads(json.dumps(DOCUMENT))
    document["tasks"]["count"].update(task)

    with pytest.raises(DocumentInvalid) as raised:
        drafts().replace(workflow, document, by=ada, expected=None)

    assert [problem.code for problem in raised.value.problems] == [code]


def test_an_unfinished_document_may_be_a_draft() -> None:
    workflow, ada = a_workflow()
    unfinished = {"schema": 1, "name": "A", "tasks": {"plan": {"name": "Plan", "kind": "agent"}}}

    assert drafts().replace(workflow, unfinished, by=ada, expected=None).document == unfinished


def test_what_is_no_document_is_no_draft() -> None:
    workflow, ada = a_workflow()

    for wrong in ({"schema": 2}, {**DOCUMENT, "tasks": []}, {**DOCUMENT, "tasks": {"A b": {}}}):
        with pytest.raises(DocumentInvalid):
            drafts().replace(workflow, wrong, by=ada, expected=None)
    assert Draft.objects.get().revision == 1


@pytest.mark.django_db(transaction=True)
def test_edits_at_once_are_all_kept() -> None:
    world = make_world()
    owner, workflow = world.people[Role.OWNER], world.workflow
    barrier = threading.Barrier(6)

    def tag(index: int) -> None:
        barrier.wait(10)
        patch = [{"op": "add", "path": f"/tasks/gather/x{index}", "value": index}]
        try:
            drafts().apply(workflow, read_operations(patch, most=1), by=owner, expected=None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tag, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    task = freeze(workflow)["tasks"]["gather"]
    assert [task.get(f"x{index}") for index in range(6)] == [*range(6)]
    assert Draft.objects.get(workflow=workflow).revision == 7
