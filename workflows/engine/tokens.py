"""The text of one attempt, told to watchers while a model writes it; the row holds the whole."""

from __future__ import annotations

from workflows.engine import announce
from workflows.engine.work import Work


class TokenStream:
    """Counts where each piece begins; what comes close together is sent together."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._offset = 0

    def write(self, text: str) -> None:
        announce.announce_tokens(self._work, self._offset, text)
        self._offset += len(text)
