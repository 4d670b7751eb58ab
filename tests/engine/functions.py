"""Functions that tests call from tasks, and gates by which a test holds them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workflows.errors import PermanentError, TransientError
from workflows.functions.context import TaskContext
from workflows.functions.registry import register

PATIENCE_S = 60.0


class Gate:
    """Holds whoever enters until it opens, and tells how many came and left."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_open = False
        self.entered: list[str] = []
        self.stopped: list[str] = []

    def open(self) -> None:
        with self._changed:
            self._is_open = True
            self._changed.notify_all()

    def enter(self, who: str, context: TaskContext | None) -> None:
        with self._changed:
            self.entered.append(who)
            self._changed.notify_all()
            deadline = time.monotonic() + PATIENCE_S
            while not self._is_open and time.monotonic() < deadline:
                if context is not None and context.is_stopping():
                    self.stopped.append(who)
                    self._changed.notify_all()
                    raise PermanentError("It was told to stop.", code="told")
                self._changed.wait(0.005)

    def wait_for(self, count: int) -> None:
        """
        Raises:
            TimeoutError: fewer than this came in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.entered) >= count, PATIENCE_S):
                raise TimeoutError(f"{len(self.entered)} of {count} came")

    def wait_for_stop(self, timeout_s: float = PATIENCE_S) -> None:
        """
        Raises:
            TimeoutError: nobody was told to stop in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self.stopped), timeout_s):
                raise TimeoutError("nobody was told to stop")


gates: dict[str, Gate] = {}
calls: list[str] = []
failures: dict[str, int] = {}
_lock = threading.Lock()


@contextmanager
def fresh_state() -> Iterator[None]:
    """Forget gates and calls before a test, and let everybody out after it."""
    calls.clear()
    failures.clear()
    gates.clear()
    try:
        yield
    finally:
        for gate in gates.values():
            gate.open()


def gate(name: str = "gate") -> Gate:
    with _lock:
        return gates.setdefault(name, Gate())


@register("test.note", deterministic=True)
def note(text: str) -> str:
    """Keep a note of the call, and give the text back."""
    calls.append(text)
    return text


@register("test.counts")
def counts() -> int:
    """Tell how often this was called."""
    calls.append("counted")
    return calls.count("counted")


@register("test.gated")
def gated(context: TaskContext, who: str = "", gate_name: str = "gate") -> str:
    """Wait at a gate, and stop when told to."""
    gate(gate_name).enter(who or context.task_id, context)
    return who


@register("test.deaf")
def deaf(who: str = "", gate_name: str = "gate") -> str:
    """Wait at a gate whatever happens."""
    gate(gate_name).enter(who, None)
    return who


@register("test.fails_first")
def fails_first(context: TaskContext, times: int, transient: bool = True) -> int:
    """Fail so many times, then give the number of the attempt."""
    with _lock:
        seen = failures.get(context.idempotency_key, 0) + 1
        failures[context.idempotency_key] = seen
    calls.append(context.task_id)
    if seen <= times:
        if transient:
            raise TransientError(f"Failure {seen}.", code="flaky")
        raise PermanentError(f"Failure {seen}.", code="broken")
    return context.attempt


@register("test.fails")
def fails(message: str = "It fails.") -> None:
    """Fail for good."""
    raise PermanentError(message, code="broken")


@register("test.fails_if")
def fails_if(value: int, bad: list[int]) -> int:
    """Fail for good on bad values."""
    calls.append(str(value))
    if value in bad:
        raise PermanentError(f"{value} is bad.", code="broken")
    return value


@register("test.fails_unless_fixed")
def fails_unless_fixed(value: int, bad: list[int]) -> int:
    """Fail on bad values until the test says that all is well."""
    calls.append(str(value))
    if value in bad and "fixed" not in failures:
        raise PermanentError(f"{value} is bad.", code="broken")
    return value


@register("test.changes")
def changes(rows: list[Any]) -> int:
    """Change what it is given, inside and out."""
    rows[0]["changed"] = True
    rows.append("changed")
    return len(rows)


@register("test.raises")
def raises(text: str) -> None:
    """Fail with an error that no task failure is."""
    raise RuntimeError(text)


@register("test.odd_message")
def odd_message() -> None:
    """Fail with text that no database takes as it is."""
    raise RuntimeError("nul \x00 and a lone surrogate \udc80")


@register("test.not_json")
def not_json() -> Any:
    """Give what JSON has no word for."""
    return float("nan")


@register("test.big")
def big(characters: int) -> str:
    """Give a text of this length."""
    return "x" * characters


@register("test.logs")
def logs(context: TaskContext, lines: int, width: int = 100) -> int:
    """Log so many lines."""
    for i in range(lines):
        context.log(f"{i} " + "y" * width)
    return lines


@register("test.child_sleeps", lane="process", timeout_s=60)
def child_sleeps(path: str, seconds: float) -> int:
    """Write the child's process id to a file, then sleep."""
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(seconds)
    return os.getpid()
