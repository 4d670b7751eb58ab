"""Making checkpoints, and reading what they hold."""

from __future__ import annotations

import zlib
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from collaboration.checkpoints.doors import checkpoint_for
from collaboration.conf import config
from collaboration.errors import DocumentDamaged
from collaboration.models import Checkpoint, CheckpointReason
from collaboration.persistence.appending import lock_documents
from collaboration.persistence.beginning import find_document
from collaboration.persistence.documents import encode_verified, open_document
from collaboration.persistence.entries import StoredState
from collaboration.persistence.reading import load_state
from collaboration.sync.projection import project
from workflows.access import Capability, workflow_for
from workflows.definition.canonical import content_hash
from workflows.definition.json_types import JsonObject
from workflows.errors import LimitExceeded, NotFound
from workflows.models import User

# What people made or named; what was before a restore has a name of its own.
KEPT_FOR_GOOD = Q(reason=CheckpointReason.MANUAL) | (
    ~Q(name="") & ~Q(reason=CheckpointReason.BEFORE_RESTORE)
)


def keep_by_hand(*, user: User, workflow_id: UUID, name: str = "") -> Checkpoint:
    """
    A checkpoint of the draft as it is now.

    Raises:
        LimitExceeded: there are as many made or named by hand as one workflow may have.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    document = find_document(workflow)
    _refuse_too_many(document.pk)
    # Encoding a large document takes a second, for which nobody who edits shall wait.
    made = prepared(load_state(document.pk), reason=CheckpointReason.MANUAL, author=user, name=name)
    with transaction.atomic():
        lock_documents([document.pk])  # two at once are both counted
        _refuse_too_many(document.pk)
        made.save()
    return made


@transaction.atomic
def rename(*, user: User, checkpoint_id: UUID, name: str) -> Checkpoint:
    """
    Name a checkpoint, which then stays like one made by hand; without a name it goes as it ages.

    Raises:
        LimitExceeded: there are as many made or named by hand as one workflow may have.
    """
    checkpoint = checkpoint_for(user, checkpoint_id, Capability.EDIT)
    lock_documents([checkpoint.document_id])
    found = Checkpoint.objects.filter(pk=checkpoint.pk)
    if name and name != checkpoint.name and not found.filter(KEPT_FOR_GOOD):
        _refuse_too_many(checkpoint.document_id)
        if checkpoint.reason == CheckpointReason.BEFORE_RESTORE:
            checkpoint.reason = CheckpointReason.MANUAL
    checkpoint.name = name
    if not found.update(name=checkpoint.name, reason=checkpoint.reason):
        raise NotFound  # it has aged meanwhile
    return checkpoint


def keep(
    state: StoredState, *, reason: CheckpointReason, author: User | None = None, name: str = ""
) -> Checkpoint:
    """
    Keep a loaded document as a checkpoint.

    Raises:
        DocumentDamaged: it cannot be read, or would not be read back as it is.
    """
    made = prepared(state, reason=reason, author=author, name=name)
    made.save()
    return made


def prepared(
    state: StoredState, *, reason: CheckpointReason, author: User | None = None, name: str = ""
) -> Checkpoint:
    """The same, which the caller saves."""
    doc = open_document(state)
    document = project(doc)
    return Checkpoint(
        document_id=state.document_id,
        number=state.number,
        generation=state.generation,
        name=name,
        reason=reason,
        author=author,
        state=zlib.compress(encode_verified(state.document_id, doc)),
        content_hash=content_hash(document),
        task_count=len(document["tasks"]),
    )


def document_in(checkpoint: Checkpoint) -> JsonObject:
    """
    What the draft said then.

    Raises:
        DocumentDamaged: the checkpoint cannot be read.
    """
    try:
        encoded = zlib.decompress(bytes(checkpoint.state))
    except zlib.error as error:
        reason = f"checkpoint {checkpoint.public_id} is broken ({error})"
        raise DocumentDamaged(checkpoint.document_id, reason) from None
    state = StoredState(
        checkpoint.document_id, checkpoint.generation, checkpoint.number, (encoded,)
    )
    return project(open_document(state))


def _refuse_too_many(document_key: int) -> None:
    most = config().checkpoints
    if Checkpoint.objects.filter(KEPT_FOR_GOOD, document=document_key).count() >= most:
        raise LimitExceeded("checkpoints", most)
