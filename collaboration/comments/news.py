"""Telling whoever has the draft open that a thread changed; a hint, read again from the rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction

Listener = Callable[[int, UUID], None]
_listeners: list[Listener] = []


def on_comments(listener: Listener) -> None:
    """Have a function called, after commit, with the workflow's key and the thread's id."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_comments(workflow_key: int, thread_id: UUID) -> None:
    for listener in _listeners:
        transaction.on_commit(partial(listener, workflow_key, thread_id), robust=True)
