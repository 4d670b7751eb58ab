"""The worker of this process, if it has one."""

from __future__ import annotations

from typing import Protocol


class LocalWorker(Protocol):
    """What the engine asks of the worker that lives in the same process."""

    def stop_runs(self, runs: list[int]) -> None:
        """Tell those of these task runs that it holds to stop."""

    def wake_later(self, execution_id: int, seconds: float) -> None:
        """Look after an execution's delays once this time is over."""

    def drain(self) -> None:
        """Work on what is ready until nothing is."""


class _NoWorker:
    """A web process: others do the work, and find out by themselves."""

    def stop_runs(self, runs: list[int]) -> None:
        return

    def wake_later(self, execution_id: int, seconds: float) -> None:
        return

    def drain(self) -> None:
        return


_worker: LocalWorker = _NoWorker()


def local_worker() -> LocalWorker:
    return _worker


def set_local_worker(worker: LocalWorker | None) -> None:
    global _worker
    _worker = worker or _NoWorker()
