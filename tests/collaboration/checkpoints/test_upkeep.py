"""What documents get without anybody asking: shorter tails, fresh rows, checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from collaboration.checkpoints import upkeep
from collaboration.checkpoints.automatic import UNDO_KEPT, documents_due, thin
from collaboration.checkpoints.keeping import keep_by_hand
from collaboration.checkpoints.thinning import superfluous
from collaboration.checkpoints.upkeep import tend_documents
from collaboration.models import Checkpoint, CheckpointReason, SharedDocument
from collaboration.persistence.log import append, find_document
from tests.collaboration.store import (
    a_workflow,
    appending,
    edit_live,
    entry,
    patch,
    replace,
)
from workflows.hooks import _periodic
from workflows.models import Draft, Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    upkeep.forget_damaged()
    yield
    upkeep.forget_damaged()


@pytest.fixture
def bounds(settings: Any) -> Any:
    def change(**values: float) -> None:
        settings.COLLABORATION = settings.COLLABORATION.model_copy(update=values)

    return change


def age(workflow: Workflow, seconds: float) -> None:
    SharedDocument.objects.filter(workflow=workflow).update(
        changed_at=timezone.now() - timedelta(seconds=seconds)
    )


def test_the_ticker_knows_of_it() -> None:
    assert _periodic["shared documents"].function is tend_documents


def test_long_tails_are_merged(bounds: Any) -> None:
    bounds(compact_updates=2)
    workflow, ada = a_workflow()
    for name in ("B", "C", "D"):
        patch(workflow, ada, replace("/name", name))

    tend_documents()

    assert SharedDocument.objects.values_list("tail_count", "number").get() == (0, 4)


def test_rows_catch_up_with_a_log_whose_room_died() -> None:
    workflow, ada = a_workflow()
    edit_live(workflow, ada, name="Live")

    tend_documents()

    workflow.refresh_from_db()
    assert (workflow.name, Draft.objects.get(workflow=workflow).revision) == ("Live", 2)


def test_a_pause_makes_one_checkpoint(bounds: Any) -> None:
    bounds(checkpoint_idle_s=60)
    workflow, ada = a_workflow()
    patch(workflow, ada, replace("/name", "B"))

    tend_documents()
    early = Checkpoint.objects.count()
    age(workflow, 61)
    tend_documents()
    tend_documents()

    made = Checkpoint.objects.get()
    assert early == 0
    assert (made.reason, made.number, made.author) == (CheckpointReason.IDLE, 2, None)


def test_many_changes_make_a_checkpoint_without_a_pause(bounds: Any) -> None:
    bounds(checkpoint_changes=3)
    workflow, ada = a_workflow()
    for name in ("B", "C"):
        patch(workflow, ada, replace("/name", name))

    tend_documents()
    patch(workflow, ada, replace("/name", "D"))
    tend_documents()

    assert [(c.reason, c.number) for c in Checkpoint.objects.order_by("pk")] == [
        (CheckpointReason.CHANGES, 3)
    ]
    assert not documents_due(timezone.now()).exists()


def test_a_document_that_cannot_be_read_keeps_none_of_the_others(
    bounds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds(compact_updates=1, checkpoint_idle_s=1)
    monkeypatch.setattr(upkeep, "MOST_IN_A_TURN", 1)
    workflow, ada = a_workflow()
    other, ben = a_workflow("two")
    append([appending(find_document(workflow), entry(b"\xff", ada), entry(b"\xff"), entry(b""))])
    for name in ("B", "C"):
        patch(other, ben, replace("/name", name))

    for _ in range(3):
        age(workflow, 20)
        age(other, 10)
        tend_documents()

    assert SharedDocument.objects.get(workflow=other).tail_count == 0
    assert Checkpoint.objects.get().document.workflow == other


def test_what_has_a_name_or_was_made_by_hand_stays() -> None:
    workflow, ada = a_workflow()
    document = find_document(workflow)
    for name in ("", "Named"):
        keep_by_hand(user=ada, workflow_id=workflow.public_id, name=name)
    now = timezone.now()
    kept: dict[str, list[tuple[str, str, float]]] = {
        "idle": [(CheckpointReason.IDLE, "", days) for days in (100, 100.1)],
        "renamed": [(CheckpointReason.IDLE, "Mine", 100)],
        "fresh undo": [(CheckpointReason.BEFORE_RESTORE, "Before", days) for days in (3, 3.001)],
        "old undo": [(CheckpointReason.BEFORE_RESTORE, "Before", UNDO_KEPT.days + 70.2)],
    }
    for reason, name, days in (one for many in kept.values() for one in many):
        checkpoint = keep_by_hand(user=ada, workflow_id=workflow.public_id, name=name)
        Checkpoint.objects.filter(pk=checkpoint.pk).update(
            reason=reason, created_at=now.replace(hour=12) - timedelta(days=days)
        )

    thin(document.pk, now.replace(hour=12))

    left = Checkpoint.objects.values_list("reason", "name")
    assert sorted(left) == sorted(
        [
            ("manual", ""),
            ("manual", "Named"),
            ("idle", ""),
            ("idle", "Mine"),
            ("before_restore", "Before"),
            ("before_restore", "Before"),
        ]
    )


moments = st.lists(st.integers(0, 90 * 86_400), max_size=60, unique=True)


@given(moments, st.integers(0, 86_400 * 2))
def test_thinning_keeps_the_newest_of_every_stretch_and_is_done_at_once(
    ages: list[int], later: int
) -> None:
    now = datetime(2027, 3, 1, 13, 7, tzinfo=UTC)
    points = [(key, now - timedelta(seconds=age)) for key, age in enumerate(ages)]

    gone = {*superfluous(points, now)}
    left = [point for point in points if point[0] not in gone]

    assert superfluous(left, now) == []
    if points:
        assert max(points, key=lambda point: point[1]) in left
    hours = {at.replace(minute=0, second=0) for _, at in points if now - at < timedelta(days=30)}
    assert {at.replace(minute=0, second=0) for _, at in left} >= hours
    assert {at.date() for _, at in left} == {at.date() for _, at in points}
    # Thinned in steps or in one go: no stretch is emptied by the way it came about.
    after = now + timedelta(seconds=later)
    twice = {key for key, _ in left} - {*superfluous(left, after)}
    assert twice == {key for key, _ in points} - {*superfluous(points, after)} - gone
