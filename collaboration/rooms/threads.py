"""
Where rooms block: one thread that writes, and a few that read.

The writer keeps its database connection from one call to the next: on SQLite, opening one costs as
much as a commit. One that failed, or that nobody used for a while, is not trusted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
T = TypeVar("T")
READERS = 3
TRUSTED_S = 60.0


class DatabaseThreads:
    """Calls of one process; `close` ends the threads and their connections."""

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="live-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="live-reader")
        self._used_at = time.monotonic()

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In order, one after the other."""

        def call() -> T:
            if time.monotonic() - self._used_at > TRUSTED_S:
                connections.close_all()
            self._used_at = time.monotonic()
            try:
                return function(*args, **kwargs)
            except (OperationalError, InterfaceError):
                connections.close_all()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._writer, call)

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def call() -> T:
            try:
                return function(*args, **kwargs)
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._readers, call)

    async def close(self) -> None:
        """What was begun is finished first."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, connections.close_all)
        for pool in (self._writer, self._readers):
            await loop.run_in_executor(None, pool.shutdown)
