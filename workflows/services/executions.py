"""Starting executions and steering them; access first, effects after the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from workflows import drafts
from workflows.access import Capability, execution_for, team_for, workflow_for
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.aftermath import follow_up_id
from workflows.engine.inputs import fill_inputs
from workflows.engine.journal import control
from workflows.engine.journal.opening import Opening
from workflows.engine.payloads import Stored
from workflows.engine.plans import plan_of
from workflows.models import Execution, User, Version, Workflow
from workflows.services.accepting import accept, load_execution
from workflows.services.narrowing import Narrowing, Reach, select_tasks
from workflows.services.pinned_outputs import stored_pins
from workflows.services.retrying import Which, prepare_retry
from workflows.services.versions import ensure_version, published_or_refuse, refuse_archived


def start_execution(
    *,
    user: User,
    workflow_id: UUID,
    inputs: JsonObject | None = None,
    number: int | None = None,
    draft: bool = False,
    only: Sequence[str] = (),
    outputs: Mapping[str, JsonValue] | None = None,
    around: tuple[Reach, str] | None = None,
    pins: bool = True,
    priority: int | None = None,
    trigger: str = "manual",
    public_id: UUID | None = None,
) -> Execution:
    """
    Start a published version (the newest, or `number`), or the draft as it is now.

    Args:
        only, outputs, around: which part of it runs; see `Narrowing`.
        pins: a run of the draft takes pinned outputs; others never do.
        public_id: the execution's id, chosen by the caller: a start repeated with it gives the
            first one's execution.

    Raises:
        AccessDenied: `user` may not run this workflow.
        NothingPublished: there is no such version.
        DocumentInvalid: the draft has problems that keep it from running.
        InputsInvalid: `.problems` names each missing or wrong input.
        TooManyExecutions, QueueFull: the workflow's concurrency rule refuses another one.
    """
    workflow = workflow_for(user, workflow_id, Capability.RUN)
    refuse_archived(workflow)
    version = _draft_version(workflow, user) if draft else published_or_refuse(workflow, number)
    opening = Opening(
        version_id=version.pk,
        team_id=workflow.team_id,
        workflow_id=workflow.pk,
        inputs=_inputs_text(version, inputs or {}),
        started_by_id=user.pk,
        public_id=public_id or uuid4(),
        priority=50 if priority is None else priority,
        trigger=trigger,
        draft_run=draft,
        passes_pins_over=draft and not pins,
    )
    pinned = stored_pins(workflow) if draft and pins else {}
    if only or outputs or around or pinned:
        narrowing = Narrowing(only, outputs or {}, around)
        opening = _narrowed(opening, workflow, narrowing, pinned)
    return _filled(accept(opening), workflow, version, user)


def start_document(
    *,
    user: User,
    team_id: UUID,
    document: JsonObject,
    inputs: JsonObject | None = None,
    trigger: str = "document",
    public_id: UUID | None = None,
) -> Execution:
    """
    Run a document given in the call; no workflow is stored.

    Raises:
        DocumentInvalid, InputsInvalid: as `start_execution`.
    """
    team = team_for(user, team_id, Capability.RUN)
    version = ensure_version(team=team, workflow=None, raw=document, user=user)
    return start_version(
        version, inputs or {}, user=user, trigger=trigger, public_id=public_id or uuid4()
    )


def start_version(
    version: Version,
    inputs: JsonObject,
    *,
    user: User | None,
    trigger: str = "python",
    public_id: UUID | None = None,
) -> Execution:
    """Start a version that the caller was allowed to run."""
    return accept(
        Opening(
            version_id=version.pk,
            team_id=version.team_id,
            workflow_id=version.workflow_id,
            inputs=_inputs_text(version, inputs),
            started_by_id=user.pk if user else None,
            public_id=public_id or uuid4(),
            trigger=trigger,
        )
    )


def run_task(
    *,
    user: User,
    workflow_id: UUID,
    task: str,
    outputs: Mapping[str, JsonValue] | None = None,
    inputs: JsonObject | None = None,
) -> Execution:
    """Run one task of the draft alone, with these outputs for what it refers to."""
    return start_execution(
        user=user,
        workflow_id=workflow_id,
        inputs=inputs,
        draft=True,
        only=[task],
        outputs=outputs,
    )


def cancel_execution(*, user: User, execution_id: UUID) -> Execution:
    """
    Raises:
        IllegalMove: it has ended otherwise.
    """
    execution = execution_for(user, execution_id, Capability.RUN)
    follow_up_id(execution.pk, control.cancel(execution.pk, f"by {user.username}"))
    return load_execution(execution.pk)


def pause_execution(*, user: User, execution_id: UUID) -> Execution:
    """
    Raises:
        IllegalMove: it is not running.
    """
    execution = execution_for(user, execution_id, Capability.RUN)
    follow_up_id(execution.pk, control.pause(execution.pk))
    return load_execution(execution.pk)


def resume_execution(*, user: User, execution_id: UUID) -> Execution:
    """
    Raises:
        IllegalMove: it is not paused.
    """
    execution = execution_for(user, execution_id, Capability.RUN)
    follow_up_id(execution.pk, control.resume(execution.pk))
    return load_execution(execution.pk)


def retry_execution(
    *,
    user: User,
    execution_id: UUID,
    version: Which = "same",
    from_task: str | None = None,
    public_id: UUID | None = None,
) -> Execution:
    """
    Run what did not succeed once more (or one task and all after it), keeping earlier outputs.

    A new execution; the old one stays as it ended.

    Raises:
        IllegalMove: it has not ended, or there is nothing to run again.
        InvalidInput: `from_task` is not one of its tasks outside containers.
        DocumentInvalid: the draft that it is to run with has problems.
        InputsInvalid: what it was started with does not fit the draft any more.
    """
    execution = execution_for(user, execution_id, Capability.RUN)
    retry = prepare_retry(execution, version=version, from_task=from_task)
    chosen = retry.version or _kept_draft(execution, retry.draft or {}, user)
    return accept(
        Opening(
            version_id=chosen.pk,
            team_id=execution.team_id,
            workflow_id=execution.workflow_id,
            inputs=retry.inputs,
            started_by_id=user.pk,
            public_id=public_id or uuid4(),
            only=retry.only,
            pins=retry.pins,
            passes_pins_over=retry.draft_run and not retry.takes_pins,
            reuse=retry.reuse,
            afresh=from_task is not None,
            retry_of_id=execution.pk,
            priority=execution.priority,
            trigger="retry",
            draft_run=retry.draft_run,
        )
    )


def _draft_version(workflow: Workflow, user: User) -> Version:
    document = drafts.freeze(workflow)
    return ensure_version(team=workflow.team, workflow=workflow, raw=document, user=user)


def _kept_draft(execution: Execution, raw: JsonObject, user: User) -> Version:
    return ensure_version(team=execution.team, workflow=execution.workflow, raw=raw, user=user)


def _inputs_text(version: Version, inputs: JsonObject) -> str:
    """The inputs with the schema's defaults filled in, checked, as text."""
    return payloads.to_text(fill_inputs(plan_of(version.pk).document.inputs, inputs))


def _narrowed(
    opening: Opening, workflow: Workflow, narrowing: Narrowing, pins: Mapping[str, Stored]
) -> Opening:
    chosen = select_tasks(workflow, plan_of(opening.version_id), narrowing, pins)
    return replace(
        opening,
        only=chosen.only,
        values=dict(narrowing.outputs),
        pins={task: pins[task] for task in chosen.pinned},
        reuse={task: end.reused for task, end in chosen.reused.items() if end.reused},
    )


def _filled(
    execution: Execution, workflow: Workflow | None, version: Version, user: User | None
) -> Execution:
    """Put in what is in memory already, so that showing the execution asks for nothing."""
    if execution.version_id == version.pk and user and execution.started_by_id == user.pk:
        execution.workflow, execution.version, execution.started_by = workflow, version, user
    return execution
