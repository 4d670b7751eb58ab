"""
The worker of one process: slots that compute, a lane for what waits, and the one who watches them.

Celery's threads call `drain` when a bell rings; the watcher wakes slots by itself when work was
left without one. The work is done by threads of our own, which end their turn when nothing is ready
that this process has room for: a task that never returns costs one of those, never one of Celery's.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from workflows.conf import config
from workflows.engine.aftermath import follow_up, follow_up_id
from workflows.engine.async_lane import AsyncLane, failure_of
from workflows.engine.attempts import Held
from workflows.engine.crew import Crew, Done
from workflows.engine.deaf import tell_deaf
from workflows.engine.dialect import drop_broken_connection
from workflows.engine.handlers import THREAD_HANDLERS
from workflows.engine.journal.claim import Capacity, claim_fairest
from workflows.engine.journal.finish import Finished, finish, finish_together
from workflows.engine.journal.leases import give_back
from workflows.engine.journal.waking import wake_due
from workflows.engine.local import Reserved, set_local_worker
from workflows.engine.logs import AttemptLog
from workflows.engine.parts import Parts
from workflows.engine.recovery import take_back_own
from workflows.engine.slots import Slots
from workflows.engine.waker import Waker
from workflows.engine.watcher import Watcher
from workflows.engine.work import Failed, Result, Stopped, Work
from workflows.errors import NotFound, StaleTransition

log = structlog.get_logger(__name__)
TIMED_S = 300.0
# An embedded process serves the web as well: rather than start anew, it replaces more threads.
EMBEDDED_SPARE = 50


class WorkerRuntime:
    """
    Args:
        name: the process's name; several processes of one name are told apart.
        embedded: it is the only worker of its data, so that what it finds running is its own.
        on_worn_out: called once when so many threads hang that the process should start anew.
    """

    def __init__(
        self,
        name: str,
        embedded: bool,
        parts: Parts | None = None,
        on_worn_out: Callable[[], None] | None = None,
    ) -> None:
        self.name = name
        self.parts = parts or Parts()
        self.owner = f"{name[:60]}/{uuid.uuid4().hex[:8]}"
        self.embedded = embedded
        spare = config().engine.deaf_threads * (EMBEDDED_SPARE if embedded else 1)
        self.slots = Slots(config().engine.slots, spare)
        self._on_worn_out = on_worn_out
        self.held: dict[int, Held] = {}
        self._in_lane: set[Held] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._lane = AsyncLane(self._hand_in_async, self.stop_runs)
        self._crew = Crew(
            self.slots,
            work_on=self._run,
            hand_in=self.hand_in_together,
            claim=self._claim,
            take_hold=self._take_hold,
            on_line=self.wake_slots,
        )
        self._watcher = Watcher(self)
        self._waker = Waker(self.slots, self._crew, self._wake_one)

    # --- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work; an embedded worker first takes back what its forerunner held."""
        self._lane.start()
        set_local_worker(self)
        if self.embedded:
            for execution_id, effects in take_back_own(f"{self.name[:60]}/"):
                follow_up_id(execution_id, effects)
        self._watcher.start()
        self._waker.start()
        log.info("worker started", worker=self.owner, slots=self.slots.total)

    def stop(self, grace_s: float) -> None:
        """Take nothing new, let what runs end within the grace, give back the rest."""
        self._stopping.set()
        deadline = time.monotonic() + grace_s
        while self.held and time.monotonic() < deadline:
            self._stopping.wait(0.02)
            time.sleep(0.02)
        for held in list(self.held.values()):
            self._give_back(held)
        self._watcher.stop()
        self._waker.stop()
        self._lane.stop()
        self._crew.stop()
        set_local_worker(None)
        connection.close()
        log.info("worker stopped", worker=self.owner)

    @property
    def is_alone(self) -> bool:
        """Whether it is the only worker, so that whatever ends, ends in this process."""
        return self.embedded

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def _give_back(self, held: Held) -> None:
        held.abandoned = True
        self._release([held])
        try:
            follow_up(held.work.execution, give_back(held.work))
        except (StaleTransition, NotFound):
            pass
        except (OperationalError, InterfaceError) as error:
            log.warning("database away, the lease must run out", error=str(error))
            connection.close()
        held.tell_to_stop()

    def give_back_stranded(self) -> None:
        """Leave to other processes what stands in line while all slots are at long tasks."""
        if not self.embedded and self.slots.are_all_taken and not self.slots.has_quick():
            for held in self._crew.take_stranded():
                self._give_back(held)

    # --- slots --------------------------------------------------------------------------------

    def drain(self) -> None:
        """Have one more slot work on what is ready, the fairest first, if that would help."""
        # Also where a slot is quick: it may have looked just before, and be about to leave.
        self._waker.ask()
        if self.slots.has_room():
            self._wake_one()

    def wake_slots(self) -> bool:
        """Have slots look for ready work; claims that nobody else has to be told."""
        self._waker.ask()
        return self.embedded

    def reserve(self) -> Reserved | None:
        """Keep a slot free for work that is about to be claimed; None when it would not help."""
        if self.is_stopping or not self.slots.has_room():
            return None
        slot = self.slots.take()
        return None if slot is None else Reserved(slot, self._capacity(compute=1))

    def accept(self, reserved: Reserved, works: list[Work]) -> None:
        """Work on what was claimed with a reserved slot; [] gives the slot back."""
        if works and not self.is_stopping:
            self._crew.begin(reserved.slot, works)
        else:
            self._take_hold(works)
            self.slots.leave(reserved.slot)

    def _wake_one(self) -> None:
        """Have one more slot drain."""
        slot = None if self.is_stopping else self.slots.take()
        if slot is not None:
            self._crew.begin(slot, [])

    def _claim(self, compute: int) -> list[Work]:
        return [] if self.is_stopping else claim_fairest(self._capacity(compute))

    def _capacity(self, compute: int) -> Capacity:
        return Capacity(self.owner, compute, config().engine.async_slots - len(self._in_lane))

    def _take_hold(self, works: list[Work]) -> list[Held]:
        """Take hold of claimed work: what waits goes to the lane, what computes comes back."""
        computing = []
        for work in works:
            log_of_it = AttemptLog(work.execution.id, work.run, work.attempt)
            held = Held(work, log_of_it, self.parts)
            if self.is_stopping:  # since it was claimed
                self._give_back(held)
                continue
            self._replace(held)
            if work.planned.is_async:
                self._lane.submit(held)
            else:
                computing.append(held)
        return computing

    def _run(self, held: Held) -> Result:
        if held.stopping.is_set():
            return Stopped()
        handler = THREAD_HANDLERS[held.work.planned.kind]
        try:
            result = handler(held)
        except Exception as error:  # whatever a handler raises is the attempt's failure
            result = failure_of(error)
        if held.stopping.is_set() and isinstance(result, Failed):
            return Stopped()
        return result

    # --- results ------------------------------------------------------------------------------

    def hand_in_together(self, done: list[Done], compute: int) -> list[Work]:
        """Record results in one transaction; claim in their executions."""
        for each in done:
            each.held.deadline = None
        together = [each for each in done if not each.held.abandoned]
        return self._hand_in(together, 0 if self.is_stopping else compute) if together else []

    def _hand_in(self, together: list[Done], compute: int) -> list[Work]:
        """Record results, however long the database takes."""
        capacity = self._capacity(compute) if compute else Capacity(self.owner, 0, 0)
        try:
            finished = self._persistently(lambda: self._record(together, capacity))
            self._release([each.held for each in together])
        except (StaleTransition, NotFound) as error:
            return self._hand_in_singly(together, error)
        except Exception as error:  # one result that no row takes must not cost the others theirs
            log.exception("results not recorded", runs=[e.held.work.run for e in together])
            return self._hand_in_singly(together, error)
        for each in finished or ():
            self._follow_up(each)
        return [work for each in finished or () for work in each.works]

    def _record(self, together: list[Done], capacity: Capacity) -> list[Finished]:
        for each in together:
            each.held.log.flush()
        results = [(each.held.work, each.result) for each in together]
        return finish_together(results, capacity, self.parts.chance())

    def _hand_in_singly(self, together: list[Done], error: Exception) -> list[Work]:
        """After a refusal: each by itself, or the refused one as a failure, or not at all."""
        if len(together) > 1:
            return [work for each in together for work in self._hand_in([each], 0)]
        self._record_refusal(together[0].held, error)
        self._release([together[0].held])
        return []

    def _record_refusal(self, held: Held, error: Exception) -> None:
        """Say of an attempt that its result could not be recorded; else its lease must run out."""
        if isinstance(error, StaleTransition | NotFound):
            log.info("late result dropped", run=held.work.run, epoch=held.work.epoch)
            return
        message = f"Its result could not be recorded: {type(error).__name__}."
        try:
            finished = finish(held.work, Failed("not_recorded", message))
        except Exception:  # the sweep takes it back, and in the end puts it into quarantine
            log.exception("failure not recorded", run=held.work.run)
            return
        self._follow_up(finished)

    def _follow_up(self, finished: Finished) -> None:
        """What follows must not keep claimed work from being begun; the sweep makes up for it."""
        try:
            follow_up(finished.facts, finished.effects)
        except (OperationalError, InterfaceError) as error:
            log.warning("database away, the sweep will follow up", error=str(error))
            connection.close()
        except Exception:
            log.exception(
                "nothing followed; the sweep will make up", execution=finished.facts.public_id
            )

    def _persistently(self, act: Callable[[], list[Finished]]) -> list[Finished] | None:
        """Try until the database is there; None when the process stops meanwhile."""
        delay_s = 0.1
        while True:
            try:
                return act()
            except (OperationalError, InterfaceError) as error:
                log.warning("database away, results kept", error=str(error))
                connection.close()
                if self._stopping.wait(delay_s):
                    return None
                delay_s = min(delay_s * 2, 2.0)

    def _hand_in_async(self, held: Held, result: Result) -> None:
        """The lane's results; the place that became free may take more of what waits."""
        drop_broken_connection()
        if held.abandoned:
            return
        if isinstance(result, Stopped) and not held.stopping.is_set():
            # Nobody asked it to: the process ends, or something in it cancelled the coroutine.
            if self.is_stopping:
                self._give_back(held)
                return
            result = Failed("interrupted", "It was interrupted.", transient=True)
        finished = self._finish_async(held, result)
        self._release([held])
        for each in finished or ():
            self._take_hold(each.works)
            self._follow_up(each)

    def _finish_async(self, held: Held, result: Result) -> list[Finished] | None:
        none = Capacity(self.owner, 0, 0)
        # The place that this one leaves counts as free.
        room = self._capacity(compute=0)
        capacity = none if self.is_stopping else replace(room, waiting=room.waiting + 1)
        try:
            return self._persistently(lambda: self._record([Done(held, result)], capacity))
        except Exception as error:
            self._record_refusal(held, error)
            return None

    def _release(self, ended: Iterable[Held]) -> None:
        """Let go of attempts that are handed in; until then their leases are kept."""
        with self._lock:
            for held in ended:
                self._in_lane.discard(held)
                if self.held.get(held.work.run) is held:
                    del self.held[held.work.run]

    def _replace(self, held: Held) -> None:
        """Take hold of an attempt; an earlier one, whose lease was lost meanwhile, is to stop."""
        with self._lock:
            earlier = self.held.get(held.work.run)
            self.held[held.work.run] = held
            if held.work.planned.is_async:
                self._in_lane.add(held)
        if earlier is not None:
            earlier.tell_to_stop()
            self._watcher.expect_end(earlier)

    # --- what others ask ----------------------------------------------------------------------

    def stop_runs(self, runs: list[int]) -> None:
        """Tell those of these task runs that it holds to stop."""
        for run in runs:
            held = self.held.get(run)
            if held is not None:
                held.tell_to_stop()

    def wake_later(self, execution_id: int, seconds: float) -> None:
        """Look after an execution's delays once this time is over."""

        def wake() -> None:
            drop_broken_connection()
            try:
                follow_up_id(execution_id, wake_due(execution_id))
            except (OperationalError, InterfaceError, NotFound) as error:
                log.warning("wake-up missed; the ticker will do it", error=str(error))

        # The ticker finds long waits soon enough; a timer for each would only fill memory.
        if seconds <= TIMED_S:
            # A moment later than due: the database's clock decides.
            self._lane.call_later(seconds + 0.002, wake)

    def end_overdue(self, held: Held, result: Result) -> None:
        """Fence off an attempt that is over its time or deaf; its own result will come too late."""
        if held.work.planned.is_async:
            held.tell_to_stop()
            return
        self.hand_in_together([Done(held, result)], 0)
        held.abandoned = True
        held.tell_to_stop()

    def give_up_thread(self, held: Held) -> None:
        """Replace the thread that still computes what was fenced off, if one does."""
        if not self.slots.declare_deaf(held):
            return
        tell_deaf(held, self.slots)
        self.wake_slots()
        if self.slots.deaf >= config().engine.deaf_threads and self._on_worn_out is not None:
            worn_out, self._on_worn_out = self._on_worn_out, None
            log.critical("worker starts anew: too many threads hang", deaf=self.slots.deaf)
            worn_out()

    @property
    def busy(self) -> tuple[int, int]:
        """Attempts that compute, and that wait."""
        waiting = len(self._in_lane)
        return max(0, len(self.held) - waiting), waiting
