"""Restoring is one more edit: everybody sees it, nothing is lost, and it can be undone."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Doc

from collaboration.checkpoints import keeping, restoring
from collaboration.checkpoints.automatic import UNDO_KEPT, thin
from collaboration.checkpoints.keeping import document_in, keep, keep_by_hand, rename
from collaboration.checkpoints.restoring import MOST_UNDOS, restore_checkpoint, restore_version
from collaboration.errors import DocumentDamaged
from collaboration.models import Checkpoint, CheckpointReason, DocumentUpdate, SharedDocument
from collaboration.persistence.documents import encode_verified
from collaboration.persistence.log import (
    append,
    compact,
    find_document,
    load_state,
    open_document,
)
from collaboration.shared_drafts import open_for_change
from collaboration.sync.differences import difference
from collaboration.sync.projection import project
from collaboration.sync.writing import apply_edits
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
from workflows.definition.canonical import canonical_text, content_hash
from workflows.drafts import drafts
from workflows.drafts.gates import check_draft
from workflows.errors import DocumentInvalid, LimitExceeded
from workflows.models import AuditEntry, User, Workflow
from workflows.services.publishing import publish

pytestmark = pytest.mark.django_db


def text_of(workflow: Workflow) -> str:
    """What the log says, whatever the row does."""
    return canonical_text(project(open_document(load_state(find_document(workflow).pk))))


def checkpoint_of(workflow: Workflow, user: User, name: str = "") -> Checkpoint:
    return keep_by_hand(user=user, workflow_id=workflow.public_id, name=name)


def test_a_checkpoint_holds_what_the_draft_said() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live")

    made = checkpoint_of(workflow, ada, "Before lunch")

    assert (made.number, made.name, made.author, made.reason) == (2, "Before lunch", ada, "manual")
    assert document_in(made)["name"] == "Live"
    assert made.content_hash == content_hash(drafts().read(workflow).document)
    assert made.task_count == 2


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(raw_documents(), min_size=2, max_size=3), st.booleans())
def test_restoring_gives_what_was_and_undoing_gives_what_is(
    documents: list[dict[str, Any]], merge: bool
) -> None:
    for document in documents:
        try:
            check_draft(document)
        except DocumentInvalid:
            return
    workflow, ada = a_workflow(f"team-{User.objects.count()}", documents[0])
    made = checkpoint_of(workflow, ada)
    before = text_of(workflow)
    for document in documents[1:]:
        drafts().replace(workflow, document, by=ada, expected=None)
    if merge:
        compact(find_document(workflow).pk)
    changed = text_of(workflow)

    done = restore_checkpoint(user=ada, checkpoint_id=made.public_id)
    restored = text_of(workflow)
    if done.undo is not None:
        restore_checkpoint(user=ada, checkpoint_id=done.undo.public_id)

    assert restored == before
    assert text_of(workflow) == changed


def test_a_restore_is_an_update_of_its_own_kind_and_in_the_audit() -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))

    done = restore_checkpoint(user=ada, checkpoint_id=made.public_id)

    newest = DocumentUpdate.objects.latest("number")
    assert (newest.origin, newest.author, newest.number) == ("restore", ada, 3)
    assert (done.draft.revision, done.draft.document["name"]) == (3, "Market brief")
    assert done.undo is not None
    assert (done.undo.reason, done.undo.number) == (CheckpointReason.BEFORE_RESTORE, 2)
    assert AuditEntry.objects.filter(action="workflow.restore").exists()
    assert SharedDocument.objects.get().generation == 1


def test_what_says_the_same_already_is_left_alone() -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)

    done = restore_checkpoint(user=ada, checkpoint_id=made.public_id)

    assert (done.undo, done.draft.revision) == (None, 1)
    assert Checkpoint.objects.count() == 1


def test_what_others_do_elsewhere_meanwhile_survives() -> None:
    """A browser that had not seen the restore sends what it did before it."""
    workflow, ada = a_workflow()
    document = find_document(workflow)
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/tasks/count/name", "Tally"))
    browser: Any = Doc(client_id=99)
    for update in load_state(document.pk).updates:
        browser.apply_update(update)
    before, now = browser.get_state(), project(browser)
    wanted = copy.deepcopy(now)
    wanted["tasks"]["gather"]["name"] = "Collect"
    apply_edits(browser, difference(now, wanted))

    restore_checkpoint(user=ada, checkpoint_id=made.public_id)
    document.refresh_from_db()
    append([appending(document, entry(browser.get_update(before), ada))])

    tasks = drafts().read(workflow).document["tasks"]
    assert (tasks["count"]["name"], tasks["gather"]["name"]) == ("Count", "Collect")


@pytest.mark.django_db(transaction=True)
def test_restores_and_edits_at_once_are_one_after_the_other() -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/tasks/count/name", "Tally"))

    def act(index: int) -> None:
        for turn in range(3):
            if index == 0:
                restore_checkpoint(user=ada, checkpoint_id=made.public_id)
            else:
                edit_live(workflow, ada, **{f"x_{index}": turn})

    in_threads(3, act)

    numbers = [*DocumentUpdate.objects.order_by("number").values_list("number", flat=True)]
    assert numbers == [*range(2, 2 + len(numbers))]
    assert drafts().read(workflow).document["tasks"] == DOCUMENT["tasks"]


def test_a_published_version_is_restored_the_same_way() -> None:
    workflow, ada = a_workflow()
    version = publish(user=ada, workflow_id=workflow.public_id)
    patch(workflow, ada, replace("/name", "B"))

    done = restore_version(user=ada, version_id=version.public_id)

    assert text_of(workflow) == version.document
    assert done.undo is not None
    assert document_in(done.undo)["name"] == "B"


def test_a_checkpoint_that_cannot_be_read_changes_nothing() -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))
    Checkpoint.objects.update(state=b"not compressed")

    with pytest.raises(DocumentDamaged):
        restore_checkpoint(user=ada, checkpoint_id=made.public_id)

    assert drafts().read(workflow).document["name"] == "B"


def test_checkpoints_by_hand_have_a_limit_and_restoring_has_none(settings: Any) -> None:
    changed = settings.COLLABORATION.model_copy(update={"checkpoints": 1})
    settings.COLLABORATION = changed
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))

    with pytest.raises(LimitExceeded):
        checkpoint_of(workflow, ada)

    assert restore_checkpoint(user=ada, checkpoint_id=made.public_id).undo is not None


def test_what_is_named_counts_as_what_is_made_by_hand(settings: Any) -> None:
    settings.COLLABORATION = settings.COLLABORATION.model_copy(update={"checkpoints": 2})
    workflow, ada = a_workflow()
    document = find_document(workflow)
    by_themselves = [keep(load_state(document.pk), reason=CheckpointReason.IDLE) for _ in range(3)]
    for each in by_themselves[:2]:
        rename(user=ada, checkpoint_id=each.public_id, name="Mine")

    with pytest.raises(LimitExceeded):
        rename(user=ada, checkpoint_id=by_themselves[2].public_id, name="Mine")
    with pytest.raises(LimitExceeded):
        checkpoint_of(workflow, ada)
    rename(user=ada, checkpoint_id=by_themselves[1].public_id, name="Still mine")
    rename(user=ada, checkpoint_id=by_themselves[0].public_id, name="")
    rename(user=ada, checkpoint_id=by_themselves[2].public_id, name="Mine")

    assert list(Checkpoint.objects.order_by("pk").values_list("name", flat=True)) == [
        "",
        "Still mine",
        "Mine",
    ]


def test_what_was_before_a_restore_stays_once_somebody_names_it() -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))
    undo = restore_checkpoint(user=ada, checkpoint_id=made.public_id).undo
    assert undo is not None

    rename(user=ada, checkpoint_id=undo.public_id, name="The good one")
    later = timezone.now() + UNDO_KEPT + timedelta(days=400)
    for _ in range(2):
        keep(load_state(undo.document_id), reason=CheckpointReason.BEFORE_RESTORE, name="Before")
    Checkpoint.objects.update(created_at=later - timedelta(days=390))
    thin(undo.document_id, later)

    left = Checkpoint.objects.order_by("pk").values_list("name", flat=True)
    assert list(left) == ["", "The good one", "Before"]


def test_restoring_back_and_forth_keeps_the_newest_of_what_was_before() -> None:
    workflow, ada = a_workflow()
    by_hand = [checkpoint_of(workflow, ada, "A").public_id]
    patch(workflow, ada, replace("/name", "B"))
    by_hand.append(checkpoint_of(workflow, ada, "B").public_id)

    undos = [
        restore_checkpoint(user=ada, checkpoint_id=by_hand[turn % 2]).undo
        for turn in range(MOST_UNDOS + 3)
    ]

    left = Checkpoint.objects.order_by("pk")
    assert list(left.filter(reason=CheckpointReason.MANUAL).values_list("name", flat=True)) == [
        "A",
        "B",
    ]
    assert list(left.filter(reason=CheckpointReason.BEFORE_RESTORE)) == undos[3:]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_document_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    workflow, ada = a_workflow()
    held: list[bool] = []

    def encode(*given: Any) -> bytes:
        held.append(connection.in_atomic_block)
        return encode_verified(*given)

    monkeypatch.setattr(keeping, "encode_verified", encode)
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))
    restore_checkpoint(user=ada, checkpoint_id=made.public_id)

    assert held == [False, False]


@pytest.mark.django_db(transaction=True)
def test_what_was_before_a_restore_is_what_it_took_away(monkeypatch: pytest.MonkeyPatch) -> None:
    workflow, ada = a_workflow()
    made = checkpoint_of(workflow, ada)
    patch(workflow, ada, replace("/name", "B"))

    def open_late(workflow: Workflow) -> Any:
        monkeypatch.setattr(restoring, "open_for_change", open_for_change)
        patch(workflow, ada, replace("/name", "C"))  # somebody was quicker
        return open_for_change(workflow)

    monkeypatch.setattr(restoring, "open_for_change", open_late)
    undo = restore_checkpoint(user=ada, checkpoint_id=made.public_id).undo

    assert undo is not None
    assert document_in(undo)["name"] == "C"
