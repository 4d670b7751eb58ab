"""
The lane for what waits: coroutines on one loop thread, hundreds at once.

Database work of this lane goes through a few threads, so that the loop never blocks.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from workflows.conf import config
from workflows.egress import close_connections
from workflows.engine import announce
from workflows.engine.attempts import Held
from workflows.engine.handlers import ASYNC_HANDLERS
from workflows.engine.work import Failed, Result, Stopped, Succeeded
from workflows.errors import OrchestratorError, TaskFailure, TransientError

log = structlog.get_logger(__name__)
T = TypeVar("T")


class AsyncLane:
    """
    Runs coroutines; hands each result to `on_result`, called on a database thread.

    Args:
        hear_stop: called on the loop with task runs that another process asks to stop.
    """

    def __init__(
        self, on_result: Callable[[Held, Result], None], hear_stop: Callable[[list[int]], None]
    ) -> None:
        self._on_result = on_result
        self._hear_stop = hear_stop
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(config().engine.database_threads, "lane-database")
        self._thread = threading.Thread(target=self._run, name="async-lane", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._thread.start()
        self.spawn(self._listen())

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def spawn(self, work: Any) -> Future[Any]:
        """Run a coroutine on the loop, from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call_later(self, seconds: float, function: Callable[[], None]) -> None:
        """Call on a database thread once this time is over."""

        def due() -> None:
            self._loop.run_in_executor(self._pool, function)

        def arrange() -> None:
            self._loop.call_later(seconds, due)

        with suppress(RuntimeError):  # the loop has closed: the sweep will do it
            self._loop.call_soon_threadsafe(arrange)

    def submit(self, held: Held) -> None:
        """Begin a claimed attempt."""
        self._loop.call_soon_threadsafe(self._begin, held)

    def _begin(self, held: Held) -> None:
        task = self._loop.create_task(self._work_on(held))
        # The loop keeps only weak references to its tasks.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        inner = task

        def stop() -> None:
            self._loop.call_soon_threadsafe(inner.cancel)

        held.stop = stop
        if held.stopping.is_set():
            inner.cancel()

    async def _work_on(self, held: Held) -> None:
        result = await self._result_of(held)
        handing_in = self._loop.run_in_executor(self._pool, self._on_result, held, result)
        # A second cancellation must not keep the result from being handed in.
        await asyncio.shield(handing_in)

    async def _result_of(self, held: Held) -> Result:
        handler = ASYNC_HANDLERS[held.work.planned.kind]
        try:
            result = await _guard(handler(held))
        except asyncio.CancelledError:
            result = Stopped()
        if isinstance(result, (Succeeded, Failed, Stopped)) and held.conversation.messages:
            return replace(result, messages=held.conversation.messages)
        return result

    async def in_database(self, function: Callable[..., T], *args: Any) -> T:
        return await self._loop.run_in_executor(self._pool, function, *args)

    async def _listen(self) -> None:
        """Hear what other processes want stopped; heartbeats make up for what is missed."""
        from channels.layers import get_channel_layer

        while True:
            layer = get_channel_layer()
            if layer is None or "InMemory" in type(layer).__name__:
                return  # everything that could ask is in this process
            try:
                channel = await layer.new_channel()
                await layer.group_add(announce.STOP_GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    self._hear_stop(list(message["runs"]))
            except asyncio.CancelledError:
                raise
            except Exception as error:  # Redis went away; come back when it does
                log.warning("stop channel lost", error=str(error))
                await asyncio.sleep(1.0)

    def stop(self) -> None:
        """Cancel what is left and end the threads; attempts were given back before."""

        async def end() -> None:
            others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await close_connections()

        with suppress(Exception):
            self.spawn(end()).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._pool.shutdown(wait=True, cancel_futures=True)
        if not self._loop.is_running():
            self._loop.close()


async def _guard(working: Awaitable[Result]) -> Result:
    try:
        return await working
    except Exception as error:  # whatever a handler raises is the attempt's failure
        return failure_of(error)


def failure_of(error: Exception) -> Failed:
    """Sort what a handler raised: what it says of itself, or a permanent failure."""
    if isinstance(error, TaskFailure):
        after_s = error.retry_after_s if isinstance(error, TransientError) else None
        return Failed(error.failure_code, error.message, error.transient, after_s)
    if isinstance(error, OrchestratorError):
        return Failed(error.code, error.message)
    log.error("handler failed", exc_info=error)
    transient = isinstance(error, OSError)
    return Failed("exception", f"{type(error).__name__}: {error}"[:2_000], transient)
