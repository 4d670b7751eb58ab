"""What is written to a log and read out of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """
    A committed update.

    Where the updates themselves are merged already, one with the origin `snapshot` stands for all
    up to its number: applying it twice changes nothing, as with every update.
    """

    number: int
    update: bytes
    author_id: int | None
    origin: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredState:
    """A whole document: the snapshot, then the tail, in order."""

    document_id: int
    generation: int
    number: int
    updates: tuple[bytes, ...]

    @property
    def tail(self) -> tuple[bytes, ...]:
        """What came after the snapshot."""
        return self.updates[1:]

    @property
    def snapshot_number(self) -> int:
        return self.number - len(self.tail)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An update to be committed.

    Args:
        author_id: None for the server itself, whose rights nobody has to look up.
        origin: one of `models.Origin`.
        touched: paths that it changes, as `paths.py` writes them.
    """

    update: bytes
    author_id: int | None
    origin: str
    touched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Append:
    """
    Entries for one document.

    Args:
        known: number up to which the writer has read; what others wrote since is given back.
    """

    document_id: int
    generation: int
    known: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """
    What became of an `Append`; its entries have the numbers from `first` to `number`, in order.

    Args:
        first: one after `number` when nothing was written.
        missed: updates of others in (`known`, `first`).
        refused: authors who may not edit any more; none of their entries was written.
    """

    document_id: int
    first: int
    number: int
    missed: tuple[StoredUpdate, ...]
    refused: frozenset[int]
