"""Waiting for executions to end, with an eye on whether anything still moves."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from tests.acceptance.databases import Database
from tests.acceptance.snapshot import FINAL, load_executions, take_snapshot

STUCK_S = 60
LOOK_S = 0.05


class Stuck(AssertionError):
    """Nothing has moved for too long, and something is not at its end."""


def wait_until_ended(
    database: Database, at_least: int = 1, *, patience_s: float = 180, stuck_s: float = STUCK_S
) -> float:
    """
    Wait until every execution has ended, and there are `at_least` so many; the seconds it took.

    Raises:
        Stuck: no event was written for `stuck_s`, or the patience is over.
    """
    started = monotonic()
    moved_at, seen = started, -1
    while True:
        executions = load_executions(database)
        if len(executions) >= at_least and all(each.has_ended for each in executions):
            return monotonic() - started
        newest = sum(each.events for each in executions)
        if newest != seen:
            moved_at, seen = monotonic(), newest
        if monotonic() - moved_at > stuck_s or monotonic() - started > patience_s:
            raise Stuck(describe_open(database))
        sleep(LOOK_S)


def wait_for(
    holds: Callable[[], bool], database: Database, what: str, patience_s: float = 90
) -> None:
    """The same for any condition; tells what is open when it never holds."""
    deadline = monotonic() + patience_s
    while not holds():
        if monotonic() > deadline:
            raise Stuck(f"waited for {what}\n{describe_open(database)}")
        sleep(LOOK_S)


def describe_open(database: Database) -> str:
    snapshot = take_snapshot(database)
    lines = []
    for execution in snapshot.unended[:5]:
        lines.append(f"execution {execution}")
        open_runs = [r for r in snapshot.runs[execution.id] if r.state not in FINAL]
        lines += [f"  {run}" for run in open_runs[:10]]
        lines += [f"  {event}" for event in snapshot.events[execution.id][-5:]]
    return "\n".join(lines) or "nothing is open"
