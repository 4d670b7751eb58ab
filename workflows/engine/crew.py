"""
The slots at work: they share what was claimed, and hand results in together when tasks are short.

A commit costs as much as many short tasks. Where the tasks of one function have lately taken less
than a millisecond, a slot claims several at once, of one execution or of several, and hands their
results in with one transaction.
All slots take from one line, so that a task that turns out long keeps nobody waiting; and results
that a long task would hold back are handed in by the waker.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from workflows.conf import config
from workflows.crashpoints import crashpoint
from workflows.engine.attempts import Held
from workflows.engine.dialect import drop_broken_connection
from workflows.engine.slots import LONG_S, Slots
from workflows.engine.threads import DaemonThreads
from workflows.engine.work import Result, Work

log = structlog.get_logger(__name__)
TOGETHER = 16
HELD_BACK_S = 0.005
QUICK_IN_A_ROW = 20
MOST_COUNTED = 2 * QUICK_IN_A_ROW


@dataclass(frozen=True, slots=True)
class Done:
    """A result that is not handed in yet."""

    held: Held
    result: Result


class Pace:
    """
    Which functions (or kinds) have lately been quick, all but one time in forty.

    A busy machine makes any task long now and then: a long one halves what speaks for the function.
    """

    def __init__(self) -> None:
        self._quick: dict[str, int] = defaultdict(int)

    def note(self, held: Held, seconds: float) -> None:
        key = _key(held)
        known = self._quick[key]
        self._quick[key] = min(known + 1, MOST_COUNTED) if seconds < LONG_S else known // 2

    def is_quick(self, held: Held) -> bool:
        return self._quick[_key(held)] >= QUICK_IN_A_ROW


def _key(held: Held) -> str:
    task = held.work.planned.task
    return str(task.settings.get("function") or task.kind)


class Crew:
    """
    Args:
        work_on: does one attempt on the calling thread.
        hand_in: records results and claims, for a slot, at most this many that compute.
        claim: takes work of the fairest executions, at most this much that computes.
        take_hold: registers claimed work; what computes comes back, what waits goes its way.
        on_line: told when claimed work or results wait for somebody.
    """

    def __init__(
        self,
        slots: Slots,
        *,
        work_on: Callable[[Held], Result],
        hand_in: Callable[[list[Done], int], list[Work]],
        claim: Callable[[int], list[Work]],
        take_hold: Callable[[list[Work]], list[Held]],
        on_line: Callable[[], object],
    ) -> None:
        self._slots = slots
        self._work_on = work_on
        self._hand_in = hand_in
        self._claim = claim
        self._take_hold = take_hold
        self._on_line = on_line
        self._line: deque[Held] = deque()
        self._done: list[Done] = []
        self._done_since = 0.0
        self._lock = threading.Lock()
        self._pace = Pace()
        self._stood: set[int] = set()
        self.claimed = 0
        self._pool = DaemonThreads("slot")

    @property
    def has_line(self) -> bool:
        """Whether claimed work or a result waits for a slot of this process."""
        return bool(self._line or self._done)

    def begin(self, slot: int, works: list[Work]) -> None:
        """Have a thread work from a taken slot, beginning with this."""
        self._join(works)
        self._pool.submit(self.serve, slot)

    def stop(self) -> None:
        self._pool.stop()

    def serve(self, slot: int) -> None:
        """Keep a taken slot busy until nothing is ready, or others suffice."""
        try:
            drop_broken_connection()
            self._serve(slot)
        except (OperationalError, InterfaceError) as error:
            log.warning("database away", error=str(error))
            connection.close()
        except Exception:  # nobody waits for a slot's thread, so nobody else would tell
            log.exception("slot failed")
        finally:
            self._slots.leave(slot)
            if self.has_line:
                self._on_line()

    def _serve(self, slot: int) -> None:
        turn_ends = time.monotonic() + config().engine.turn_s
        how_many = 1
        while True:
            held = self._next()
            if held is None:
                self._join(self.hand_in_done(how_many) or self._claim(how_many))
                if not self._line:
                    return
                turn_ends = time.monotonic() + config().engine.turn_s
                continue
            self._do(slot, held)
            if self._slots.is_deaf(slot):  # another thread has its place since
                log.info("deaf thread came back", run=held.work.run)
                return
            how_many = self._how_many(held)
            if self._slots.leave_if_crowded(slot):
                self.hand_in_done(0)
                return
            if not self._may_hold_back(held):
                goes_on = time.monotonic() < turn_ends
                self._join(self.hand_in_done(how_many if goes_on else 0))

    def _next(self) -> Held | None:
        while self._line:
            try:
                held = self._line.popleft()
            except IndexError:  # another slot was faster
                return None
            if not held.abandoned:
                return held
        return None

    def _join(self, works: list[Work]) -> None:
        self.claimed += len(works)
        self._line.extend(self._take_hold(works))

    def take_stranded(self) -> list[Held]:
        """
        Claimed work that stood in line at the last call already, taken out of it.

        Asked while every slot is at a long task: others may have room for it.
        """
        standing = list(self._line)
        stranded = [held for held in standing if held.work.run in self._stood]
        self._stood = {held.work.run for held in standing}
        return [held for held in stranded if self._leave_line(held)]

    def _leave_line(self, held: Held) -> bool:
        try:
            self._line.remove(held)
        except (ValueError, IndexError):  # a slot has it now, or changed the line meanwhile
            return False
        return True

    def _do(self, slot: int, held: Held) -> None:
        if self.has_line:
            self._on_line()
        crashpoint("claim.before_work")
        began = time.monotonic()
        with self._slots.computing(slot, held):
            result = self._work_on(held)
        held.deadline = None  # it is done, however long its result is held back
        self._pace.note(held, time.monotonic() - began)
        crashpoint("work.before_finish")
        with self._lock:
            if not self._done:
                self._done_since = time.monotonic()
            self._done.append(Done(held, result))

    def _may_hold_back(self, held: Held) -> bool:
        """Whether the result can wait for the next ones in line."""
        fresh = time.monotonic() - self._done_since < HELD_BACK_S
        return bool(self._line) and fresh and self._pace.is_quick(held)

    def _how_many(self, held: Held) -> int:
        return TOGETHER if self._pace.is_quick(held) else 1

    def hand_in_done(self, compute: int) -> list[Work]:
        """Hand in everything that is done; claim up to so much in the same executions."""
        with self._lock:
            done, self._done = self._done, []
        return self._hand_in(done, compute) if done else []
