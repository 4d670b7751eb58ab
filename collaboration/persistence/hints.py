"""
Hints that a document's log has grown; whoever keeps documents in memory installs a listener.

A hint may be lost: readers look now and then themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction

Listener = Callable[[int, int], object]


def _nobody(document_id: int, number: int) -> None:
    """Nobody keeps documents in this process."""


_listener: Listener = _nobody


def install(function: Listener) -> None:
    """
    Have `function(document_id, number)` called after each commit that made a log grow.

    It is called in whatever thread committed, and must not block nor raise.
    """
    global _listener
    _listener = function


def announce(document_id: int, number: int) -> None:
    """Tell the listener once the open transaction is committed; at once if none is open."""
    transaction.on_commit(partial(_tell, document_id, number), robust=True)


def _tell(document_id: int, number: int) -> None:
    _listener(document_id, number)
