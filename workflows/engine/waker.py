"""Waking a worker's slots, one by one, for as long as there is work that nobody has taken."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from django.db import connection
from django.db.utils import DatabaseError, InterfaceError

from workflows.engine.crew import Crew
from workflows.engine.recovery import has_ready_work
from workflows.engine.slots import Slots

log = structlog.get_logger(__name__)
STEP_S = 0.002
LONGEST_STEP_S = 0.1


class Waker:
    """Asked once, it calls `wake` whenever one more slot would help, until nothing is ready."""

    def __init__(self, slots: Slots, crew: Crew, wake: Callable[[], None]) -> None:
        self._slots = slots
        self._crew = crew
        self._wake = wake
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._asked.set()
        self._thread.join(timeout=5)

    def ask(self) -> None:
        self._asked.set()

    def _run(self) -> None:
        while self._asked.wait() and not self._ended.is_set():
            self._asked.clear()
            try:
                self._wake_while_ready()
            except (DatabaseError, InterfaceError) as error:
                log.warning("database away", error=str(error))
                connection.close()
            except Exception:  # without its waker a worker would wake no more
                log.exception("waking failed")
        connection.close()

    def _wake_while_ready(self) -> None:
        pause_s, claimed = STEP_S, -1
        while not self._ended.is_set():
            # A quick slot looks for more work itself, and hands in what is done.
            if not self._slots.has_quick():
                self._crew.hand_in_done(0)
                if self._slots.are_all_taken:
                    return  # each looks for more work itself when it is done
                if not self._crew.has_line and not has_ready_work():
                    return
                self._wake()
                # What is ready may be more than this process has room for.
                is_fruitless = self._crew.claimed == claimed
                pause_s = min(pause_s * 2, LONGEST_STEP_S) if is_fruitless else STEP_S
                claimed = self._crew.claimed
            self._pause(pause_s)

    def _pause(self, seconds: float) -> None:
        if seconds <= STEP_S:
            self._ended.wait(seconds)
        elif self._asked.wait(seconds):
            self._asked.clear()
