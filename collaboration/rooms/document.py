"""
One document in memory: the native copy, what it was made of, and how it is made anew.

To be touched on the loop's thread only. Everything is synchronous: between two calls the copy holds
exactly what was committed and what waits to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pycrdt import Doc

from collaboration.errors import ShapeRefused, UpdateRefused
from collaboration.persistence.entries import StoredState
from collaboration.rooms.closing import MALFORMED, TOO_LARGE
from collaboration.sync.roots import SharedDoc
from collaboration.sync.shape import ShapeBounds, check_changes
from collaboration.sync.updates import (
    DeletedRanges,
    Neighbours,
    Pairs,
    ScannedUpdate,
    deleted_ranges,
    read_state_vector,
)
from collaboration.sync.watching import Change, Watcher
from collaboration.sync.writing import declare_roots

UNBOUNDED = 2**31
EMPTY_STATE = b"\x00"
FOLD_UPDATES = 500
FOLD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Applied:
    """
    What an update changed.

    Args:
        update: what was new in it; empty when it said nothing new.
    """

    update: bytes
    changes: tuple[Change, ...]


class RoomDocument:
    """
    Args:
        most_bytes: how large its encoding may grow.
        pairs: of what is stored.

    `kept_bytes` is about what the encodings take that it can be made of again.
    """

    def __init__(
        self, stored: StoredState, shape: ShapeBounds, *, most_bytes: int, pairs: Pairs
    ) -> None:
        self.document_id = stored.document_id
        self.generation = stored.generation
        self.number = stored.number
        self._shape = shape
        self._most_bytes = most_bytes
        # What the copy can be made of again: an encoding, and what was committed since.
        self._base: tuple[bytes, ...] = stored.updates
        self._since: list[bytes] = []
        self.kept_bytes = self._folded_bytes = sum(map(len, self._base))
        self._full: bytes | None = None
        self._pairs = pairs
        self._neighbours = Neighbours(self.update_for, pairs.first_unit)
        self._load(())

    def close(self) -> None:
        """Give back the native copy; the document is of no use afterwards."""
        self._watcher.close()
        del self._doc
        self._base, self._since = (), []
        self._full = None

    # --- edits -----------------------------------------------------------------------------------

    def apply(self, update: bytes, scanned: ScannedUpdate) -> Applied:
        """
        Apply an update that is ready, from a socket; it waits to be committed from now on.

        Raises:
            UpdateRefused, ShapeRefused: it must not stay; the copy is spoilt until `rebuild`.
        """
        self._refuse_growth(update, scanned)
        self._pairs.refuse_parting(update, scanned, self.clocks)
        self._neighbours.refuse_misplaced(scanned, self.clocks)
        with native():
            self._doc.apply_update(update)
            applied = Applied(*self._watcher.take())
        self._neighbours.learn(scanned, self.clocks)
        self._move_clocks(scanned)
        check_changes(self._doc, applied.changes, self._shape)
        self._pairs.add(scanned.halves)
        if applied.update:
            self._full = None
        return applied

    def absorb(self, updates: Sequence[bytes], number: int, pairs: Pairs | None = None) -> bytes:
        """
        Apply what others have committed up to `number`; what of it was new here.

        It was checked where it came in.

        Args:
            pairs: of the updates, where they were read before.
        """
        with native(), self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
        update, _ = self._watcher.take()
        if pairs is None:
            self._pairs.read(updates)
        else:
            self._pairs.join(pairs)
        self._keep(updates)
        self.number = max(self.number, number)
        if not update:
            return b""
        self._read_clocks()
        self._full = None
        return update

    def note_committed(self, updates: Iterable[bytes], number: int) -> None:
        """What was applied before is committed now."""
        self._keep([update for update in updates if update])
        self.number = max(self.number, number)

    def fold(self) -> None:
        """
        Keep one encoding in place of many updates; to be called while nothing waits.

        What a refusal costs grows with their number.
        """
        if len(self._since) > FOLD_UPDATES or self.kept_bytes - self._folded_bytes > FOLD_BYTES:
            self._base = (self.full(),)
            self._since = []
            self.kept_bytes = self._folded_bytes = len(self._base[0])

    def rebuild(self, waiting: Iterable[bytes]) -> None:
        """Make the copy anew from what is committed and what waits; the rest is gone."""
        self._watcher.close()
        self._load([update for update in waiting if update])
        self._pairs.cut(self.clocks)
        self._neighbours.forget()

    # --- answers ---------------------------------------------------------------------------------

    def full(self) -> bytes:
        """The whole encoding, made once for all who ask before the next change."""
        encoded = self._full
        if encoded is None:
            encoded = self._full = self._doc.get_update()
        return encoded

    def update_for(self, state_vector: bytes) -> bytes:
        """All that a replica with this state lacks; the state vector was read before."""
        if state_vector == EMPTY_STATE:
            return self.full()
        with native():
            return self._doc.get_update(state_vector)

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def deleted(self) -> DeletedRanges:
        return deleted_ranges(self._doc.get_update(self._doc.get_state()))

    # --- inside ----------------------------------------------------------------------------------

    def _load(self, waiting: Sequence[bytes]) -> None:
        self._doc: SharedDoc = Doc()
        with self._doc.transaction():
            for update in (*self._base, *self._since, *waiting):
                self._doc.apply_update(update)
        declare_roots(self._doc)
        self._watcher = Watcher(self._doc)
        self._full = None
        self._read_clocks()

    def _read_clocks(self) -> None:
        self.clocks = read_state_vector(self._doc.get_state(), clients=UNBOUNDED)

    def _move_clocks(self, scanned: ScannedUpdate) -> None:
        for client, (_, end) in scanned.spans.items():
            if end > self.clocks.get(client, 0):
                self.clocks[client] = end

    def _keep(self, updates: Sequence[bytes]) -> None:
        self._since.extend(updates)
        self.kept_bytes += sum(map(len, updates))

    def _refuse_growth(self, update: bytes, scanned: ScannedUpdate) -> None:
        """Deleting is always allowed: it is the way back under the bound."""
        if not scanned.spans or self.kept_bytes + len(update) <= self._most_bytes:
            return
        if len(self.full()) + len(update) > self._most_bytes:
            raise ShapeRefused(TOO_LARGE, f"the document may have {self._most_bytes} bytes")


@contextmanager
def native() -> Iterator[None]:
    """
    Whatever native code throws becomes a refusal of the update that it was given.

    Its panics are no `Exception`.
    """
    try:
        yield
    except UpdateRefused:
        raise
    except Exception as error:
        raise UpdateRefused(MALFORMED, "an update cannot be applied") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UpdateRefused(MALFORMED, "an update cannot be applied") from error
