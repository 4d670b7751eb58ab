from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connections

from tests.rest.world import DOCUMENT, make_world, person, team
from workflows.drafts import Operation, drafts
from workflows.errors import AccessDenied, DocumentInvalid, DraftChanged, Problem
from workflows.models import PlanTask, Role, Version, Workflow
from workflows.services.executions import start_execution
from workflows.services.publishing import find_problems, publish
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.django_db


def a_workflow() -> tuple[Workflow, Any]:
    one = team("one")
    ada = person("ada", one)
    return create_workflow(user=ada, team_id=one.public_id, document=DOCUMENT), ada


def rename(workflow: Workflow, user: Any, name: str) -> None:
    drafts().apply(workflow, [Operation("replace", "/name", name)], by=user, expected=None)


def test_versions_are_numbered_without_gaps() -> None:
    workflow, ada = a_workflow()

    numbers = []
    for name in "BCD":
        rename(workflow, ada, name)
        numbers.append(publish(user=ada, workflow_id=workflow.public_id, message=name).number)

    assert numbers == [1, 2, 3]
    assert Version.objects.get(number=2).message == "C"


def test_publishing_what_is_published_gives_the_same_version() -> None:
    workflow, ada = a_workflow()

    first = publish(user=ada, workflow_id=workflow.public_id)
    again = publish(user=ada, workflow_id=workflow.public_id, message="again")

    assert first == again
    assert Version.objects.count() == 1


def test_what_an_older_version_said_can_be_published_again() -> None:
    workflow, ada = a_workflow()
    names = ["A", "B", "A"]

    for name in names:
        rename(workflow, ada, name)
        publish(user=ada, workflow_id=workflow.public_id)

    versions = [*Version.objects.order_by("number")]
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].content_hash == versions[2].content_hash
    assert PlanTask.objects.filter(version=versions[2]).count() == 2
    newest = start_execution(user=ada, workflow_id=workflow.public_id, inputs={})
    assert newest.version == versions[2]


def test_a_snapshot_that_was_run_becomes_the_version() -> None:
    workflow, ada = a_workflow()
    run = start_execution(user=ada, workflow_id=workflow.public_id, inputs={}, draft=True)

    version = publish(user=ada, workflow_id=workflow.public_id)

    assert version == run.version


def test_a_draft_with_errors_is_not_published() -> None:
    workflow, ada = a_workflow()
    cycle = {**DOCUMENT, "tasks": {**DOCUMENT["tasks"]}}
    cycle["tasks"]["gather"] = {**cycle["tasks"]["gather"], "depends_on": ["count"]}
    drafts().replace(workflow, cycle, by=ada, expected=None)

    with pytest.raises(DocumentInvalid) as raised:
        publish(user=ada, workflow_id=workflow.public_id)

    assert "graph.cycle" in {problem.code for problem in raised.value.problems}
    assert not Version.objects.exists()


def test_what_was_not_read_is_not_published() -> None:
    workflow, ada = a_workflow()
    rename(workflow, ada, "B")

    with pytest.raises(DraftChanged):
        publish(user=ada, workflow_id=workflow.public_id, revision=1)
    assert publish(user=ada, workflow_id=workflow.public_id, revision=2).number == 1


def test_viewers_ask_for_problems_and_do_not_publish() -> None:
    world = make_world()
    viewer = world.people[Role.VIEWER]

    assert not [
        p
        for p in find_problems(user=viewer, workflow_id=world.workflow.public_id)
        if p.severity == "error"
    ]
    with pytest.raises(AccessDenied):
        publish(user=viewer, workflow_id=world.workflow.public_id)


def test_documents_that_are_not_stored_are_looked_at_for_editors() -> None:
    world = make_world()
    sent = {"schema": 1, "name": "Sent", "tasks": {"a": {"kind": "nope"}}}

    def problems(role: Role) -> Sequence[Problem]:
        return find_problems(
            user=world.people[role], workflow_id=world.workflow.public_id, document=sent
        )

    with pytest.raises(AccessDenied):
        problems(Role.VIEWER)
    assert [each.task for each in problems(Role.EDITOR)] == ["a"]


@pytest.mark.django_db(transaction=True)
def test_publishing_at_once_makes_one_version() -> None:
    workflow, ada = a_workflow()
    barrier, found = threading.Barrier(4), []

    def send() -> None:
        barrier.wait(10)
        try:
            found.append(publish(user=ada, workflow_id=workflow.public_id).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    workflow.refresh_from_db()
    assert (found, workflow.last_number) == ([1, 1, 1, 1], 1)
