"""Updates of one socket that build upon something which has not come yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from collaboration.errors import UpdateRefused
from collaboration.rooms.closing import MALFORMED
from collaboration.sync.updates import ScannedUpdate

MOST_HELD = 1_000
NEVER_COMES = "an update builds upon something that never came"


@dataclass(frozen=True, slots=True)
class HeldUpdate:
    update: bytes
    scanned: ScannedUpdate
    received_at: float


class HeldUpdates:
    """
    Bounded in number, bytes and time.

    Yjs itself would keep such updates and apply them later; the native code does so in quadratic
    time, without bound, and not always rightly, so it never sees one that is not ready.
    """

    def __init__(self, *, most_bytes: int, most_s: float) -> None:
        self._most_bytes = most_bytes
        self._most_s = most_s
        self._held: list[HeldUpdate] = []
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, held: HeldUpdate) -> None:
        """
        Raises:
            UpdateRefused: too much waits already.
        """
        self._held.append(held)
        self._bytes += len(held.update)
        if len(self._held) > MOST_HELD or self._bytes > self._most_bytes:
            raise UpdateRefused(MALFORMED, NEVER_COMES)

    def is_overdue(self, now: float) -> bool:
        """Whether one has waited longer than any honest client's answer takes."""
        return bool(self._held) and now - self._held[0].received_at > self._most_s

    def take_first(self, fits: Callable[[ScannedUpdate], bool]) -> HeldUpdate | None:
        """The oldest that fits; it is held no more."""
        for index, held in enumerate(self._held):
            if fits(held.scanned):
                del self._held[index]
                self._bytes -= len(held.update)
                return held
        return None
