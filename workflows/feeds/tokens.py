"""Pieces of text that models stream, kept until the next frame is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

KEPT_CHARS = 64_000


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Text of one attempt; `offset` is where it starts in the whole, in characters.

    Args:
        first_ms, at_ms: when its first and its newest text came, after the model was asked.
    """

    task: str
    task_run: int
    attempt: int
    offset: int
    text: str
    first_ms: int = 0
    at_ms: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "type": "tokens",
            "task": self.task,
            "task_run": self.task_run,
            "attempt": self.attempt,
            "offset": self.offset,
            "text": self.text,
            "first_ms": self.first_ms,
            "at_ms": self.at_ms,
        }

    def joined_with(self, later: Piece) -> Piece | None:
        """Both as one, if `later` goes on where this one ends."""
        is_same = (self.task_run, self.attempt) == (later.task_run, later.attempt)
        if not is_same or self.offset + len(self.text) != later.offset:
            return None
        return replace(self, text=self.text + later.text, at_ms=later.at_ms)


@dataclass(slots=True)
class TokenBuffer:
    """
    Joins what comes in between two frames.

    Text beyond `KEPT_CHARS` is let go: a page sees the gap in the offsets and shows the whole
    text when the attempt ends, which costs a slow page less than it would cost the server.
    """

    _pieces: dict[tuple[int, int], list[Piece]] = field(default_factory=dict)
    _chars: int = 0

    def add(self, piece: Piece) -> None:
        if self._chars + len(piece.text) > KEPT_CHARS:
            return
        self._chars += len(piece.text)
        kept = self._pieces.setdefault((piece.task_run, piece.attempt), [])
        joined = kept[-1].joined_with(piece) if kept else None
        if joined:
            kept[-1] = joined
        else:
            kept.append(piece)

    def take(self) -> list[Piece]:
        """Everything kept, which is then forgotten."""
        taken = [piece for pieces in self._pieces.values() for piece in pieces]
        self._pieces.clear()
        self._chars = 0
        return taken
