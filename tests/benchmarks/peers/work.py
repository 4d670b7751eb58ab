"""The functions all runners call, so that everybody computes the same."""

from __future__ import annotations

import time

MANY = 200
SLEEPS = 20
SLEEP_S = 2.0
SLOTS = 5
SUBMIT_SAMPLES = 20


def noop() -> None:
    return None


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def clock() -> float:
    """Seconds of the machine's monotonic clock, comparable between its processes."""
    return time.monotonic()
