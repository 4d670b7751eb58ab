"""The thread that watches a worker: time-outs, heartbeats, work left without a bell, the ticker."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

import structlog
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError

from workflows.conf import config
from workflows.engine.attempts import Held
from workflows.engine.dialect import drop_broken_connection
from workflows.engine.journal.leases import keep_leases
from workflows.engine.recovery import Ticker, forget_process, has_ready_work, report_process
from workflows.engine.slots import Slots
from workflows.engine.work import Failed, Result, Stopped

log = structlog.get_logger(__name__)
TICK_S = 0.1


class Watched(Protocol):
    """What the watcher asks of the worker it watches."""

    owner: str
    slots: Slots
    held: dict[int, Held]

    @property
    def busy(self) -> tuple[int, int]:
        """Attempts that compute, and that wait."""

    def stop_runs(self, runs: list[int]) -> None:
        """Tell those of these task runs that it holds to stop."""

    def end_overdue(self, held: Held, result: Result) -> None:
        """Fence off an attempt that is over its time or deaf."""

    def give_up_thread(self, held: Held) -> None:
        """Replace the thread that still computes what was fenced off, if one does."""

    def wake_slots(self) -> bool:
        """Have slots look for ready work."""

    def give_back_stranded(self) -> None:
        """Leave to other processes what no slot is free for."""


class Watcher:
    """Looks ten times a second; each duty has its own rhythm from the configuration."""

    def __init__(self, runtime: Watched) -> None:
        self._runtime = runtime
        self._ticker = Ticker(runtime.owner)
        self._ended = threading.Event()
        self._expected: deque[tuple[float, Held]] = deque()
        self._threads = [
            threading.Thread(target=self._run, args=(duty, every_s), name=name, daemon=True)
            for name, duty, every_s in (
                ("watch-time", self._end_overdue, TICK_S),
                # A connection of its own: a slow sweep must not cost the leases.
                ("heartbeat", self._beat, config().engine.heartbeat_s),
                ("ticker", self._tick, config().engine.poll_s),
            )
        ]

    def start(self) -> None:
        self._beat()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=5)
        try:
            forget_process(self._runtime.owner)
        except (DatabaseError, InterfaceError):
            log.info("database away at the end")

    def _run(self, duty: Callable[[], None], every_s: float) -> None:
        while not self._ended.wait(every_s):
            try:
                duty()
            except (DatabaseError, InterfaceError) as error:
                log.warning("database away", error=str(error))
                connection.close()
            except Exception:  # one failed look must not blind the worker
                log.exception("watcher failed")
        connection.close()

    def _end_overdue(self) -> None:
        now = time.monotonic()
        grace_s = config().engine.cancel_grace_s
        for held in list(self._runtime.held.values()):
            if held.deadline is not None and now > held.deadline:
                self._time_out(held)
            elif held.stopped_at is not None and now > held.stopped_at + grace_s:
                self._runtime.end_overdue(held, Stopped())
                self._runtime.give_up_thread(held)
        while self._expected and self._expected[0][0] < now:
            self._runtime.give_up_thread(self._expected.popleft()[1])

    def expect_end(self, held: Held) -> None:
        """Look once the grace is over whether an attempt that was told to stop has ended."""
        self._expected.append((time.monotonic() + config().engine.cancel_grace_s, held))

    def _time_out(self, held: Held) -> None:
        held.deadline = None
        message = "It took longer than its time-out."
        self._runtime.end_overdue(held, Failed("timeout", message, transient=True))
        self.expect_end(held)

    def _beat(self) -> None:
        drop_broken_connection()
        runtime = self._runtime
        works = [h.work for h in list(runtime.held.values())]
        held = [(work.run, work.epoch) for work in works]
        spared = {work.run for work in works if work.plan.runs_always(work.position)}
        lost, stopping = keep_leases(runtime.owner, held, spared)
        for run in lost:
            stale = runtime.held.get(run)
            if stale is not None and (run, stale.work.epoch) in held:
                log.warning("lease lost", run=run)
                stale.tell_to_stop()
        runtime.stop_runs(list(stopping))
        report_process(runtime.owner, runtime.slots, runtime.busy)

    def _tick(self) -> None:
        drop_broken_connection()
        self._ticker.tick()
        self._runtime.give_back_stranded()
        if has_ready_work():
            self._runtime.wake_slots()
