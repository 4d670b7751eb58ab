"""The text of one attempt, told to watchers while a model writes it; the row holds the whole."""

from __future__ import annotations

import time
from collections.abc import Callable

from workflows.engine import announce
from workflows.engine.pieces import Pace
from workflows.engine.work import Work


class TokenStream:
    """
    Counts where each piece begins, and when it came; what comes close together is sent together.

    Args:
        monotonic_s: read when the model is about to be asked, and with each piece.
    """

    def __init__(self, work: Work, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._work = work
        self._offset = 0
        self._monotonic_s = monotonic_s
        self._asked_s = monotonic_s()
        self._first_ms: int | None = None

    def write(self, text: str) -> None:
        at_ms = round(1_000 * (self._monotonic_s() - self._asked_s))
        if self._first_ms is None:
            self._first_ms = at_ms
        announce.announce_tokens(self._work, self._offset, text, Pace(self._first_ms, at_ms))
        self._offset += len(text)
