"""Threads that work through a line of calls, and that nobody waits for when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

Call = tuple[Callable[..., object], tuple[Any, ...]]


class DaemonThreads:
    """
    Grows by one thread whenever a call would find none idle; idle ones stay.

    Unlike an executor's, its threads are daemons: one that never comes back does not keep the
    process from ending. Calls must not raise.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._count = 0
        self._lock = threading.Lock()
        self._has_stopped = False

    def submit(self, function: Callable[..., object], *arguments: Any) -> None:
        with self._lock:
            if self._has_stopped:
                return
            self._calls.put((function, arguments))
            if not self._idle.acquire(blocking=False):
                self._count += 1
                name = f"{self._name}-{self._count}"
                threading.Thread(target=self._work, name=name, daemon=True).start()

    def stop(self) -> None:
        """Take no more calls, and let idle threads end; calls that wait are not begun."""
        with self._lock:
            self._has_stopped = True
            for _ in range(self._count):
                self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            if self._has_stopped:
                continue
            function, arguments = call
            function(*arguments)
            self._idle.release()
