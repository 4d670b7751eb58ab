"""Calling a function in the lane it was registered for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.functions.call import call_function
from workflows.functions.child import DEFAULT_OUTPUT_BYTES, ChildUsage, run_in_child
from workflows.functions.context import TaskContext
from workflows.functions.measure import measure_thread
from workflows.functions.registry import FunctionSpec


@dataclass(frozen=True, slots=True)
class Usage:
    """What an attempt cost; `peak_rss_bytes` is None where memory is not measured."""

    cpu_s: float
    peak_rss_bytes: int | None


def run_function(
    spec: FunctionSpec,
    arguments: JsonObject,
    context: TaskContext,
    *,
    timeout_s: float,
    memory_mb: int,
    on_usage: Callable[[Usage], None],
    max_output_bytes: int = DEFAULT_OUTPUT_BYTES,
) -> JsonValue:
    """
    The function's output; `on_usage` is told the cost before this returns or raises.

    Args:
        timeout_s: kept by the process lane; a thread cannot be stopped, only asked to.
        memory_mb: kept by the process lane, where the function names no bound of its own.
        max_output_bytes: kept by the process lane while the output arrives.

    Raises:
        TaskFailure: as `call_function` and `run_in_child`.
    """
    if spec.lane == "process":
        bound = spec.memory_mb or memory_mb
        return run_in_child(
            spec,
            arguments,
            context,
            timeout_s=timeout_s,
            memory_mb=bound,
            max_output_bytes=max_output_bytes,
            on_usage=lambda usage: on_usage(_of_child(usage)),
        ).output
    try:
        with measure_thread() as measured:
            return call_function(spec, arguments, context)
    finally:
        on_usage(Usage(measured.cpu_s, None))


def _of_child(usage: ChildUsage) -> Usage:
    return Usage(usage.cpu_s, usage.peak_rss_bytes)
