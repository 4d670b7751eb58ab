"""One open socket, as its room knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from collaboration.conf import CollaborationConfig
from collaboration.rooms.closing import Closing
from collaboration.rooms.colors import user_shown
from collaboration.rooms.held import HeldUpdates
from collaboration.rooms.outbox import Outbox
from collaboration.rooms.timing import Bucket
from workflows.definition.json_types import JsonObject

WINDOW_S = 10.0  # over which frames are counted, so that bursts of honest clients pass
SYNCS_PER_S = 1.0  # stock clients ask for the document once, and again only if told to
WORK_WINDOW_S = 30.0  # over which computing is: a first sync of a large document takes its second


@dataclass(slots=True)
class Limits:
    """What one socket may still send."""

    frames: Bucket
    bytes: Bucket
    syncs: Bucket  # questions for the document
    work: Bucket  # seconds of computing that its messages cost

    @classmethod
    def from_config(cls, config: CollaborationConfig, now: float) -> Limits:
        return cls(
            frames=Bucket(config.frames_per_s, WINDOW_S, now),
            # Four of the largest at once: a first sync, and a paste right after it.
            bytes=Bucket(4 * config.frame_bytes / WINDOW_S, WINDOW_S, now),
            syncs=Bucket(SYNCS_PER_S, WINDOW_S, now),
            work=Bucket(config.work_share, WORK_WINDOW_S, now),
        )


@dataclass(slots=True, eq=False)
class Connection:
    """
    Args:
        seat: public id of its row among the participants.
        received, saved: frames with edits that came, and how many of them are committed.
        known_role: what its page takes the role for; None: it did not say.
        is_synced: it has got the document, so it gets what changes.
        backlog: what changed since its answer was made, which waits for a commit; None: no
            answer waits.
        active_at: when its person last did something.
    """

    seat: UUID
    user_id: int
    username: str
    name: str
    role: str
    may_edit: bool
    color: int
    extras: frozenset[str]
    outbox: Outbox
    limits: Limits
    held: HeldUpdates
    send_buffer_bytes: int
    active_at: float
    sent_at: float
    known_role: str | None = None
    received: int = 0
    saved: int = 0
    is_synced: bool = False
    backlog: list[bytes] | None = None
    closing: Closing | None = None
    clients: set[int] = field(default_factory=set)
    _largest_left: int = 0  # bytes of the largest frame on its way that were not taken yet
    _behind_largest: int = 0  # bytes sent after it

    def hears(self, extra: str) -> bool:
        """Whether it asked for such news; who asked for any hears of the session."""
        return extra in self.extras or (extra == "session" and bool(self.extras))

    def has_room_for(self, frame: bytes) -> bool:
        """
        Whether it has read enough to be sent this too.

        The largest frame counts apart: a document may be larger than the buffer, and what follows
        the answer that brings it is sent in the same turn.
        """
        pending = self.outbox.pending_bytes()
        # Frames are taken in order, so what is left of it is what is not from behind it.
        self._largest_left = max(0, min(self._largest_left, pending - self._behind_largest))
        apart = max(self._largest_left, len(frame))
        return pending + len(frame) - apart <= self.send_buffer_bytes

    def send(self, frame: bytes, now: float) -> None:
        """Send unless it is closed."""
        if self.closing is not None:
            return
        self.outbox.send(frame)
        self.sent_at = now
        if len(frame) >= self._largest_left:
            self._largest_left, self._behind_largest = len(frame), 0
        else:
            self._behind_largest += len(frame)

    def close(self, closing: Closing) -> None:
        """Say why and end; what comes in afterwards is ignored."""
        if self.closing is None:
            self.closing = closing
            self.outbox.close(closing)

    def user(self) -> JsonObject:
        """Who is there, in everyone's presence."""
        return user_shown(self.username, self.name, color=self.color, role=self.role)
