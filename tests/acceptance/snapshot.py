"""All that one installation knows of its executions at a moment, folded and ready to be judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from tests.acceptance.databases import Database
from workflows.models import ExecutionState, TaskRunState

FINAL = {
    TaskRunState.SUCCEEDED,
    TaskRunState.FAILED,
    TaskRunState.SKIPPED,
    TaskRunState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    id: int
    public_id: str
    state: ExecutionState
    events: int
    open: int
    running: int

    @property
    def has_ended(self) -> bool:
        return self.state >= ExecutionState.SUCCEEDED


@dataclass(frozen=True, slots=True)
class RunRow:
    """`subject` names it as events do."""

    id: int
    execution: int
    subject: str
    state: TaskRunState
    epoch: int
    attempt: int
    lost: int
    source: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    run: int
    epoch: int
    number: int
    state: int
    error_code: str


@dataclass(frozen=True, slots=True)
class EventRow:
    number: int
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    executions: list[ExecutionRow]
    runs: dict[int, list[RunRow]]
    attempts: dict[int, list[AttemptRow]]
    events: dict[int, list[EventRow]]

    @property
    def newest_event(self) -> int:
        """How many events were written in all."""
        return sum(each.events for each in self.executions)

    @property
    def unended(self) -> list[ExecutionRow]:
        return [each for each in self.executions if not each.has_ended]


def take_snapshot(database: Database) -> Snapshot:
    return Snapshot(
        load_executions(database), _runs(database), _attempts(database), _events(database)
    )


def load_executions(database: Database) -> list[ExecutionRow]:
    sql = "SELECT id, public_id, state, events, open, running FROM workflows_execution ORDER BY id"
    return [
        ExecutionRow(row[0], UUID(str(row[1])).hex, ExecutionState(row[2]), *row[3:])
        for row in database.rows(sql)
    ]


def _runs(database: Database) -> dict[int, list[RunRow]]:
    sql = (
        "SELECT id, execution_id, task, index_path, state, epoch, attempt, lost, source, kind "
        "FROM workflows_taskrun ORDER BY id"
    )
    found: dict[int, list[RunRow]] = defaultdict(list)
    for id_, execution, task, path, state, *rest in database.rows(sql):
        subject = f"{task}[{path}]" if path else task
        found[execution].append(RunRow(id_, execution, subject, TaskRunState(state), *rest))
    return found


def _attempts(database: Database) -> dict[int, list[AttemptRow]]:
    sql = "SELECT task_run_id, epoch, number, state, error_code FROM workflows_attempt ORDER BY id"
    found: dict[int, list[AttemptRow]] = defaultdict(list)
    for row in database.rows(sql):
        found[row[0]].append(AttemptRow(*row))
    return found


def _events(database: Database) -> dict[int, list[EventRow]]:
    sql = (
        "SELECT execution_id, number, name, subject FROM workflows_event "
        "WHERE execution_id IS NOT NULL ORDER BY execution_id, number"
    )
    found: dict[int, list[EventRow]] = defaultdict(list)
    for execution, *row in database.rows(sql):
        found[execution].append(EventRow(*row))
    return found
