"""What sockets cost in computing: small messages may be contrived to be slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from collaboration.rooms.closing import TOO_FAST, Closing
from collaboration.rooms.connection import Connection
from collaboration.rooms.crowd import Crowd
from collaboration.rooms.timing import Timers

TOO_SLOW = Closing(TOO_FAST, "what it sends takes too long to work on")


class Charging:
    """Ends the sockets of one room that take more than their share of a core."""

    def __init__(self, crowd: Crowd, timers: Timers) -> None:
        self._crowd = crowd
        self._timers = timers

    @contextmanager
    def work_for(self, connection: Connection) -> Iterator[None]:
        """What is done within is this socket's doing; nothing may be waited for there."""
        began = time.thread_time()
        yield
        self.charge(connection, time.thread_time() - began)

    def charge(self, connection: Connection, spent_s: float) -> None:
        if not connection.limits.work.take(self._timers.time(), spent_s):
            self._crowd.end(connection, TOO_SLOW)
