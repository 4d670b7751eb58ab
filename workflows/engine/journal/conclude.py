"""The end of one attempt: its row, the task run's new state, and the events that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from workflows.engine import payloads
from workflows.engine.journal.ends import Ended, TaskRunFlag
from workflows.engine.journal.spared import may_go_on
from workflows.engine.journal.transition import Transition
from workflows.engine.payloads import NOTHING_STORED, Stored
from workflows.engine.work import Failed, Stopped, Succeeded, Usage, Work, subject_of
from workflows.errors import StaleTransition
from workflows.models import AttemptState, EventSeverity, TaskRunState
from workflows.planning.joins import End, Ending
from workflows.planning.plan import PlannedTask
from workflows.planning.retry import FailedAttempt, retry_delay_s

INSERT_ATTEMPT = f"""
INSERT INTO workflows_attempt
       (task_run_id, epoch, number, state, worker, ready_at, started_at, ended_at, cpu_s,
        peak_memory_bytes, input_tokens, output_tokens, cost_microusd, model, agent_revision_id,
        explanation, error_code, error_message, input, output, output_file, output_bytes,
        messages, messages_file)
SELECT id, epoch, attempt, %s, owner, ready_at, started_at, {{now}}, %s, %s, %s, %s, %s, %s, %s,
       %s, %s, %s, %s, %s, %s, %s, %s, %s
FROM workflows_taskrun WHERE id = %s AND epoch = %s
AND state IN ({TaskRunState.RUNNING:d}, {TaskRunState.WAITING:d})
"""
END_RUN = """
UPDATE workflows_taskrun SET state = %s, flags = %s, outcome = %s, reason = %s, ended_at = {now},
       lease_until = NULL, not_before = NULL, cost_microusd = cost_microusd + %s
WHERE id = %s
"""
RETRY_LATER = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.PENDING:d}, pending = 0, flags = %s, reason = %s,
       lease_until = NULL, not_before = {{after}}, cost_microusd = cost_microusd + %s
WHERE id = %s
"""
RETRY_NOW = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.READY:d}, pending = 0, flags = %s, reason = %s,
       lease_until = NULL, not_before = NULL, ready_at = {{now}},
       cost_microusd = cost_microusd + %s
WHERE id = %s
"""
# A failed attempt whose task names another agent hands over to it once.
SECOND_AGENT = 32
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Run:
    """The task run that an attempt belongs to."""

    id: int
    position: int
    index_path: str
    frame: int | None
    epoch: int
    tries: int
    flags: int
    is_running: bool = True

    @classmethod
    def of(cls, work: Work) -> Run:
        return cls(
            work.run,
            work.position,
            work.index_path,
            work.frame,
            work.epoch,
            work.tries,
            work.flags,
        )


@dataclass(frozen=True, slots=True)
class Payload:
    """Texts of input, output and messages, stored before the transaction opens."""

    input: str | None = None
    output: Stored = NOTHING_STORED
    messages: Stored = NOTHING_STORED


NO_PAYLOAD = Payload()


def record_attempt(
    t: Transition,
    run: Run,
    state: AttemptState,
    usage: Usage,
    payload: Payload = NO_PAYLOAD,
    error: tuple[str, str] = ("", ""),
) -> None:
    """
    Write the attempt's row; this is where a late or doubled end is found out.

    Raises:
        StaleTransition: the task run has moved on since.
    """
    values: tuple[Any, ...] = (
        state,
        usage.cpu_s,
        usage.peak_memory_bytes,
        usage.input_tokens,
        usage.output_tokens,
        usage.cost_microusd,
        usage.model[:120],
        usage.agent_revision,
        usage.explanation[:300],
        error[0][:64],
        error[1],
        payload.input,
        payload.output.text,
        payload.output.file,
        payload.output.size_bytes,
        payload.messages.text,
        payload.messages.file,
    )
    t.later(INSERT_ATTEMPT, (*values, run.id, run.epoch), or_raise=StaleTransition)
    if run.is_running:
        t.running -= 1
    t.cost_microusd += usage.cost_microusd
    t.input_tokens += usage.input_tokens
    t.output_tokens += usage.output_tokens


def conclude_success(t: Transition, run: Run, result: Succeeded, payload: Payload) -> Ended:
    record_attempt(t, run, AttemptState.SUCCEEDED, result.usage, payload)
    flags = run.flags | result.flags
    _end(t, run, TaskRunState.SUCCEEDED, flags, result.outcome, "", result.usage)
    data: dict[str, Any] = {
        "attempt": run.tries,
        "cost_microusd": result.usage.cost_microusd,
    }
    if result.outcome:
        data["outcome"] = result.outcome
    if flags & TaskRunFlag.CACHED:
        data["cached"] = True
    t.emit("task:completed", _subject(t, run), data)
    if run.frame is not None and payload.output.text is not None:
        t.handed_in[run.position, run.index_path] = payload.output.text
    return Ended(run.position, run.index_path, run.frame, End(Ending.SUCCEEDED, result.outcome))


def conclude_stop(t: Transition, run: Run, result: Stopped, payload: Payload) -> Ended:
    record_attempt(t, run, AttemptState.CANCELLED, result.usage, payload)
    _end(t, run, TaskRunState.CANCELLED, run.flags, "", "stopped", result.usage)
    t.emit("task:cancelled", _subject(t, run), {"attempt": run.tries})
    return Ended(run.position, run.index_path, run.frame, End(Ending.CANCELLED))


def conclude_failure(
    t: Transition, run: Run, failed: Failed, payload: Payload, chance: float
) -> Ended | None:
    """Record a failed attempt; None when another one follows."""
    planned = t.plan.tasks[run.position]
    # Errors of functions and servers may hold what no database takes as text.
    failed = replace(failed, message=payloads.storable_text(failed.message))
    again = _next_attempt(t, run, planned, failed, chance)
    if again is None:
        payload = with_fallback(planned, payload)
    error = (failed.code, failed.message)
    record_attempt(t, run, AttemptState.FAILED, failed.usage, payload, error)
    if again is not None:
        _retry(t, run, again[0], failed, again[1])
        return None
    return give_up(t, run, failed)


def _next_attempt(
    t: Transition, run: Run, planned: PlannedTask, failed: Failed, chance: float
) -> tuple[int, float] | None:
    """Flags and delay of the attempt that follows a failed one; None: none does."""
    seen = FailedAttempt(run.tries, failed.transient, failed.retry_after_s)
    delay_s = retry_delay_s(planned.task.retry, seen, chance)
    hands_over = planned.kind == "agent" and planned.task.on_error.policy == "agent"
    hands_over = hands_over and not run.flags & SECOND_AGENT
    if not run.is_running or not (hands_over or delay_s is not None):
        return None
    if not may_go_on(t, run.position, run.frame):
        return None
    if delay_s is not None:
        return run.flags, delay_s
    return run.flags | SECOND_AGENT | TaskRunFlag.FALLBACK, 0.0


def with_fallback(planned: PlannedTask, payload: Payload) -> Payload:
    """The payload of a last attempt: under `on_error: {output}` it gives that output."""
    if planned.task.on_error.policy != "output":
        return payload
    text = payloads.to_text(planned.task.on_error.output)
    return replace(payload, output=payloads.store(text))


def give_up(t: Transition, run: Run, failed: Failed) -> Ended:
    """End a task run whose last attempt, recorded before, failed: as its `on_error` says."""
    planned = t.plan.tasks[run.position]
    if planned.task.on_error.policy == "output":
        return _fall_back(t, run, failed)
    flags = run.flags | (TaskRunFlag.HANDLED if planned.failure_handled else 0)
    reason = f"{failed.code}: {failed.message}"[:LONGEST_REASON]
    _end(t, run, TaskRunState.FAILED, flags, "", reason, failed.usage)
    data = {"attempt": run.tries, "code": failed.code, "message": failed.message[:2_000]}
    severity = EventSeverity.WARNING if planned.failure_handled else EventSeverity.ERROR
    t.emit("task:failed", _subject(t, run), data, severity)
    continued = planned.task.on_error.policy == "continue"
    end = End(Ending.CONTINUED if continued else Ending.FAILED)
    return Ended(run.position, run.index_path, run.frame, end, reason)


def _fall_back(t: Transition, run: Run, failed: Failed) -> Ended:
    """Succeed with the output that the document holds ready."""
    reason = f"{failed.code}: {failed.message}"
    flags = run.flags | TaskRunFlag.FALLBACK
    _end(t, run, TaskRunState.SUCCEEDED, flags, "", reason, failed.usage)
    data = {
        "attempt": run.tries,
        "fallback": True,
        "code": failed.code,
        "message": failed.message[:2_000],
    }
    t.emit("task:completed", _subject(t, run), data, EventSeverity.WARNING)
    return Ended(run.position, run.index_path, run.frame, End(Ending.SUCCEEDED))


def _retry(t: Transition, run: Run, flags: int, failed: Failed, delay_s: float) -> None:
    reason = f"{failed.code}: {failed.message}"[:LONGEST_REASON]
    if delay_s > 0:
        t.later(RETRY_LATER, (flags, reason, delay_s, failed.usage.cost_microusd, run.id))
        due = t.effects.due_in_s
        t.effects.due_in_s = delay_s if due is None else min(due, delay_s)
    else:
        t.later(RETRY_NOW, (flags, reason, failed.usage.cost_microusd, run.id))
        t.effects.ready += 1
    data = {
        "attempt": run.tries,
        "code": failed.code,
        "message": failed.message[:2_000],
        "delay_s": round(delay_s, 3),
    }
    t.emit("task:retrying", _subject(t, run), data, EventSeverity.WARNING)


def _end(
    t: Transition,
    run: Run,
    state: TaskRunState,
    flags: int,
    outcome: str,
    reason: str,
    usage: Usage,
) -> None:
    values = (state, flags, outcome, reason[:LONGEST_REASON], usage.cost_microusd, run.id)
    t.later(END_RUN, values)


def _subject(t: Transition, run: Run) -> str:
    return subject_of(t.plan.tasks[run.position].id, run.index_path)
