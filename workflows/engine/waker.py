"""
Waking the slots of an embedded worker, one by one.

Threads of one interpreter share its lock: a crowd of slots on short tasks is slower than one. So
the next slot is woken a moment after the last, and only if there is still work nobody has taken.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError

from workflows.engine.recovery import has_ready_work

log = structlog.get_logger(__name__)
STEP_S = 0.002


class Waker:
    """Calls `wake` once at once, then again every 2 ms while there is ready work."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._wanted = 0
        self._asked_times = 0
        self._asked = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._asked:
            self._ended = True
            self._asked.notify_all()
        self._thread.join(timeout=5)

    def ask(self, ready: int) -> None:
        """Have up to this many slots woken."""
        with self._asked:
            self._wanted = max(self._wanted, ready)
            self._asked_times += 1
            self._asked.notify_all()

    def _run(self) -> None:
        while self._next():
            try:
                self._wake()
                time.sleep(STEP_S)
                asked = self._asked_times
                if not has_ready_work():
                    self._forget(asked)
            except (DatabaseError, InterfaceError) as error:
                log.warning("database away", error=str(error))
                connection.close()
        connection.close()

    def _next(self) -> bool:
        with self._asked:
            self._asked.wait_for(lambda: self._wanted > 0 or self._ended)
            self._wanted -= 1
            return not self._ended

    def _forget(self, asked: int) -> None:
        with self._asked:
            # Who asked since we looked may know of newer work.
            if asked == self._asked_times:
                self._wanted = 0
