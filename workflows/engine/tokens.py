"""Text that a model is writing, sent on in small pieces while it writes."""

from __future__ import annotations

import time

from workflows.engine import announce
from workflows.engine.work import Work

FLUSH_S = 0.05
FLUSH_CHARS = 200


class TokenStream:
    """Collects an attempt's text and announces it at most every 50 ms; the row holds the whole."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waiting: list[str] = []
        self._size = 0
        self._offset = 0
        self._sent_at = 0.0

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._size += len(text)
        if self._size >= FLUSH_CHARS or time.monotonic() - self._sent_at >= FLUSH_S:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        text = "".join(self._waiting)
        announce.announce_tokens(self._work, self._offset, text)
        self._offset += len(text)
        self._waiting, self._size = [], 0
        self._sent_at = time.monotonic()
