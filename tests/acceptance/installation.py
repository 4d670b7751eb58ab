"""
Whole installations of the product on private data: one process, or web and worker processes.

Leases and intervals are scaled down by configuration, so that recovery takes seconds.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.databases import Database, PostgresDatabase, SqliteFile
from tests.acceptance.effects import FILE_VARIABLE, EffectLog
from tests.acceptance.invariants import complaints_about
from tests.acceptance.processes import Process
from tests.acceptance.settling import wait_for, wait_until_ended
from tests.acceptance.snapshot import Snapshot, load_executions, take_snapshot
from tests.servers import free_port, wait_until
from workflows.crashpoints import VARIABLE

ENGINE = "ORCHESTRATOR_WORKFLOWS__ENGINE__"
LEASE_S = 2.0
# For those in which no lease may be lost: the machine may pause for longer than a short one lasts.
LONG_LEASE_S = 5.0
LONG_LEASES = {f"{ENGINE}LEASE_S": str(LONG_LEASE_S)}
SCALED = {
    f"{ENGINE}LEASE_S": str(LEASE_S),
    f"{ENGINE}HEARTBEAT_S": "0.4",
    f"{ENGINE}SWEEP_S": "0.5",
    f"{ENGINE}POLL_S": "0.2",
    f"{ENGINE}CANCEL_GRACE_S": "1",
    # Faults may meet one task many times in a row; only poison shall be quarantined.
    f"{ENGINE}MAX_LOST": "10",
    f"{ENGINE}SLOTS": "4",
    "ORCHESTRATOR_SITE__SHUTDOWN_S": "3",
    "ORCHESTRATOR_WORKFLOWS__FUNCTIONS__MODULES": "tests.acceptance.effects",
    "ORCHESTRATOR_WORKFLOWS__REST__REQUESTS_PER_MINUTE": "1000000",
    "ORCHESTRATOR_WORKFLOWS__REST__ANONYMOUS_PER_MINUTE": "1000000",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where one installation keeps its things."""

    data_dir: Path
    token: str

    @property
    def effects(self) -> Path:
        return self.data_dir / "effects.jsonl"


class Installation(ABC):
    """
    Args:
        environment: beyond the scaled configuration, for every process.
    """

    database: Database

    def __init__(self, places: Places, environment: Mapping[str, str]) -> None:
        self.places = places
        self.port = free_port()
        self.environment = {
            **SCALED,
            FILE_VARIABLE: str(places.effects),
            "DATA_DIR": str(places.data_dir),
            **environment,
        }
        self.client = Client(self.port, places.token)
        self.effects = EffectLog(places.effects)

    @property
    @abstractmethod
    def processes(self) -> Sequence[Process]:
        """All that were started, dead ones included."""

    def process(
        self,
        *arguments: str,
        crash_at: str = "",
        wrapper: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Process:
        """A process that is not started; its environment is the installation's and this one."""
        crash = {VARIABLE: crash_at} if crash_at else {}
        log = self.places.data_dir / f"{arguments[0]}-{len(self.processes)}.log"
        return Process(
            arguments, {**self.environment, **(environment or {}), **crash}, log, wrapper
        )

    def wait_until_serving(self) -> None:
        wait_until(
            lambda: self.client.answers() or self._web_is_dead(), "the web process to answer", 60
        )

    @abstractmethod
    def _web_is_dead(self) -> bool:
        """Nothing can answer any more: waiting would be in vain."""

    def snapshot(self) -> Snapshot:
        return take_snapshot(self.database)

    def wait_for_events(self, number: int) -> None:
        """Wait until so many events were written in all, or nothing is left that could write."""
        wait_for(
            lambda: (
                sum(each.events for each in load_executions(self.database)) >= number
                or all(each.has_ended for each in load_executions(self.database))
            ),
            self.database,
            f"event {number}",
        )

    def settle(self, at_least: int = 1, patience_s: float = 180) -> float:
        """Wait until everything has ended and the invariants hold; the seconds it took."""
        took_s = wait_until_ended(self.database, at_least, patience_s=patience_s)
        self.check()
        return took_s

    def check(self) -> None:
        found = complaints_about(self.snapshot(), self.client.acknowledged, self.effects)
        assert not found, "\n".join(found[:20])

    def gate(self, name: str) -> Path:
        """A file whose appearance lets held tasks go on."""
        return self.places.data_dir / f"gate-{name}"

    def logs(self) -> Iterator[str]:
        for process in self.processes:
            if process.log.exists():
                yield f"--- {process.log.name}\n" + process.log.read_text(errors="replace")[-2_000:]

    def close(self) -> None:
        self.client.close()
        for process in self.processes:
            process.kill()


class Embedded(Installation):
    """One process on SQLite; whoever kills it starts it anew."""

    def __init__(self, places: Places, environment: Mapping[str, str] | None = None) -> None:
        super().__init__(places, environment or {})
        self.database = SqliteFile(places.data_dir / "orchestrator.sqlite3")
        self._processes: list[Process] = []

    @property
    def processes(self) -> Sequence[Process]:
        return self._processes

    @property
    def current(self) -> Process:
        return self._processes[-1]

    def start(
        self, crash_at: str = "", wrapper: Sequence[str] = (), *, serving: bool = True
    ) -> Process:
        process = self.process(
            "start", "--port", str(self.port), crash_at=crash_at, wrapper=wrapper
        )
        self._processes.append(process.start())
        if serving:
            self.wait_until_serving()
        return process

    def restart(self) -> Process:
        self.current.kill()
        return self.start()

    def _web_is_dead(self) -> bool:
        return not self.current.lives


class Cluster(Installation):
    """Web and worker processes on PostgreSQL and Redis."""

    def __init__(self, places: Places, environment: Mapping[str, str], direct_url: str) -> None:
        super().__init__(places, environment)
        self.database = PostgresDatabase(direct_url)
        self.database_name = direct_url.rpartition("/")[2]
        self._processes: list[Process] = []
        self.workers: list[Process] = []
        self.web: Process | None = None

    @property
    def processes(self) -> Sequence[Process]:
        return self._processes

    def start(self, workers: int = 2) -> None:
        self.start_web()
        started = [self.start_worker(ready=False) for _ in range(workers)]
        for worker in started:
            worker.wait_for_log("worker started")

    def start_web(self, crash_at: str = "") -> Process:
        self.web = self.process("web", "--port", str(self.port), crash_at=crash_at)
        self._processes.append(self.web.start())
        self.wait_until_serving()
        return self.web

    def start_another_web(self) -> tuple[Process, int]:
        """One more, once it answers, and its port."""
        port = free_port()
        web = self.process("web", "--port", str(port))
        self._processes.append(web.start())
        with closing(Client(port, self.places.token)) as client:
            wait_until(lambda: client.answers() or not web.lives, "another web process", 60)
        assert web.lives, web.log.read_text(errors="replace")[-3_000:]
        return web, port

    def start_worker(
        self,
        crash_at: str = "",
        wrapper: Sequence[str] = (),
        *,
        ready: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> Process:
        worker = self.process("worker", crash_at=crash_at, wrapper=wrapper, environment=environment)
        self._processes.append(worker.start())
        self.workers.append(worker)
        if ready:
            worker.wait_for_log("worker started")
        return worker

    def _web_is_dead(self) -> bool:
        return self.web is None or not self.web.lives


def descriptors_of(process: Process) -> int:
    return len(os.listdir(f"/proc/{process.pid}/fd"))
