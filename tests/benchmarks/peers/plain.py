"""The floor of computing workloads: the same functions in a plain loop, nothing stored."""

from __future__ import annotations

from protocol import serve
from work import fib, noop


def _repeat(times: int, n: int | None) -> None:
    for _ in range(times):
        noop() if n is None else fib(n)


serve(
    {
        "chain3": lambda: _repeat(3, None),
        "chain40": lambda: _repeat(40, 10),
        "fib33x10": lambda: _repeat(10, 33),
    }
)
