"""The worker of this process, if it has one."""

from __future__ import annotations

from typing import Protocol

from workflows.engine.journal.claim import Capacity
from workflows.engine.work import Work


class LocalWorker(Protocol):
    """What the engine asks of the worker that lives in the same process."""

    def stop_runs(self, runs: list[int]) -> None:
        """Tell those of these task runs that it holds to stop."""

    def wake_later(self, execution_id: int, seconds: float) -> None:
        """Look after an execution's delays once this time is over."""

    def drain(self) -> None:
        """Work on what is ready until nothing is."""

    def wake_slots(self, ready: int) -> bool:
        """Have free slots look for this much ready work; False: others must be told."""

    def reserve(self) -> Capacity | None:
        """Keep a slot free for work that is about to be claimed; None when all are busy."""

    def accept(self, works: list[Work]) -> None:
        """Work on what was claimed with a reserved slot; [] gives the slot back."""


class _NoWorker:
    """A web process: others do the work, and find out by themselves."""

    def stop_runs(self, runs: list[int]) -> None:
        return

    def wake_later(self, execution_id: int, seconds: float) -> None:
        return

    def drain(self) -> None:
        return

    def wake_slots(self, ready: int) -> bool:
        return False

    def reserve(self) -> Capacity | None:
        return None

    def accept(self, works: list[Work]) -> None:
        return


_worker: LocalWorker = _NoWorker()


def local_worker() -> LocalWorker:
    return _worker


def set_local_worker(worker: LocalWorker | None) -> None:
    global _worker
    _worker = worker or _NoWorker()
