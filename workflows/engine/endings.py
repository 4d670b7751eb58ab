"""Who in this process waits for which execution; a hint, the database is asked as well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_waiters: dict[int, list[threading.Event]] = {}


@contextmanager
def watch_end(execution_id: int) -> Iterator[threading.Event]:
    """An event that is set when the execution ends by this process's work."""
    event = threading.Event()
    with _lock:
        _waiters.setdefault(execution_id, []).append(event)
    try:
        yield event
    finally:
        with _lock:
            _waiters[execution_id].remove(event)
            if not _waiters[execution_id]:
                del _waiters[execution_id]


def tell_end(execution_id: int) -> None:
    for event in _waiters.get(execution_id, ()):
        event.set()
