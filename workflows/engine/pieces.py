"""Text that models are writing, as it is told to watchers: joined, with its place in the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pace:
    """When an attempt's first text came, and its newest: milliseconds after the model was asked."""

    first_ms: int
    at_ms: int


class Piece:
    """Text of one attempt, without a gap; `offset` counts the characters before it."""

    __slots__ = ("_parts", "attempt", "ends_at", "offset", "pace", "subject", "task_run")

    def __init__(self, subject: str, task_run: int, attempt: int, offset: int) -> None:
        self.subject = subject
        self.task_run = task_run
        self.attempt = attempt
        self.offset = self.ends_at = offset
        self.pace = Pace(0, 0)
        self._parts: list[str] = []

    def add(self, text: str, pace: Pace) -> None:
        self._parts.append(text)
        self.pace = pace
        self.ends_at += len(text)

    def as_message(self) -> dict[str, Any]:
        return {
            "task": self.subject,
            "task_run": self.task_run,
            "attempt": self.attempt,
            "offset": self.offset,
            "text": "".join(self._parts),
            "first_ms": self.pace.first_ms,
            "at_ms": self.pace.at_ms,
        }
