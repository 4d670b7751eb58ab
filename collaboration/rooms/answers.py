"""What joiners asked for, until it may be told: nothing is that is not committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collaboration.rooms.connection import Connection


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """
    Args:
        mark: of the last edit that the frame holds; it may be sent once that is committed.
        state_vector: what was asked, to make the frame anew if that edit is given up.
    """

    mark: int
    connection: Connection
    state_vector: bytes
    frame: bytes


class Answers:
    """Answers in the order in which they were asked, one at most for each connection."""

    def __init__(self) -> None:
        self._waiting: list[Answer] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, answer: Answer) -> None:
        """It takes the place of what the same connection asked before."""
        # Each holds an encoding, and commits may not come for long: asking is cheaper than that.
        self.forget(answer.connection)
        self._waiting.append(answer)

    def take_due(self, done: int) -> list[Answer]:
        """Those that may be sent, now that all up to the mark `done` is committed."""
        due = [answer for answer in self._waiting if answer.mark <= done]
        if due:
            self._waiting = [answer for answer in self._waiting if answer.mark > done]
        return due

    def take_all(self) -> Iterator[Answer]:
        waiting, self._waiting = self._waiting, []
        yield from waiting

    def forget(self, connection: Connection) -> None:
        self._waiting = [each for each in self._waiting if each.connection is not connection]
