"""
What must hold after every run with faults, each as a list of complaints (none: it holds).

The names are those of the failure matrix in the documentation: I1 ends, I2 results, I3 event logs,
I4 acknowledged work, I5 fencing, I6 attempts and effects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from tests.acceptance.effects import EffectLog
from tests.acceptance.snapshot import FINAL, AttemptRow, EventRow, RunRow, Snapshot
from workflows.models import AttemptState, ExecutionState, TaskRunState

AFTER_EVENT = {
    "task:completed": TaskRunState.SUCCEEDED,
    "task:failed": TaskRunState.FAILED,
    "task:skipped": TaskRunState.SKIPPED,
    "task:cancelled": TaskRunState.CANCELLED,
    "task:started": TaskRunState.RUNNING,
    "task:waiting": TaskRunState.WAITING,
}
WORKFLOW_ENDS = {
    "workflow:completed": ExecutionState.SUCCEEDED,
    "workflow:failed": ExecutionState.FAILED,
    "workflow:cancelled": ExecutionState.CANCELLED,
}


def complaints_about(
    snapshot: Snapshot, acknowledged: Iterable[str], effects: EffectLog
) -> list[str]:
    """Every invariant that does not hold, with where."""
    return [
        *everything_ended(snapshot),
        *results_are_single(snapshot),
        *logs_fold_to_state(snapshot),
        *acknowledged_is_there(snapshot, acknowledged),
        *epochs_fence(snapshot),
        *effects_have_attempts(snapshot, effects),
    ]


def everything_ended(snapshot: Snapshot) -> Iterator[str]:
    for execution in snapshot.executions:
        if not execution.has_ended:
            yield f"I1: execution {execution.id} is {execution.state.label}"
        elif execution.open or execution.running:
            yield f"I1: {execution.id} ended with {execution.open} open, {execution.running} run"
        for run in snapshot.runs[execution.id]:
            if execution.has_ended and run.state not in FINAL:
                yield f"I1: {run.subject} of {execution.id} is {run.state.label} after the end"


def results_are_single(snapshot: Snapshot) -> Iterator[str]:
    for run in _runs(snapshot):
        done = [a for a in snapshot.attempts.get(run.id, []) if a.state == AttemptState.SUCCEEDED]
        wanted = 1 if run.state == TaskRunState.SUCCEEDED and run.source is None else 0
        if len(done) != wanted:
            yield f"I2: {run.subject} is {run.state.label} with {len(done)} results"
    for execution, events in snapshot.events.items():
        begun = Counter(event.subject for event in events if event.name == "task:ready")
        # Each further attempt is announced first, and becomes ready once more when its delay ends.
        again = Counter(event.subject for event in events if event.name == "task:retrying")
        for subject, times in begun.items():
            if times > 1 + again[subject]:
                yield f"I2: {subject} of {execution} was dispatched {times} times"


def logs_fold_to_state(snapshot: Snapshot) -> Iterator[str]:
    for execution in snapshot.executions:
        events = snapshot.events[execution.id]
        if [event.number for event in events] != list(range(1, execution.events + 1)):
            yield f"I3: the log of {execution.id} has gaps"
        ends = [WORKFLOW_ENDS[event.name] for event in events if event.name in WORKFLOW_ENDS]
        if len(ends) > 1:
            yield f"I2: {execution.id} ended {len(ends)} times"
        if ends and ends[0] != execution.state:
            yield f"I3: {execution.id} is {execution.state.label}, its log says {ends[0].label}"
        yield from _runs_fold(snapshot.runs[execution.id], events)


def _runs_fold(runs: list[RunRow], events: list[EventRow]) -> Iterator[str]:
    folded: dict[str, TaskRunState] = {}
    for event in events:
        state = AFTER_EVENT.get(event.name)
        if state is None:
            continue
        if folded.get(event.subject) in FINAL:
            yield f"I2: {event.name} of {event.subject} after its end"
        folded[event.subject] = state
    for run in runs:
        if run.state in FINAL and folded.get(run.subject) != run.state:
            yield f"I3: {run.subject} is {run.state.label}, its log says {folded.get(run.subject)}"


def acknowledged_is_there(snapshot: Snapshot, acknowledged: Iterable[str]) -> Iterator[str]:
    known = {execution.public_id for execution in snapshot.executions}
    for each in acknowledged:
        if UUID(each).hex not in known:
            yield f"I4: {each} was acknowledged and is lost"


def epochs_fence(snapshot: Snapshot) -> Iterator[str]:
    for run in _runs(snapshot):
        for attempt in snapshot.attempts.get(run.id, []):
            if attempt.epoch > run.epoch:
                yield f"I5: {run.subject} has an attempt of epoch {attempt.epoch} > {run.epoch}"


def effects_have_attempts(snapshot: Snapshot, effects: EffectLog) -> Iterator[str]:
    """No call without a claimed attempt; beyond the first only where an attempt ended badly."""
    allowed = dict(_allowed_calls(snapshot))
    for key, calls in effects.calls_by_key().items():
        if key not in allowed:
            yield f"I6: an effect of {key}, which the database does not know"
        elif calls > allowed[key]:
            yield f"I6: {calls} effects of {key}, {allowed[key]} attempts allowed"


def _allowed_calls(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    for execution in snapshot.executions:
        for run in snapshot.runs[execution.id]:
            attempts = snapshot.attempts.get(run.id, [])
            yield f"{execution.public_id}:{run.subject}", max(1, _tried(attempts))


def _tried(attempts: list[AttemptRow]) -> int:
    return len([attempt for attempt in attempts if attempt.epoch])


def _runs(snapshot: Snapshot) -> Iterator[RunRow]:
    for runs in snapshot.runs.values():
        yield from runs
