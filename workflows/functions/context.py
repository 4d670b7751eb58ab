"""What a function is told about the attempt it works for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _never() -> bool:
    return False


def _drop(message: str, level: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class TaskContext:
    """
    One attempt, seen from inside a function that asks for it by a parameter of this type.

    Args:
        attempt: 1 for the first try.
        idempotency_key: the same for every attempt of one task run; pass it on to services that
            must not do a thing twice.
        stopping: claims that the attempt should end soon; asked often, so it must be cheap.
        write_log: takes a message and its level.
    """

    execution_id: str = ""
    task_id: str = ""
    attempt: int = 1
    idempotency_key: str = ""
    stopping: Callable[[], bool] = _never
    write_log: Callable[[str, str], None] = _drop

    def is_stopping(self) -> bool:
        """Claims that the attempt was cancelled or timed out; return soon with what there is."""
        return self.stopping()

    def log(self, message: str, *, level: str = "info") -> None:
        self.write_log(message, level)
