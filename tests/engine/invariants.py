"""What holds of every execution that has ended, whatever happened on the way."""

from __future__ import annotations

from workflows.engine.journal.ends import end_of
from workflows.engine.plans import plan_of
from workflows.models import Execution, ExecutionState, Frame, TaskRun, TaskRunState
from workflows.planning.fold import EXECUTION_STATES, fold_events
from workflows.planning.joins import Step, decide_join

FINAL = (TaskRunState.SUCCEEDED, TaskRunState.FAILED, TaskRunState.SKIPPED, TaskRunState.CANCELLED)
FINAL_EVENTS = ("workflow:completed", "workflow:failed", "workflow:cancelled")


def subject(run: TaskRun) -> str:
    return f"{run.task}[{run.index_path}]" if run.index_path else run.task


def check_execution(execution: Execution) -> None:
    """
    Raises:
        AssertionError: the log has gaps, tells another story than the rows, or something is open.
    """
    execution.refresh_from_db()
    runs = list(TaskRun.objects.filter(execution=execution))
    check_log(execution, runs)
    if execution.is_final:
        check_end(execution, runs)


def check_log(execution: Execution, runs: list[TaskRun]) -> None:
    events = list(execution.event_log.order_by("number").values_list("number", "name", "subject"))
    numbers = [number for number, _, _ in events]
    assert numbers == list(range(1, execution.events + 1)), "events are numbered without gaps"
    folded = fold_events((name, subject) for _, name, subject in events)
    told = {name: state for name, state in folded.tasks.items() if state != "retrying"}
    stored = {subject(run): run.get_state_display() for run in runs}
    # The log calls an attempt that waits for its next try "retrying"; the row is pending or ready.
    for name in folded.tasks.keys() - told.keys():
        assert stored.pop(name) in ("pending", "ready"), name
    known = {n: s for n, s in stored.items() if not (s == "pending" and n not in told)}
    assert told == known, "folding the log gives the rows"
    assert folded.execution == execution.get_state_display()


def check_end(execution: Execution, runs: list[TaskRun]) -> None:
    names = list(execution.event_log.values_list("name", flat=True))
    ends = [name for name in names if name in FINAL_EVENTS]
    assert len(ends) == 1, f"one end: {ends}"
    assert EXECUTION_STATES[ends[0]] == ExecutionState(execution.state).label
    last = execution.event_log.order_by("-number").first()
    assert last is not None
    assert last.name in FINAL_EVENTS, f"nothing happens after the end, but {last.name} did"
    unended = {subject(r): r.get_state_display() for r in runs if r.state not in FINAL}
    assert not unended, f"everything has ended, but {unended}"
    assert (execution.open, execution.running) == (0, 0)
    assert execution.ended_at is not None
    if not (execution.stopping or execution.only or execution.retry_of_id):
        check_joins(execution, runs)
    doubled = [f for f in Frame.objects.filter(execution=execution) if f.open < -1]
    assert not doubled, "no frame counts an end twice"


def check_joins(execution: Execution, runs: list[TaskRun]) -> None:
    """Every task outside containers did what the rules decide from the ends of the others."""
    plan = plan_of(execution.version_id)
    rows = {run.position: run for run in runs if run.frame is None}
    ends = {p: end_of(plan.tasks[p], run.state, run.outcome) for p, run in rows.items()}
    for position, run in rows.items():
        task = plan.tasks[position].task
        if task.disabled or task.when is not None:
            continue
        runs_by_rule = decide_join(plan, plan.tasks[position], ends).step is Step.RUN
        assert runs_by_rule == (run.state != TaskRunState.SKIPPED), subject(run)


def check_all_executions() -> None:
    for execution in Execution.objects.all():
        check_execution(execution)
