"""Functions for trying things out: work, waiting and failing on demand."""

from __future__ import annotations

import time
from typing import Annotated, TypedDict

from workflows.definition.json_types import JsonValue
from workflows.errors import PermanentError, TransientError
from workflows.functions.context import TaskContext
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

ASK_EVERY_S = 0.02


class Slept(TypedDict):
    slept_s: float
    stopped: bool


@register("demo.noop", title="No operation", deterministic=True)
def pass_on(value: JsonValue = None) -> JsonValue:
    """Gives back what it gets."""
    return value


@register("demo.fib", title="Fibonacci number", deterministic=True)
def compute_fibonacci(n: Annotated[int, Rules(minimum=0, maximum=40)]) -> int:
    """The n-th Fibonacci number, computed the slow recursive way to keep a processor busy."""
    return n if n < 2 else compute_fibonacci(n - 1) + compute_fibonacci(n - 2)


@register("demo.sleep", title="Sleep", timeout_s=3_600)
def sleep(
    seconds: Annotated[float, Rules(minimum=0, maximum=3_600)], context: TaskContext
) -> Slept:
    """Waits; when the attempt is stopped it returns early and says so."""
    started = time.monotonic()
    while (left_s := started + seconds - time.monotonic()) > 0 and not context.is_stopping():
        time.sleep(min(left_s, ASK_EVERY_S))
    return {"slept_s": round(time.monotonic() - started, 3), "stopped": left_s > 0}


@register("demo.flaky", title="Fail, then work")
def fail_first(
    failures: Annotated[int, Rules(minimum=0, maximum=20)], context: TaskContext
) -> dict[str, int]:
    """Fails in a way that a retry cures: the first so many attempts, then it works."""
    if context.attempt <= failures:
        raise TransientError(f"Attempt {context.attempt} of {failures} that fail.", code="flaky")
    return {"attempt": context.attempt}


@register("demo.fail", title="Fail")
def fail(message: str = "This function always fails.") -> None:
    """Fails in a way that no retry cures."""
    raise PermanentError(message, code="demo")
