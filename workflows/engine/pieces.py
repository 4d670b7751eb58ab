"""Text that models are writing, as it is told to watchers: joined, with its place in the whole."""

from __future__ import annotations

from typing import Any


class Piece:
    """Text of one attempt, without a gap; `offset` counts the characters before it."""

    __slots__ = ("_parts", "attempt", "ends_at", "offset", "subject", "task_run")

    def __init__(self, subject: str, task_run: int, attempt: int, offset: int) -> None:
        self.subject = subject
        self.task_run = task_run
        self.attempt = attempt
        self.offset = self.ends_at = offset
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        self._parts.append(text)
        self.ends_at += len(text)

    def as_message(self) -> dict[str, Any]:
        return {
            "task": self.subject,
            "task_run": self.task_run,
            "attempt": self.attempt,
            "offset": self.offset,
            "text": "".join(self._parts),
        }
