"""Checkpoints that make themselves: after a pause, after many changes; and go as they age."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from collaboration.checkpoints.keeping import keep
from collaboration.checkpoints.thinning import superfluous
from collaboration.conf import config
from collaboration.models import Checkpoint, CheckpointReason, SharedDocument
from collaboration.persistence.reading import load_state

UNDO_KEPT = timedelta(days=30)


def documents_due(now: datetime) -> QuerySet[SharedDocument]:
    """Documents that have changed since their last checkpoint, and paused or changed a lot."""
    newest = Checkpoint.objects.filter(document=OuterRef("pk")).order_by("-number")
    paused = Q(changed_at__lte=now - timedelta(seconds=config().checkpoint_idle_s))
    changed = Q(number__gte=F("kept") + config().checkpoint_changes)
    return (
        SharedDocument.objects.annotate(kept=Coalesce(Subquery(newest.values("number")[:1]), 0))
        .filter(paused | changed, number__gt=F("kept"))
        .order_by("changed_at")
    )


def keep_automatically(document_id: int, now: datetime) -> Checkpoint:
    """
    A checkpoint of the document as it is now; those that have aged make room.

    Raises:
        DocumentGone: there is no such document any more.
        DocumentDamaged: it cannot be read.
    """
    state = load_state(document_id)
    document = SharedDocument.objects.get(pk=document_id)
    has_paused = now - document.changed_at >= timedelta(seconds=config().checkpoint_idle_s)
    reason = CheckpointReason.IDLE if has_paused else CheckpointReason.CHANGES
    made = keep(state, reason=reason)
    thin(document_id, now)
    return made


def thin(document_id: int, now: datetime) -> None:
    """Names keep checkpoints, but for those before a restore, which nobody undoes after a month."""
    nameless = Q(name="") & ~Q(reason=CheckpointReason.MANUAL)
    old = Q(reason=CheckpointReason.BEFORE_RESTORE, created_at__lt=now - UNDO_KEPT)
    by_themselves = Checkpoint.objects.filter(nameless | old, document=document_id)
    points = by_themselves.values_list("pk", "created_at")
    by_themselves.filter(pk__in=superfluous(points, now)).delete()
