"""With which code and words sockets end; clients do not come back on 4400 to 4499."""

from __future__ import annotations

from dataclasses import dataclass

from collaboration.errors import REASON_BYTES, SyncRefused

MALFORMED = 4400
NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
NOT_FOUND = 4404
SWITCHED_OFF = 4405
IDLE = 4408
RENEWED = 4409
TOO_LARGE = 4413
BAD_SHAPE = 4422
TOO_OLD = 4426
FULL = 4428
TOO_FAST = 4429

# After these clients come back.
RESTART = 1012
TICKET_ENDED = 4501
TROUBLE = 4503


@dataclass(frozen=True, slots=True)
class Closing:
    """How one socket ends; the reason is cut to what a close frame holds."""

    code: int
    reason: str

    def __post_init__(self) -> None:
        cut = self.reason.encode()[:REASON_BYTES].decode(errors="ignore")
        object.__setattr__(self, "reason", cut)

    @property
    def is_final(self) -> bool:
        return 4400 <= self.code <= 4499


class TurnedAway(Exception):
    """Whoever came may not come in, for now or at all."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.closing = Closing(code, reason)


def closing_of(refusal: SyncRefused) -> Closing:
    return Closing(refusal.close_code, refusal.reason)


def trouble(reason: str) -> Closing:
    """Our own fault: the client keeps its edits and comes back with them."""
    return Closing(TROUBLE, reason)
