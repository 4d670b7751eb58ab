"""Executions that serve a task of another execution, and the news of their end."""

from __future__ import annotations

from workflows.crashpoints import crashpoint
from workflows.definition.document import Concurrency
from workflows.engine import payloads
from workflows.engine.journal.conclude import Payload, Run, conclude_failure, conclude_success
from workflows.engine.journal.containers import load_container
from workflows.engine.journal.holding import hold
from workflows.engine.journal.opening import Opening, insert_execution
from workflows.engine.journal.places import DEADLOCK, SHARE, has_place_above, look_at_places
from workflows.engine.journal.reuse import earlier_child, reusable_runs
from workflows.engine.journal.settle import check_budget, settle
from workflows.engine.journal.transition import Effects, Transition, transition
from workflows.engine.plans import plan_of
from workflows.engine.work import Failed, RunWorkflow, Succeeded, Usage, Work
from workflows.errors import QueueFull, TooManyExecutions
from workflows.models import Execution, ExecutionState, TaskRun, TaskRunState

NO_PLACE = frozenset((TooManyExecutions.code, DEADLOCK))
PRIORITY = "SELECT priority FROM workflows_execution WHERE id = %s"


def refusal(t: Transition, work: Work, wanted: RunWorkflow) -> Failed | None:
    """Why the rule of the wanted workflow lets no execution of it begin or queue; None: it may."""
    rule = _rule_of(wanted)
    if rule is None or wanted.workflow_id is None or _shares_place(t, work, wanted):
        return None
    under_way, queued = look_at_places(t.statements, wanted.workflow_id)
    if under_way < rule.limit or rule.when_full == "cancel_older":
        return None
    if rule.when_full == "skip":
        return Failed(TooManyExecutions.code, full(rule), transient=True)
    if rule.max_queued is not None and queued >= rule.max_queued:
        message = f"{queued} executions of the workflow queue already."
        return Failed(QueueFull.code, message, transient=True)
    return None


def full(rule: Concurrency) -> str:
    return f"{rule.limit} executions of the workflow are under way."


def _rule_of(wanted: RunWorkflow) -> Concurrency | None:
    return plan_of(wanted.version_id).document.settings.concurrency


def _shares_place(t: Transition, work: Work, wanted: RunWorkflow) -> bool:
    """Waiting for a place that is given up only after it would be waiting for ever."""
    if wanted.workflow_id is None or _rule_of(wanted) is None:
        return False
    return has_place_above(t.statements, work.run, wanted.workflow_id)


def open_child(t: Transition, work: Work, wanted: RunWorkflow) -> Execution:
    """Open the execution that this task waits for, in the same transaction."""
    inputs = payloads.to_text(wanted.inputs)
    shares = _shares_place(t, work, wanted)
    queued = not shares and _rule_of(wanted) is not None
    earlier = earlier_child(t, work, wanted.version_id, inputs)
    row, child = insert_execution(
        t.statements,
        Opening(
            version_id=wanted.version_id,
            team_id=t.facts.team_id,
            workflow_id=wanted.workflow_id,
            inputs=inputs,
            started_by_id=t.facts.started_by,
            reuse=reusable_runs(earlier) if earlier else {},
            retry_of_id=earlier,
            parent_run=work.run,
            depth=t.facts.depth + 1,
            priority=t.rows(PRIORITY, (t.facts.id,))[0][0],
            trigger="workflow",
            draft_run=t.facts.draft_run,
            queued=queued,
        ),
    )
    if shares:
        t.execute(SHARE, (True, child.facts.id))
    if queued:
        t.effects.queued_children.append(child.facts.id)
    if t.state == ExecutionState.PAUSED:
        hold(child)
    child.save()
    t.effects.ready += child.effects.ready
    if child.effects.ended:
        t.effects.ended_children.append(child.facts.id)
    return row


def tell_parent(child_id: int) -> tuple[int, Effects] | None:
    """
    Give a child's end to the task that waits for it.

    Safe to repeat: the first news moves the task run, later ones find it moved.

    Returns:
        The parent execution and what follows; None when nobody waits any more.
    """
    crashpoint("child.before_parent_told")
    child = Execution.objects.select_related("payload").get(pk=child_id)
    if child.parent_run is None or not child.is_final:
        return None
    parent = TaskRun.objects.filter(pk=child.parent_run).values_list("execution_id", flat=True)
    execution_id = parent.first()
    if execution_id is None:
        return None
    with transition(execution_id) as t:
        container = load_container(t, child.parent_run)
        if container.state != TaskRunState.WAITING:
            return None
        _conclude(t, container.run, child)
        check_budget(t)
    return execution_id, t.effects


def _conclude(t: Transition, run: Run, child: Execution) -> None:
    usage = Usage(
        input_tokens=child.input_tokens,
        output_tokens=child.output_tokens,
        cost_microusd=child.cost_microusd,
    )
    if child.state == ExecutionState.SUCCEEDED:
        text = child.payload.outputs or "{}"
        result = Succeeded(None, usage=usage)
        payload = Payload(child.payload.inputs, payloads.store(text))
        settle(t, [conclude_success(t, run, result, payload)])
        return
    why = child.error_message or child.get_state_display()
    if child.error_code in NO_PLACE:
        failed = Failed(child.error_code, why)
    else:
        why = f"The workflow it ran did not succeed: {why}"
        failed = Failed("workflow_failed", why, usage=usage)
    ended = conclude_failure(t, run, failed, Payload(child.payload.inputs), 0.0)
    settle(t, [ended] if ended else [])
