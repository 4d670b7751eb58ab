"""The tables of live editing, one subject a module."""

from collaboration.models.checkpoints import Checkpoint, CheckpointReason
from collaboration.models.comments import (
    Comment,
    Mention,
    MentionReason,
    Thread,
    ThreadPlace,
    ThreadReading,
)
from collaboration.models.documents import (
    ChangeSummary,
    DocumentSnapshot,
    DocumentUpdate,
    Origin,
    SharedDocument,
)
from collaboration.models.participants import Participant

__all__ = [
    "ChangeSummary",
    "Checkpoint",
    "CheckpointReason",
    "Comment",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Mention",
    "MentionReason",
    "Origin",
    "Participant",
    "SharedDocument",
    "Thread",
    "ThreadPlace",
    "ThreadReading",
]
