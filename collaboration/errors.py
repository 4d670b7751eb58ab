"""
Every error of live editing that is raised on purpose.

OrchestratorError
├── SyncRefused            a socket sent what no honest client sends; .close_code, .reason
│   ├── FrameRefused       it is no frame of the protocol
│   ├── UpdateRefused      the update cannot be applied safely
│   └── ShapeRefused       the document would no longer have its shape
├── Conflict
│   ├── DocumentRenewed    the document has another generation by now
│   └── LogCompacted       the updates asked for are merged into the snapshot
├── NotFound
│   └── DocumentGone       the workflow was deleted meanwhile
└── DocumentDamaged        the stored log cannot be read; .document: its key
"""

from __future__ import annotations

from workflows.errors import Conflict, NotFound, OrchestratorError

REASON_BYTES = 123  # a websocket's close frame holds no more


class SyncRefused(OrchestratorError):
    """
    What a socket sent is refused; the socket ends.

    Args:
        close_code: 4400 to 4499, on which clients do not come back.
        reason: words for whoever reads the client's log.
    """

    code = "sync_refused"

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(reason)
        self.close_code = close_code
        self.reason = reason.encode()[:REASON_BYTES].decode(errors="ignore")


class FrameRefused(SyncRefused):
    """The frame is none of the protocol."""

    code = "frame_refused"


class UpdateRefused(SyncRefused):
    """The update cannot be applied safely."""

    code = "update_refused"


class ShapeRefused(SyncRefused):
    """The document would no longer have its shape."""

    code = "shape_refused"


class DocumentRenewed(Conflict):
    """The document was begun anew; read it again."""

    code = "document_renewed"


class DocumentGone(NotFound):
    """The workflow was deleted."""

    code = "document_gone"


class LogCompacted(Conflict):
    """These updates are merged into the snapshot; load the whole document."""

    code = "log_compacted"


class DocumentDamaged(OrchestratorError):
    """The stored log of a document cannot be read."""

    code = "document_damaged"

    def __init__(self, document_id: int, reason: str) -> None:
        super().__init__(
            f"The stored document {document_id} cannot be read: {reason}. "
            "Restore it from a checkpoint or a backup."
        )
        self.document = document_id
