"""The tables of live editing, one subject a module."""

from collaboration.models.checkpoints import Checkpoint, CheckpointReason
from collaboration.models.documents import (
    ChangeSummary,
    DocumentSnapshot,
    DocumentUpdate,
    Origin,
    SharedDocument,
)

__all__ = [
    "ChangeSummary",
    "Checkpoint",
    "CheckpointReason",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Origin",
    "SharedDocument",
]
