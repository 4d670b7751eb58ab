"""
Calling a function in a child process: for what needs a memory limit or must stop at once.

The child is killed on time-out, on stop and when its answer is complete; it never outlives this
process. What it prints goes to the attempt's log.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import AttemptTimeout, TaskFailure, TransientError
from workflows.functions.call import check_arguments
from workflows.functions.child_answers import ChildAnswers
from workflows.functions.child_process import (
    ChildExit,
    ChildProcess,
    child_environment,
    spawn_child,
)
from workflows.functions.context import TaskContext
from workflows.functions.registry import FunctionSpec

TICK_S = 0.04  # a stop is seen within it, and shall be done within 0.1 s
DEFAULT_OUTPUT_BYTES = 50_000_000

_MAIN = Path(__file__).with_name("child_main.py").resolve()
_ROOT = str(_MAIN.parents[2])


@dataclass(frozen=True, slots=True)
class ChildUsage:
    """What a child cost; the peak of a child that died is the last one seen, at worst 0."""

    cpu_s: float
    peak_rss_bytes: int


@dataclass(frozen=True, slots=True)
class ChildResult:
    output: JsonValue
    cpu_s: float
    peak_rss_bytes: int


def run_in_child(
    spec: FunctionSpec,
    arguments: JsonObject,
    context: TaskContext,
    *,
    timeout_s: float,
    memory_mb: int,
    max_output_bytes: int = DEFAULT_OUTPUT_BYTES,
    on_usage: Callable[[ChildUsage], None] | None = None,
) -> ChildResult:
    """
    Call the function in a child; blocks this thread until the child is reaped.

    Args:
        memory_mb: what the child may write to, interpreter included (about 15 MB).
        on_usage: told what the child cost, however it ended.

    Raises:
        PermanentError: `arguments`, `out_of_memory`, `output_too_large`, or the function's own.
        AttemptTimeout: it took longer than `timeout_s`.
        TaskFailure: `child_died`: a signal or an early exit, named; `stopped`: the context
            asked for it.
        TransientError: the function's own, or the system gives no process now.
    """
    checked = check_arguments(spec, arguments)
    answers = ChildAnswers(context, max_output_bytes)
    child = _spawn(_request(spec, checked, context, memory_mb))
    watch = _Watch(child, time.monotonic() + timeout_s)
    try:
        watch.listen(answers, context, timeout_s)
    finally:
        ended = child.end()
        usage = ChildUsage(ended.cpu_s, answers.peak_rss_bytes or watch.peak_rss_bytes)
        if on_usage is not None:
            on_usage(usage)
    if not answers.is_complete:
        raise _died(ended)
    return ChildResult(answers.output(), usage.cpu_s, usage.peak_rss_bytes)


class _Watch:
    """Listens to one child until it has answered, died, or must go."""

    def __init__(self, child: ChildProcess, deadline: float) -> None:
        self._child = child
        self._deadline = deadline
        self.peak_rss_bytes = 0

    def listen(self, answers: ChildAnswers, context: TaskContext, timeout_s: float) -> None:
        while not answers.is_complete and not answers.has_ended:
            if context.is_stopping():
                raise TaskFailure("The function was stopped.", code="stopped")
            left_s = self._deadline - time.monotonic()
            if left_s <= 0:
                raise AttemptTimeout(f"The function took longer than {timeout_s:g} s.")
            self.peak_rss_bytes = max(self.peak_rss_bytes, _peak_rss_bytes(self._child.pid))
            if not self._hear(answers, min(TICK_S, left_s)) and self._child.has_ended():
                break
        self._hear(answers, 0)  # a pipe holds less than one read: this empties both
        answers.close()

    def _hear(self, answers: ChildAnswers, timeout_s: float) -> bool:
        chunks = self._child.read(timeout_s)
        for stream, chunk in chunks:
            answers.hear(stream, chunk)
        return bool(chunks)


def _spawn(request: bytes) -> ChildProcess:
    argv = [sys.executable, "-I", "-X", "utf8", str(_MAIN)]
    try:
        return spawn_child(argv, request, child_environment(os.environ))
    except OSError as error:
        raise TransientError(
            f"No child process could be started: {error}", code="system"
        ) from error


def _request(
    spec: FunctionSpec, arguments: JsonObject, context: TaskContext, memory_mb: int
) -> bytes:
    known = {
        "execution_id": context.execution_id,
        "task_id": context.task_id,
        "attempt": context.attempt,
        "idempotency_key": context.idempotency_key,
    }
    request = {
        "module": spec.call.__module__,
        "function": spec.name,
        "arguments": arguments,
        "context": known,
        "memory_mb": memory_mb,
        "path": [_ROOT, *(os.path.abspath(path) for path in sys.path)],
    }
    return json.dumps(request).encode()


def _died(ended: ChildExit) -> TaskFailure:
    if ended.code < 0:
        reason = f"was killed by {_signal_name(-ended.code)}"
    else:
        reason = f"ended with exit code {ended.code} before it answered"
    return TaskFailure(f"The child process {reason}.", code="child_died")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _peak_rss_bytes(pid: int) -> int:
    """The peak so far; 0 where the system does not tell, or the child is dead."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            kilobytes = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    except OSError:
        return 0
    return int(kilobytes[0]) * 1024 if kilobytes else 0
