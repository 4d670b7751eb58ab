"""Handing an attempt's result in, and taking the next work of the same execution with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from workflows.crashpoints import crashpoint
from workflows.definition.json_types import JsonValue
from workflows.engine import payloads
from workflows.engine.conversations import store_messages
from workflows.engine.journal.children import open_child, refusal
from workflows.engine.journal.claim import Capacity, claim_within
from workflows.engine.journal.conclude import (
    NO_PAYLOAD,
    Payload,
    Run,
    conclude_failure,
    conclude_stop,
    conclude_success,
)
from workflows.engine.journal.ends import Ended
from workflows.engine.journal.frames import begin_items, begin_turn
from workflows.engine.journal.reuse import earlier_results
from workflows.engine.journal.settle import check_budget, settle
from workflows.engine.journal.spared import may_go_on
from workflows.engine.journal.transition import Effects, Transition, transitions
from workflows.engine.work import (
    AskPeople,
    ExecutionFacts,
    Failed,
    Result,
    RunItems,
    RunTurns,
    RunWorkflow,
    Stopped,
    Succeeded,
    WaitUntil,
    Work,
)
from workflows.errors import NotFound, OutputInvalid, StaleTransition
from workflows.models import Approval, TaskRunState

WAIT = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.WAITING:d}, lease_until = NULL
WHERE id = %s AND epoch = %s AND state = {TaskRunState.RUNNING:d}
"""
WAIT_FOR = f"""
UPDATE workflows_taskrun SET state = {TaskRunState.WAITING:d}, lease_until = NULL,
       not_before = {{after}}
WHERE id = %s AND epoch = %s AND state = {TaskRunState.RUNNING:d}
"""
NO_CAPACITY = Capacity("", 0, 0)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was claimed of an execution in the same transaction, and what to do after it."""

    facts: ExecutionFacts
    works: list[Work]
    effects: Effects


def finish(
    work: Work, result: Result, capacity: Capacity = NO_CAPACITY, chance: float = 0.5
) -> Finished:
    """
    Hand in a result and claim the next ready work of the same execution, in one transaction.

    Args:
        chance: a random number in [0, 1), for the jitter of a retry.

    Raises:
        StaleTransition: the attempt is no longer the caller's; nothing has changed.
    """
    return finish_together([(work, result)], capacity, chance)[0]


def finish_together(
    results: Sequence[tuple[Work, Result]],
    capacity: Capacity = NO_CAPACITY,
    chance: float = 0.5,
) -> list[Finished]:
    """
    The same for several attempts, of one execution or of several; one answer for each execution.

    Raises:
        StaleTransition: one of them is no longer the caller's; nothing has changed.
    """
    prepared = [Attempted(work, *_prepare(result)) for work, result in results]
    by_execution: dict[int, list[Attempted]] = defaultdict(list)
    for each in prepared:
        by_execution[each.work.execution.id].append(each)
    finished = []
    with transitions(by_execution) as moving:
        for execution_id, attempts in by_execution.items():
            if execution_id not in moving:
                raise NotFound
            works = _finish_in(moving[execution_id], attempts, capacity, chance)
            capacity = capacity.without(works)
            finished.append((moving[execution_id], works))
    for each in prepared:
        each.keep_output()
    crashpoint("finish.before_effects")
    return [Finished(t.facts, works, t.effects) for t, works in finished]


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt's result, and its texts as they are stored."""

    work: Work
    result: Result
    payload: Payload

    def keep_output(self) -> None:
        """Spare those who depend on it the reading."""
        size = self.payload.output.size_bytes
        if isinstance(self.result, Succeeded) and size:
            payloads.outputs.put((self.work.run, self.work.epoch), self.result.output, size)


def _finish_in(
    t: Transition, attempts: Sequence[Attempted], capacity: Capacity, chance: float
) -> list[Work]:
    """Record attempts of one locked execution with all that follows, and claim in it."""
    was_full = 0 < t.max_parallel <= t.running
    ended = [end for each in attempts for end in _record(t, each, chance)]
    # A budget may stop the execution in between, and must find its rows as they are.
    t.may_hold_back = bool(capacity.lanes) and t.plan.document.settings.budget_usd is None
    settle(t, ended)
    check_budget(t)
    works = claim_within(t, capacity)
    if was_full and not t.is_final:
        # What was ready before, and had no place, is not told of by what became ready now.
        t.effects.ready = max(t.effects.ready, t.max_parallel - t.running)
    return works


def _prepare(result: Result) -> tuple[Result, Payload]:
    """Write texts (and files) before the transaction opens; what is no JSON becomes a failure."""
    if not isinstance(result, (Succeeded, Failed, Stopped)):
        return _storable_wait(result), NO_PAYLOAD
    messages = store_messages(result.messages)
    if isinstance(result, Stopped):
        return result, replace(_partial(result.partial), messages=messages)
    said = Payload(_input_text(result.input), messages=messages)
    if isinstance(result, Failed):
        return result, said
    try:
        return result, replace(said, output=payloads.store(payloads.to_text(result.output)))
    except OutputInvalid as error:
        return Failed(error.code, error.message, usage=result.usage, input=result.input), said


def _partial(value: JsonValue) -> Payload:
    if value is None:
        return NO_PAYLOAD
    try:
        return Payload(output=payloads.store(payloads.to_text(value)))
    except OutputInvalid:
        return NO_PAYLOAD


def _storable_wait(result: Result) -> Result:
    """The same result, or a failure where what it brings could not be written."""
    try:
        match result:
            case RunItems(items):
                payloads.to_text(list(items))
            case RunWorkflow(inputs=inputs):
                payloads.to_text(inputs)
            case AskPeople():
                return _storable_question(result)
    except OutputInvalid as error:
        return Failed(error.code, error.message)
    return result


def _storable_question(asked: AskPeople) -> AskPeople:
    message = payloads.storable_text(asked.message)
    return replace(
        asked, message=message, assignees=[*map(payloads.storable_text, asked.assignees)]
    )


def _input_text(value: JsonValue) -> str | None:
    """The rendered input, for people; a huge one is not kept twice, what is no JSON not at all."""
    if value is None:
        return None
    try:
        text = payloads.to_text(value)
    except OutputInvalid as error:
        return payloads.to_text({"not_kept": payloads.storable_text(error.message)})
    return text if len(text) <= 64_000 else payloads.to_text({"truncated_characters": len(text)})


def _record(t: Transition, attempted: Attempted, chance: float) -> list[Ended]:
    work, result, payload = attempted.work, attempted.result, attempted.payload
    run = Run.of(work)
    match result:
        case Succeeded():
            return [conclude_success(t, run, result, payload)]
        case Failed():
            return _fail(t, run, result, payload, chance)
        case Stopped():
            return [conclude_stop(t, run, result, payload)]
        case _ if may_go_on(t, run.position, run.frame):
            if isinstance(result, RunWorkflow) and (refused := refusal(t, work, result)):
                return _fail(t, run, refused, payload, chance)
            return _begin_waiting(t, work, run, result)
        case _:
            return [conclude_stop(t, run, Stopped(), payload)]


def _fail(t: Transition, run: Run, failed: Failed, payload: Payload, chance: float) -> list[Ended]:
    ended = conclude_failure(t, run, failed, payload, chance)
    return [] if ended is None else [ended]


def _begin_waiting(t: Transition, work: Work, run: Run, result: Result) -> list[Ended]:
    data: dict[str, object] = {}
    match result:
        case WaitUntil(seconds):
            _wait(t, run, seconds)
            data = {"for": "time", "seconds": round(seconds, 3)}
        case AskPeople():
            _wait(t, run, result.deadline_s)
            approval = _open_approval(t, work, result)
            data = {"for": "people", "approval": str(approval.public_id)}
        case RunWorkflow():
            _wait(t, run, None)
            child = open_child(t, work, result)
            data = {"for": "workflow", "execution": str(child.public_id)}
        case RunItems(items):
            _wait(t, run, None)
            data = {"for": "items", "count": len(items)}
        case _:
            _wait(t, run, None)
            data = {"for": "turns"}
    t.emit("task:waiting", work.subject, data)
    if isinstance(result, RunItems):
        return begin_items(t, run, result.items, earlier_results(t, work, result.items))
    if isinstance(result, RunTurns):
        return begin_turn(t, run, 0, None)
    return []


def _wait(t: Transition, run: Run, seconds: float | None) -> None:
    if seconds is None:
        changed = t.execute(WAIT, (run.id, run.epoch))
    else:
        changed = t.execute(WAIT_FOR, (seconds, run.id, run.epoch))
        due = t.effects.due_in_s
        t.effects.due_in_s = seconds if due is None else min(due, seconds)
    if not changed:
        raise StaleTransition
    t.running -= 1


def _open_approval(t: Transition, work: Work, asked: AskPeople) -> Approval:
    def after(seconds: float | None) -> datetime | None:
        return None if seconds is None else timezone.now() + timedelta(seconds=seconds)

    return Approval.objects.create(
        team_id=t.facts.team_id,
        execution_id=t.facts.id,
        task_run=work.run,
        task=work.planned.id,
        message=asked.message,
        form=asked.form,
        assignees=list(asked.assignees),
        needed=asked.needed,
        self_approval=asked.self_approval,
        expires_at=after(asked.deadline_s),
        remind_every_s=asked.remind_every_s,
        remind_at=after(asked.remind_every_s),
    )
