"""
Restoring: one more edit that makes the live document say what it once said.

Nothing is taken out of the log and no document is begun anew, so whoever has it open sees the
change like any other, and what they do at the same time elsewhere survives. A checkpoint of what
was there goes first: restoring that one undoes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from collaboration.checkpoints.doors import checkpoint_for
from collaboration.checkpoints.keeping import document_in, prepared
from collaboration.models import Checkpoint, CheckpointReason, Origin
from collaboration.persistence.beginning import find_document
from collaboration.persistence.reading import load_state
from collaboration.shared_drafts import open_for_change
from workflows.access import Capability, version_for
from workflows.crashpoints import crashpoint
from workflows.definition.canonical import canonical_text
from workflows.definition.json_types import JsonObject
from workflows.drafts import DraftState
from workflows.errors import NotFound
from workflows.models import User, Workflow
from workflows.services.audit import record

# Each holds the whole document: of those, restoring back and forth keeps the newest.
MOST_UNDOS = 100


@dataclass(frozen=True, slots=True)
class Restored:
    """The draft as it is now; `undo` None: it said the same already."""

    draft: DraftState
    undo: Checkpoint | None


def restore_checkpoint(*, user: User, checkpoint_id: UUID) -> Restored:
    """
    Raises:
        DocumentDamaged: the checkpoint cannot be read.
    """
    checkpoint = checkpoint_for(user, checkpoint_id, Capability.EDIT)
    return _restore(
        user, checkpoint.document.workflow, document_in(checkpoint), f"number {checkpoint.number}"
    )


def restore_version(*, user: User, version_id: UUID) -> Restored:
    """
    Make the draft what a version is; sub-workflows keep the versions that publishing wrote in.

    Raises:
        NotFound: the version belongs to no workflow.
    """
    version = version_for(user, version_id, Capability.EDIT)
    if version.workflow is None:
        raise NotFound
    return _restore(user, version.workflow, json.loads(version.document), str(version))


def _restore(user: User, workflow: Workflow, wanted: JsonObject, what: str) -> Restored:
    # Encoding a large document takes a second, for which nobody who edits shall wait.
    undo = _undo_of(find_document(workflow).pk, user, what)
    with transaction.atomic():
        draft = open_for_change(workflow)
        if canonical_text(draft.read()) == canonical_text(wanted):
            return Restored(draft.become(wanted, author=user, origin=Origin.RESTORE), None)
        if undo.number != draft.document.number:  # somebody has edited it in that second
            undo = _undo_of(draft.document.key, user, what)
        undo.save()
        _drop_oldest_undos(draft.document.key)
        state = draft.become(wanted, author=user, origin=Origin.RESTORE)
        record(user, workflow.team, "workflow.restore", workflow.slug, {"what": what})
        crashpoint("restore.before_commit")
    crashpoint("restore.after_commit")
    return Restored(state, undo)


def _undo_of(document_key: int, user: User, what: str) -> Checkpoint:
    return prepared(
        load_state(document_key),
        reason=CheckpointReason.BEFORE_RESTORE,
        author=user,
        name=f"Before restoring {what}"[:200],
    )


def _drop_oldest_undos(document_id: int) -> None:
    undos = Checkpoint.objects.filter(document=document_id, reason=CheckpointReason.BEFORE_RESTORE)
    kept = undos.order_by("-pk").values_list("pk", flat=True)[:MOST_UNDOS]
    undos.exclude(pk__in=list(kept)).delete()
