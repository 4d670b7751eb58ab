"""Executions that serve a task of another execution, and the news of their end."""

from __future__ import annotations

from workflows.crashpoints import crashpoint
from workflows.engine import payloads
from workflows.engine.journal.conclude import Payload, Run, conclude_failure, conclude_success
from workflows.engine.journal.frames import load_container
from workflows.engine.journal.holding import hold
from workflows.engine.journal.opening import Opening, insert_execution
from workflows.engine.journal.reuse import earlier_child, reusable_runs
from workflows.engine.journal.settle import check_budget, settle
from workflows.engine.journal.transition import Effects, Transition, transition
from workflows.engine.work import Failed, RunWorkflow, Succeeded, Usage, Work
from workflows.models import Execution, ExecutionState, TaskRun, TaskRunState

PRIORITY = "SELECT priority FROM workflows_execution WHERE id = %s"


def open_child(t: Transition, work: Work, wanted: RunWorkflow) -> Execution:
    """Open the execution that this task waits for, in the same transaction."""
    inputs = payloads.to_text(wanted.inputs)
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
        ),
    )
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
    failed = Failed("workflow_failed", f"The workflow it ran did not succeed: {why}", usage=usage)
    ended = conclude_failure(t, run, failed, Payload(child.payload.inputs), 0.0)
    settle(t, [ended] if ended else [])
