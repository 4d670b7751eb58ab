"""The worker of this process, if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from workflows.engine.journal.claim import Capacity
from workflows.engine.work import Work


@dataclass(frozen=True, slots=True)
class Reserved:
    """A slot kept free, and what may be claimed for it."""

    slot: int
    capacity: Capacity


class LocalWorker(Protocol):
    """What the engine asks of the worker that lives in the same process."""

    @property
    def is_alone(self) -> bool:
        """Whether it is the only worker, so that whatever ends, ends in this process."""

    def stop_runs(self, runs: list[int]) -> None:
        """Tell those of these task runs that it holds to stop."""

    def wake_later(self, execution_id: int, seconds: float) -> None:
        """Look after an execution's delays once this time is over."""

    def drain(self) -> None:
        """Work on what is ready until nothing is."""

    def wake_slots(self) -> bool:
        """Have slots look for ready work; claims that nobody else has to be told."""

    def reserve(self) -> Reserved | None:
        """Keep a slot free for work that is about to be claimed; None when it would not help."""

    def accept(self, reserved: Reserved, works: list[Work]) -> None:
        """Work on what was claimed with a reserved slot; [] gives the slot back."""


class _NoWorker:
    """A web process: others do the work, and find out by themselves."""

    is_alone = False

    def stop_runs(self, runs: list[int]) -> None:
        return

    def wake_later(self, execution_id: int, seconds: float) -> None:
        return

    def drain(self) -> None:
        return

    def wake_slots(self) -> bool:
        return False

    def reserve(self) -> Reserved | None:
        return None

    def accept(self, reserved: Reserved, works: list[Work]) -> None:
        return


_worker: LocalWorker = _NoWorker()


def local_worker() -> LocalWorker:
    return _worker


def set_local_worker(worker: LocalWorker | None) -> None:
    global _worker
    _worker = worker or _NoWorker()
