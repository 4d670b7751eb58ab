"""
Where rooms block: one thread that writes, a few that read, and one for long looks at documents.

The writer keeps its database connection from one call to the next: on SQLite, opening one costs as
much as a commit. One that failed, or that nobody used for a while, is not trusted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
T = TypeVar("T")
READERS = 3
TRUSTED_S = 60.0


class DatabaseThreads:
    """Calls of one process; `close` ends the threads and their connections."""

    def __init__(self) -> None:
        self._writer = Writer()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="live-reader")
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="live-looker")

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In order, one after the other."""
        return await self._writer.run(partial(function, *args, **kwargs))

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Beside others; nobody waits for it but its caller."""
        return await _run(self._readers, partial(function, *args, **kwargs))

    async def look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """For what takes seconds: one after the other, and never before what people wait for."""
        return await _run(self._looker, partial(function, *args, **kwargs))

    async def close(self) -> None:
        """What was begun is finished first."""
        await self._writer.close()
        loop = asyncio.get_running_loop()
        for pool in (self._readers, self._looker):
            await loop.run_in_executor(None, pool.shutdown)


async def _run(pool: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    def call() -> T:
        try:
            return function()
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(pool, call)


class Writer:
    """
    A thread that takes calls straight from the loop and hands results straight back.

    An executor does the same with a lock, two futures and a turn of the loop more, which every edit
    would pay for.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[asyncio.Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._is_ending = False
        self._used_at = time.monotonic()
        # A process that is ended without closing must not wait for it.
        self._thread = Thread(target=self._work, name="live-writer", daemon=True)
        self._thread.start()

    def run(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Queue a call; one whose future is cancelled before its turn is left out."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put((future, call))
        return future

    async def close(self) -> None:
        if self._thread.is_alive():
            await self.run(self._end)
            await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _work(self) -> None:
        while not self._is_ending:
            self._take_one()

    def _take_one(self) -> None:
        future, call = self._calls.get()
        if future.cancelled():
            return
        try:
            settle = partial(_give, future, self._call(call))
        except BaseException as error:
            settle = partial(_refuse, future, error)
        try:
            future.get_loop().call_soon_threadsafe(settle)
        except RuntimeError:  # the loop has ended, and whoever waited with it
            self._end()

    def _call(self, call: Callable[[], T]) -> T:
        if time.monotonic() - self._used_at > TRUSTED_S:
            connections.close_all()
        self._used_at = time.monotonic()
        try:
            return call()
        except (OperationalError, InterfaceError):
            connections.close_all()
            raise

    def _end(self) -> None:
        self._is_ending = True
        connections.close_all()


def _give(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def _refuse(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
