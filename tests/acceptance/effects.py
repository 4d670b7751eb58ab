"""
Functions that leave a trace outside the product, as a called service would see it.

Workers import this module by configuration. Every call is one line in the file that
`ACCEPTANCE_EFFECTS` names, written at once, so that no kill can take it back.
"""

from __future__ import annotations

import ctypes
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.errors import TransientError
from workflows.functions.context import TaskContext
from workflows.functions.registry import register

FILE_VARIABLE = "ACCEPTANCE_EFFECTS"
LOOK_S = 0.01


@dataclass(frozen=True, slots=True)
class Effect:
    """One call as the service saw it."""

    key: str
    attempt: int
    process: int
    what: str


class EffectLog:
    """Reads what the functions wrote."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Effect]:
        if not self.path.exists():
            return []
        return [Effect(**json.loads(line)) for line in self.path.read_text().splitlines()]

    def calls_by_key(self) -> Counter[str]:
        return Counter(effect.key for effect in self.all() if effect.what == "record")

    def count(self, what: str) -> int:
        return sum(1 for effect in self.all() if effect.what == what)


def _leave(context: TaskContext, what: str) -> None:
    fields = {
        "key": context.idempotency_key,
        "attempt": context.attempt,
        "process": os.getpid(),
        "what": what,
    }
    file = os.open(os.environ[FILE_VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, json.dumps(fields).encode() + b"\n")
    finally:
        os.close(file)


@register("acceptance.record")
def record(context: TaskContext, value: Any = None) -> Any:
    """Leaves a trace and gives back what it gets."""
    _leave(context, "record")
    return value


@register("acceptance.work", timeout_s=600)
def work(context: TaskContext, seconds: float) -> float:
    """Leaves a trace, then is busy for a while unless it is stopped."""
    _leave(context, "record")
    _wait(lambda: False, context, time.monotonic() + seconds)
    return seconds


@register("acceptance.hold", timeout_s=600)
def hold(context: TaskContext, gate: str, deaf: bool = False) -> str:
    """Works until the file `gate` exists; a deaf one does not hear that it should stop."""
    _leave(context, "held")
    while not Path(gate).exists() and (deaf or not context.is_stopping()):
        time.sleep(LOOK_S)
    _leave(context, "stopped" if context.is_stopping() else "released")
    return "released"


@register("acceptance.fail_first")
def fail_first(context: TaskContext, failures: int) -> int:
    """Leaves a trace; fails so many times in a way that a retry cures."""
    _leave(context, "record")
    if context.attempt <= failures:
        raise TransientError("Not yet.", code="not_yet")
    return context.attempt


@register("acceptance.exit")
def exit_process(context: TaskContext) -> None:
    """Ends the process that calls it."""
    _leave(context, "poison")
    os._exit(9)


@register("acceptance.segfault")
def segfault(context: TaskContext) -> None:
    """Reads what is not there."""
    _leave(context, "poison")
    ctypes.string_at(0)


@register("acceptance.eat_memory", lane="process", memory_mb=200)
def eat_memory(megabytes: int) -> int:
    """Takes memory and touches it."""
    return len(bytearray(b"x" * (megabytes * 1_000_000)))


@register("acceptance.text")
def make_text(context: TaskContext, size: int) -> str:
    """A text of that many characters, another one for each task."""
    return (context.idempotency_key + " ") * (size // (len(context.idempotency_key) + 1))


def _wait(done: Any, context: TaskContext, until: float) -> None:
    while time.monotonic() < until and not done() and not context.is_stopping():
        time.sleep(LOOK_S)


@register("acceptance.overrun", timeout_s=600)
def overrun(context: TaskContext, seconds: float) -> int:
    """Deaf to being stopped; takes its time at the first attempt and none at later ones."""
    _leave(context, "record")
    if context.attempt == 1:
        time.sleep(seconds)
    return context.attempt
