"""Functions that only the benchmark needs; its configuration makes workers import them."""

from __future__ import annotations

import time

from workflows.functions.registry import register


@register("bench.clock", title="Monotonic clock")
def read_clock() -> float:
    """Seconds of the machine's monotonic clock, comparable between its processes."""
    return time.monotonic()
