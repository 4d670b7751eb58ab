"""What an attempt cost this thread."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class ThreadUsage:
    """`cpu_s` is known once the block has ended; until then it is 0."""

    cpu_s: float = 0.0


@contextmanager
def measure_thread() -> Iterator[ThreadUsage]:
    """
    CPU seconds that this thread spent in the block, also when it raises.

    Memory is not measured: threads share it. Threads started inside do not count.
    """
    usage = ThreadUsage()
    started = time.thread_time()
    try:
        yield usage
    finally:
        usage.cpu_s = time.thread_time() - started
