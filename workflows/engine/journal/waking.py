"""What time and people bring back: retries that are due, waits that are over, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.journal.conclude import Payload, conclude_success
from workflows.engine.journal.containers import Container, load_container
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.settle import settle
from workflows.engine.journal.transition import Effects, Transition, transition
from workflows.engine.work import Succeeded, subject_of
from workflows.models import Approval, ApprovalState, TaskRunState

DUE_EXECUTIONS = f"""
SELECT DISTINCT execution_id AS id FROM workflows_taskrun
WHERE not_before <= {{now}} AND state IN ({TaskRunState.PENDING:d}, {TaskRunState.WAITING:d})
"""
RETRY_DUE = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.READY:d}, not_before = NULL, ready_at = {{now}}
WHERE execution_id = %s AND state = {TaskRunState.PENDING:d} AND not_before <= {{now}}
RETURNING position, index_path
"""
WAITS_DUE = f"""
SELECT id FROM workflows_taskrun
WHERE execution_id = %s AND state = {TaskRunState.WAITING:d} AND not_before <= {{now}} ORDER BY id
"""


def wake_due(execution_id: int) -> Effects:
    """Make ready what may be tried again, and end the waits that are over."""
    with transition(execution_id) as t:
        for position, path in sorted(t.rows(RETRY_DUE, (execution_id,))):
            t.emit("task:ready", subject_of(t.plan.tasks[position].id, path))
            t.effects.ready += 1
        for (run,) in t.rows(WAITS_DUE, (execution_id,)):
            # An earlier one's end may have ended this one too.
            container = load_container(t, run)
            if container.waits:
                settle(t, [_wake(t, container)])
    return t.effects


def _wake(t: Transition, waiting: Container) -> Ended:
    if t.plan.tasks[waiting.run.position].kind == "approval":
        return _answer(t, waiting, ApprovalState.EXPIRED, {"answer": "expired"})
    return _succeed(t, waiting, {"waited": True}, "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people decided together, and what the task gives for it."""

    state: ApprovalState
    output: JsonValue


def end_approval(execution_id: int, run: int, decide: Callable[[], Verdict | None]) -> Effects:
    """
    Let people's words end the wait of an approval; a late one is not heard.

    Args:
        decide: writes a word down and counts; called under the execution's lock, so that a word
            and the end it brings are one transaction; not called where the wait has ended.
    """
    with transition(execution_id) as t:
        waiting = load_container(t, run)
        verdict = decide() if waiting.waits else None
        if verdict is not None:
            settle(t, [_answer(t, waiting, verdict.state, verdict.output)])
    return t.effects


def _answer(t: Transition, waiting: Container, state: ApprovalState, output: JsonValue) -> Ended:
    Approval.objects.filter(task_run=waiting.run.id, state=ApprovalState.OPEN).update(
        state=state, ended_at=timezone.now()
    )
    return _succeed(t, waiting, output, str(state))


def _succeed(t: Transition, waiting: Container, output: JsonValue, outcome: str) -> Ended:
    payload = Payload(output=payloads.store(payloads.to_text(output)))
    return conclude_success(t, waiting.run, Succeeded(output, outcome), payload)
