"""What the port promises beyond what every port does: it edits what people see live."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from collaboration.errors import DocumentDamaged
from collaboration.models import ChangeSummary, DocumentSnapshot, DocumentUpdate, SharedDocument
from collaboration.persistence.log import (
    append,
    find_document,
    load_state,
    open_document,
    store_projection,
)
from collaboration.persistence.paths import read_paths
from collaboration.shared_drafts import SharedDrafts
from collaboration.sync.projection import project
from tests.collaboration.store import (
    a_workflow,
    appending,
    edit_live,
    entry,
    in_threads,
    patch,
    replace,
)
from tests.definition.strategies import raw_documents
from tests.rest.world import DOCUMENT
from workflows.definition.canonical import canonical_text
from workflows.drafts import drafts
from workflows.drafts.gates import check_draft
from workflows.errors import DocumentInvalid
from workflows.models import Draft, Team, User, Workflow
from workflows.services.publishing import publish
from workflows.services.workflows import create_workflow

pytestmark = pytest.mark.django_db


def test_the_installed_port_is_the_shared_document() -> None:
    assert isinstance(drafts(), SharedDrafts)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw_documents(), raw_documents())
def test_what_is_written_is_what_the_log_and_the_row_say(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    for each in (first, second):
        try:
            check_draft(each)
        except DocumentInvalid:
            return
    Team.objects.all().delete()  # what an example that failed has left
    User.objects.all().delete()
    workflow, ada = a_workflow(document=first)

    drafts().replace(workflow, second, by=ada, expected=1)

    state = load_state(find_document(workflow).pk)
    row = Draft.objects.get(workflow=workflow)
    assert canonical_text(project(open_document(state))) == row.document == canonical_text(second)
    assert row.revision == state.number
    assert canonical_text(drafts().read(workflow).document) == row.document


def test_a_task_becomes_one_of_another_kind_that_has_other_texts() -> None:
    asking = {"kind": "approval", "name": "Ask", "message": "Shall it go on?"}
    working = {"kind": "agent", "name": "Ask", "agent": "one", "input": {"prompt": "Decide."}}
    first = {"schema": 1, "name": "one", "tasks": {"ask": asking}}
    second = {"schema": 1, "name": "one", "tasks": {"ask": working}}
    workflow, ada = a_workflow(document=first)

    drafts().replace(workflow, second, by=ada, expected=1)

    task = drafts().read(workflow).document["tasks"]["ask"]
    assert task["kind"] == "agent"
    assert "message" not in task


def test_a_workflow_its_document_and_its_row_come_together_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workflow, ada = a_workflow()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(DocumentSnapshot.objects, "create", fail)
    with pytest.raises(RuntimeError):
        create_workflow(user=ada, team_id=workflow.team.public_id, document=DOCUMENT, slug="new")

    assert [*Workflow.objects.all()] == [workflow]
    assert Draft.objects.count() == SharedDocument.objects.count() == 1


def test_live_edits_are_read_at_once_and_the_row_follows() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live", tags=["x"])

    state = drafts().read(workflow)

    row = Draft.objects.get(workflow=workflow)
    workflow.refresh_from_db()
    assert (state.document["name"], state.revision) == ("Live", 2)
    assert (row.revision, row.changed_by, row.document) == (2, ada, canonical_text(state.document))
    assert (workflow.name, workflow.tags) == ("Live", ["x"])


def test_reading_what_nobody_has_changed_costs_one_row() -> None:
    workflow, _ = a_workflow()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        drafts().read(workflow)

    assert len(queries) == 1


def test_edits_by_path_meet_live_edits_without_undoing_them() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live")

    state = patch(workflow, ada, replace("/tasks/count/name", "Tally"))

    assert (state.document["name"], state.revision) == ("Live", 3)
    assert state.document["tasks"]["count"]["name"] == "Tally"


def test_a_stale_row_is_no_ground_to_edit_upon() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live")
    Draft.objects.filter(workflow=workflow).update(revision=1)

    state = patch(workflow, ada, {"op": "test", "path": "/name", "value": "Live"})

    assert state.document["name"] == "Live"


def test_an_edit_is_one_update_of_its_author_that_says_what_it_touched() -> None:
    workflow, ada = a_workflow()

    patch(
        workflow,
        ada,
        replace("/tasks/count/name", "Tally"),
        {"op": "add", "path": "/tasks/count/depends_on", "value": []},
        replace("/name", "B"),
    )

    update = DocumentUpdate.objects.get()
    assert (update.author, update.origin) == (ada, "rest")
    assert sorted(read_paths(update.touched)) == [
        "edges/gather>count",
        "name",
        "tasks/count/name",
    ]
    assert ChangeSummary.objects.get().origin == "create"


def test_an_edit_that_changes_nothing_has_no_number() -> None:
    workflow, ada = a_workflow()

    state = patch(workflow, ada, replace("/name", "Market brief"))

    assert state.revision == 1
    assert state.changed_at == SharedDocument.objects.get().changed_at
    assert not DocumentUpdate.objects.exists()


def test_a_long_text_is_edited_where_it_differs() -> None:
    prompt = "word " * 4_000
    document = {**DOCUMENT, "tasks": {"a": {"kind": "agent", "input": {"prompt": prompt}}}}
    workflow, ada = a_workflow("one", document)

    patch(workflow, ada, replace("/tasks/a/input/prompt", prompt + "more"))

    assert len(bytes(DocumentUpdate.objects.get().content)) < 100


def test_publishing_takes_what_is_live() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live")

    version = publish(user=ada, workflow_id=workflow.public_id, revision=2)

    assert '"name":"Live"' in version.document


def test_an_older_projection_never_replaces_a_newer_one() -> None:
    workflow, ada = a_workflow()
    document = find_document(workflow)
    patch(workflow, ada, replace("/name", "B"))
    patch(workflow, ada, replace("/name", "C"))

    stored = store_projection(document.pk, 2, {**DOCUMENT, "name": "B"})

    workflow.refresh_from_db()
    assert not stored
    assert (workflow.name, drafts().read(workflow).document["name"]) == ("C", "C")


def test_a_document_that_cannot_be_read_says_so_and_leaves_lists_alone() -> None:
    workflow, ada = a_workflow()
    other, _ = a_workflow("two")
    append([appending(find_document(workflow), entry(b"\xff\xff", ada))])

    for attempt in (lambda: drafts().read(workflow), lambda: patch(workflow, ada)):
        with pytest.raises(DocumentDamaged):
            attempt()

    assert Workflow.objects.count() == 2
    assert drafts().read(other).revision == 1


def test_what_was_wrong_elsewhere_keeps_nobody_from_editing() -> None:
    workflow, ada = a_workflow()
    tasks = {**DOCUMENT["tasks"], "gather": {**DOCUMENT["tasks"]["gather"], "timeout_s": "soon"}}
    edit_live(workflow, ada, tasks=tasks)

    state = patch(workflow, ada, replace("/tasks/count/name", "Tally"))

    assert state.document["tasks"]["count"]["name"] == "Tally"
    with pytest.raises(DocumentInvalid):
        patch(workflow, ada, {"op": "add", "path": "/tasks/count/timeout_s", "value": "soon"})


@pytest.mark.django_db(transaction=True)
def test_edits_by_path_and_live_edits_at_once_are_all_kept() -> None:
    workflow, ada = a_workflow()
    rounds = 4

    def edit(index: int) -> None:
        for turn in range(rounds):
            if index % 2:
                path = f"/tasks/gather/x{index}"
                patch(workflow, ada, {"op": "add", "path": path, "value": turn})
            else:
                edit_live(workflow, ada, **{f"x_{index}": turn})

    in_threads(2, edit)

    document = drafts().read(workflow).document
    assert (document["x_0"], document["tasks"]["gather"]["x1"]) == (rounds - 1, rounds - 1)
    assert drafts().read(workflow).revision == 1 + 2 * rounds
