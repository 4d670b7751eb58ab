"""Stretches of work on a draft, the newest first: folded ones, and those in the log's tail."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from collaboration.models import ChangeSummary, DocumentUpdate
from collaboration.persistence.summaries import fold
from workflows.access import Capability, workflow_for
from workflows.models import User


@dataclass(frozen=True, slots=True)
class Changes:
    """`next`: read on with stretches that ended before this number; None on the last page."""

    items: tuple[ChangeSummary, ...]
    next: int | None


def changes_shown(
    user: User, workflow_id: UUID, *, before: int | None = None, limit: int
) -> Changes:
    """
    Raises:
        NotFound: there is no such workflow that the person may see.
    """
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    # One number more than a draft can have: everything.
    until = 2**63 - 1 if before is None else before
    folded = ChangeSummary.objects.filter(document__workflow=workflow, to_number__lt=until)
    folded = folded.select_related("author").order_by("-to_number")
    tail = DocumentUpdate.objects.filter(document__workflow=workflow)
    tail = tail.select_related("author").defer("content").order_by("number")
    recent = (each for each in fold(tail) if each.to_number < until)
    found = sorted(
        chain(recent, folded[: limit + 1]), key=lambda each: each.to_number, reverse=True
    )
    shown = tuple(found[:limit])
    return Changes(shown, shown[-1].to_number if len(found) > limit else None)
