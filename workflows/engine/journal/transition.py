"""
One transaction on one execution, or on several, under the locks of their rows.

Every change of an execution's rows happens inside such a transition. The rows' locks come first, in
the order of their keys, so two transitions of one execution never meet and cannot deadlock;
transitions of different executions never share rows. Events are numbered and written with the
change they tell of.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from workflows.crashpoints import crashpoint
from workflows.engine.dialect import Statements, marks, padded
from workflows.engine.plans import plan_of
from workflows.engine.transactions import DurableTransaction
from workflows.engine.work import ExecutionFacts
from workflows.errors import NotFound
from workflows.models import EventSeverity, ExecutionState
from workflows.planning.plan import Plan

FINAL = (ExecutionState.SUCCEEDED, ExecutionState.FAILED, ExecutionState.CANCELLED)
EVENT_BYTES = 8_000

LOCK_EXECUTION = """
SELECT id, public_id, team_id, workflow_id, version_id, retry_of_id, depth, started_by_id,
       draft_run, state, events, open, running, max_parallel, failing, stopping, cost_microusd,
       input_tokens, output_tokens, parent_run, error_code, error_message, "only"
FROM workflows_execution WHERE id = %s {lock}
"""
LOCK_EXECUTIONS = LOCK_EXECUTION.replace("= %s", "IN ({ids}) ORDER BY id")
SAVE_EXECUTION = """
UPDATE workflows_execution SET state = %s, events = %s, open = %s, running = %s, failing = %s,
       stopping = %s, cost_microusd = %s, input_tokens = %s, output_tokens = %s, error_code = %s,
       error_message = %s
WHERE id = %s
"""
# Most saves leave the state as it is; naming it would write the index of open ones each time.
SAVE_COUNTERS = SAVE_EXECUTION.replace("state = %s, ", "", 1)
# The last save of an execution says when it ended.
END_EXECUTION = SAVE_EXECUTION.replace(
    "WHERE id", ", ended_at = {now}, deadline_at = NULL WHERE id"
)
INSERT_EVENTS = """
INSERT INTO workflows_event
       (team_id, execution_id, number, name, severity, subject, at, schema, data)
VALUES {rows}
"""
EVENT_ROW = "(%s, %s, %s, %s, %s, %s, {now}, 1, %s)"

# `json.dumps` with options makes a writer at every call.
_write = json.JSONEncoder(ensure_ascii=False).encode

# SQLite has one writer; waiting here is fair, while its own busy handler sleeps and guesses.
_sqlite_writer = threading.RLock()
_many_writers = nullcontext()


@dataclass(slots=True)
class Effects:
    """What to do once the transition is committed; losing any of it costs time, never truth."""

    ready: int = 0
    stop_runs: list[int] = field(default_factory=list)
    stop_children_of: list[int] = field(default_factory=list)
    ended_children: list[int] = field(default_factory=list)
    queued_children: list[int] = field(default_factory=list)
    children_follow: bool = False
    ended: bool = False
    due_in_s: float | None = None
    events: int = 0


@dataclass(slots=True)
class Transition:
    """
    The locked execution, what changed about it so far, and the events of that.

    Whoever sets `may_hold_back` claims before it saves: a single successor is then held back, to
    become ready and be claimed in one statement.
    """

    statements: Statements
    facts: ExecutionFacts
    plan: Plan
    state: int
    events: int
    open: int
    running: int
    max_parallel: int
    failing: bool
    stopping: bool
    cost_microusd: int
    input_tokens: int
    output_tokens: int
    parent_run: int | None
    error_code: str
    error_message: str
    may_hold_back: bool = False
    held_back: int | None = None
    frames_closed: dict[int, int] = field(default_factory=dict)
    # Outputs handed in just now inside frames, as text, by position and index path: most of them
    # are the result of their frame, which then need not be read.
    handed_in: dict[tuple[int, str], str] = field(default_factory=dict)
    effects: Effects = field(default_factory=Effects)
    _events: list[tuple[Any, ...]] = field(default_factory=list)
    _stored_state: int = field(init=False)

    def __post_init__(self) -> None:
        self._stored_state = self.state

    def emit(
        self,
        name: str,
        subject: str = "",
        data: Mapping[str, Any] | None = None,
        severity: int = EventSeverity.INFO,
    ) -> None:
        """Add one event to the execution's log."""
        self.events += 1
        text = _write(data) if data else "{}"
        if (size := len(text.encode(errors="surrogatepass"))) > EVENT_BYTES:
            text = json.dumps({"truncated": True, "bytes": size})
        row = (self.facts.team_id, self.facts.id, self.events, name, severity, subject, text)
        self._events.append(row)

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    def execute(self, sql: str, params: Any = ()) -> int:
        """Run one statement and tell how many rows it touched."""
        return self.statements.execute(sql, params)

    def rows(self, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        return self.statements.rows(sql, params)

    def later(self, sql: str, params: Any = (), *, or_raise: type[Exception] | None = None) -> None:
        """Run a statement that is not read; `or_raise` when it touches no row."""
        self.statements.later(sql, params, or_raise=or_raise)

    def save(self) -> None:
        """Write the events and the row's counters."""
        if self.held_back is not None:
            raise RuntimeError("a successor was held back, and nobody claimed or readied it")
        if not self._events:
            return
        self.effects.events = self.events
        for start in range(0, len(self._events), 1_000):
            part = self._events[start : start + 1_000]
            rows = ", ".join([EVENT_ROW] * len(part))
            self.later(INSERT_EVENTS.replace("{rows}", rows), [v for row in part for v in row])
        self._save_execution()

    def _save_execution(self) -> None:
        counters = (
            self.events,
            self.open,
            self.running,
            self.failing,
            self.stopping,
            self.cost_microusd,
            self.input_tokens,
            self.output_tokens,
            self.error_code,
            self.error_message,
            self.facts.id,
        )
        if self.effects.ended:
            self.later(END_EXECUTION, (self.state, *counters))
        elif self.state != self._stored_state:
            self.later(SAVE_EXECUTION, (self.state, *counters))
        else:
            self.later(SAVE_COUNTERS, counters)
        self._stored_state = self.state


@contextmanager
def write_transaction(name: str) -> Iterator[Statements]:
    """One committed transaction; its crash points are `name.before_commit` and `.after_commit`."""
    # The proxy looks the thread's connection up at every touch; once is enough here.
    own = connections[DEFAULT_DB_ALIAS]
    writer = _sqlite_writer if own.vendor == "sqlite" else _many_writers
    with (
        writer,
        own.wrap_database_errors,
        DurableTransaction(own),
        Statements(own) as statements,
    ):
        yield statements
        crashpoint(f"{name}.before_commit")
        statements.commit()
    crashpoint(f"{name}.after_commit")


def lock_execution(statements: Statements, execution_id: int) -> Transition:
    """
    Lock one execution inside the open transaction; the caller saves.

    Raises:
        NotFound: there is no such execution.
    """
    rows = statements.rows(LOCK_EXECUTION, (execution_id,))
    if not rows:
        raise NotFound
    return _transition_of(statements, rows[0])


@contextmanager
def transition(execution_id: int) -> Iterator[Transition]:
    """
    Lock one execution and open a transaction on it; commit when the block ends.

    Raises:
        NotFound: there is no such execution.
    """
    with write_transaction("transition") as statements:
        moving = lock_execution(statements, execution_id)
        yield moving
        moving.save()


@contextmanager
def transitions(execution_ids: Iterable[int]) -> Iterator[dict[int, Transition]]:
    """
    The same for several executions in one transaction, by their keys; unknown ones are left out.

    It costs one commit, which is what most short transitions cost.
    """
    with write_transaction("transition") as statements:
        ids = padded(sorted(execution_ids))
        rows = statements.rows(LOCK_EXECUTIONS.replace("{ids}", marks(len(ids))), ids)
        moving = {row[0]: _transition_of(statements, row) for row in rows}
        yield moving
        for each in moving.values():
            each.save()


def _transition_of(statements: Statements, row: tuple[Any, ...]) -> Transition:
    facts = ExecutionFacts(
        id=row[0],
        public_id=row[1].hex if isinstance(row[1], UUID) else str(row[1]),
        team_id=row[2],
        workflow_id=row[3],
        version_id=row[4],
        retry_of=row[5],
        depth=row[6],
        started_by=row[7],
        draft_run=bool(row[8]),
    )
    return Transition(
        statements,
        facts,
        plan_of(row[4], row[22]),
        state=row[9],
        events=row[10],
        open=row[11],
        running=row[12],
        max_parallel=row[13],
        failing=bool(row[14]),
        stopping=bool(row[15]),
        cost_microusd=row[16],
        input_tokens=row[17],
        output_tokens=row[18],
        parent_run=row[19],
        error_code=row[20],
        error_message=row[21],
    )
