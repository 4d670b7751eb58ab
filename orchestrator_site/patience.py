"""Asking what may hang: one question at a time, for a bounded while, and not too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class PatientCheck:
    """
    A readiness check that never hangs and that many may ask.

    Args:
        check: complains, or returns None; may raise, and may hang.
        patience_s: how long who asks waits for it.
        fresh_s: an answer of this age still counts.
    """

    def __init__(
        self, check: Callable[[], str | None], *, patience_s: float, fresh_s: float
    ) -> None:
        self._check = check
        self._patience_s = patience_s
        self._fresh_s = fresh_s
        self._lock = threading.Lock()
        self._running: threading.Event | None = None
        self._answer: str | None = None
        self._failure: Exception | None = None
        self._answered_at = float("-inf")

    def __call__(self) -> str | None:
        """
        The newest complaint, or None.

        Raises:
            Exception: whatever the check raised.
        """
        with self._lock:
            if time.monotonic() - self._answered_at >= self._fresh_s and self._running is None:
                self._running = threading.Event()
                threading.Thread(target=self._ask, name="readiness", daemon=True).start()
            running = self._running
        if running is not None and not running.wait(self._patience_s):
            return "does not answer"
        if self._failure is not None:
            raise self._failure
        return self._answer

    def _ask(self) -> None:
        failure = answer = None
        try:
            answer = self._check()
        except Exception as error:  # told to whoever asks
            failure = error
        with self._lock:
            self._answer, self._failure = answer, failure
            self._answered_at = time.monotonic()
            running, self._running = self._running, None
        if running is not None:
            running.set()
