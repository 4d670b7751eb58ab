"""
Pinned outputs: a row per workflow and task, shared by all who edit the draft.

Runs of the draft take a pin instead of running its task; published versions never do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from workflows import drafts
from workflows.access import Capability, execution_for, workflow_for
from workflows.conf import config
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.payloads import Stored
from workflows.errors import InvalidInput, LimitExceeded, NotFound, OutputInvalid, Problem
from workflows.hooks import pins_changed
from workflows.models import Attempt, Pin, TaskRun, TaskRunState, User, Workflow


@transaction.atomic
def pin_output(*, user: User, workflow_id: UUID, task: str, output: JsonValue) -> Pin:
    """
    Pin this output to a task of the draft, in place of an earlier one.

    Raises:
        InvalidInput: the draft has no such task outside containers, or the output is larger than
            one may be.
        LimitExceeded: as many tasks are pinned as a document may have.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    _refuse_unpinnable(drafts.freeze(workflow), task)
    _keep(workflow, {task: _stored(output)}, user)
    return workflow.pins.get(task=task)


@transaction.atomic
def pin_execution(
    *, user: User, workflow_id: UUID, execution_id: UUID, tasks: Collection[str] | None = None
) -> list[str]:
    """
    Pin what tasks gave in an execution of this workflow: all of them, or `tasks`.

    Tasks that did not succeed in it, or are not outside containers of the draft, are passed over.
    Returns the pinned ones.

    Raises:
        NotFound: it is not an execution of this workflow.
        InvalidInput: nothing could be pinned.
    """
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    execution = execution_for(user, execution_id, Capability.VIEW)
    if execution.workflow_id != workflow.pk:
        raise NotFound
    pinnable = _pinnable_tasks(drafts.freeze(workflow))
    wanted = pinnable if tasks is None else pinnable & set(tasks)
    found = _outputs_of(execution.pk, wanted)
    if not found:
        message = "The execution has no output of these tasks that could be pinned."
        raise InvalidInput(problems=[Problem("pin.no_output", message, "/execution")])
    _keep(workflow, found, user)
    return sorted(found)


@transaction.atomic
def unpin(*, user: User, workflow_id: UUID, task: str) -> None:
    """Take a pin away; one that is not there is as good."""
    workflow = workflow_for(user, workflow_id, Capability.EDIT)
    deleted, _ = workflow.pins.filter(task=task).delete()
    if deleted:
        pins_changed(workflow.pk)


def list_pins(*, user: User, workflow_id: UUID) -> QuerySet[Pin]:
    """Pins without their outputs."""
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    return workflow.pins.select_related("pinned_by").defer("output")


@dataclass(frozen=True, slots=True)
class ShownPin:
    """`shown_output` is null where it `output_is_cut`: larger than a page shows."""

    task: str
    output_bytes: int
    pinned_by: User | None
    pinned_at: datetime
    shown_output: JsonValue
    output_is_cut: bool


def show_pin(*, user: User, workflow_id: UUID, task: str) -> ShownPin:
    """
    Raises:
        NotFound: the task is not pinned.
    """
    workflow = workflow_for(user, workflow_id, Capability.VIEW)
    pin = workflow.pins.select_related("pinned_by").filter(task=task).first()
    if pin is None:
        raise NotFound
    return pin_after(pin)


def pin_after(pin: Pin) -> ShownPin:
    """The same of one that the caller has just made, without asking for VIEW."""
    is_cut = pin.output_file != ""
    output = None if is_cut else payloads.read(pin.output, "")
    return ShownPin(pin.task, pin.output_bytes, pin.pinned_by, pin.pinned_at, output, is_cut)


def stored_pins(workflow: Workflow) -> dict[str, Stored]:
    """All pins as they are stored; who asks was allowed to run or see the workflow."""
    rows = workflow.pins.values_list("task", "output", "output_file", "output_bytes")
    return {task: Stored(text, file, size) for task, text, file, size in rows}


def _stored(output: JsonValue) -> Stored:
    try:
        return payloads.store(payloads.to_text(output))
    except OutputInvalid as error:
        problem = Problem("pin.output", error.message, "/output")
        raise InvalidInput(problems=[problem]) from error


def _keep(workflow: Workflow, found: dict[str, Stored], user: User) -> None:
    # Its row is the lock: two who pin at once must both be counted.
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    others = workflow.pins.exclude(task__in=list(found)).count()
    most = config().limits.tasks
    if others + len(found) > most:
        raise LimitExceeded("tasks", most, f"A workflow may have at most {most:,} pins.")
    rows = [
        Pin(
            workflow=workflow,
            task=task,
            output=stored.text,
            output_file=stored.file,
            output_bytes=stored.size_bytes,
            pinned_by=user,
            pinned_at=timezone.now(),
        )
        for task, stored in found.items()
    ]
    Pin.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["workflow", "task"],
        update_fields=["output", "output_file", "output_bytes", "pinned_by", "pinned_at"],
    )
    pins_changed(workflow.pk)


def _pinnable_tasks(document: JsonObject) -> set[str]:
    return {task_id for task_id, task in document["tasks"].items() if task.get("parent") is None}


def _refuse_unpinnable(document: JsonObject, task: str) -> None:
    if task in _pinnable_tasks(document):
        return
    inside = task in document["tasks"]
    why = "stands inside a container; pin the container" if inside else "is not a task of the draft"
    message = f"“{task[:80]}” {why}."
    raise InvalidInput(problems=[Problem("pin.unknown_task", message, "/task")])


def _outputs_of(execution_pk: int, tasks: set[str]) -> dict[str, Stored]:
    """Outputs of tasks outside containers that succeeded, their own or those that they reuse."""
    rows = TaskRun.objects.filter(
        execution=execution_pk, frame=None, state=TaskRunState.SUCCEEDED
    ).values_list("task", "id", "source")
    owners = {source or run: task for task, run, source in rows if task in tasks}
    found: dict[str, Stored] = {}
    keys = list(owners)
    for start in range(0, len(keys), 500):
        attempts = Attempt.objects.filter(
            task_run__in=keys[start : start + 500], epoch=F("task_run__epoch")
        ).values_list("task_run", "output", "output_file", "output_bytes")
        found |= {owners[run]: Stored(text, file, size) for run, text, file, size in attempts}
    return found
