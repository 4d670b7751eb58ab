"""Executions, their task runs and attempts, as lists and details show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left

from workflows.access import Capability, execution_for, task_run_for, visible_executions
from workflows.conf import config
from workflows.definition.json_types import JsonValue
from workflows.engine.outputs import task_output
from workflows.engine.payloads import read_beginning
from workflows.errors import NotFound, OutputLost
from workflows.models import (
    CONTAINER_KINDS,
    Attempt,
    Execution,
    ExecutionPayload,
    ExecutionState,
    TaskRun,
    TaskRunState,
    Team,
    User,
)

BEGINNING_CHARS = 4_000
# Documents and payloads may be megabytes; lists show neither.
_LARGE = ("version__document", "workflow__description", "workflow__tags")


def executions_shown(user: User) -> QuerySet[Execution]:
    return _told(visible_executions(user))


def _told(rows: QuerySet[Execution]) -> QuerySet[Execution]:
    return (
        with_waiting(rows)
        .select_related("team", "workflow", "version", "started_by", "retry_of")
        .defer(*_LARGE, "retry_of__error_message")
    )


def with_waiting(rows: QuerySet[Execution]) -> QuerySet[Execution]:
    """
    Adds `is_waiting`: a task run waits for a person, time or another, and none runs or could run.

    A map or loop waits for its own inside, which says nothing.
    """
    runs = TaskRun.objects.filter(execution=OuterRef("pk"))
    waits = runs.filter(state=TaskRunState.WAITING).exclude(kind__in=CONTAINER_KINDS)
    ready = runs.filter(state=TaskRunState.READY)
    # The CASE spares the look at task runs for executions that have ended or run.
    is_waiting = Case(
        When(Q(state=ExecutionState.RUNNING, running=0), then=Exists(waits) & ~Exists(ready)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    return rows.annotate(is_waiting=is_waiting)


def execution_shown(user: User, execution_id: UUID) -> Execution:
    """
    One execution with its inputs and outputs.

    Raises:
        NotFound: there is none that the person may see.
    """
    return _one(executions_shown(user), user, execution_id)


def execution_summary(user: User, execution_id: UUID) -> Execution:
    """
    The same, without outputs that are larger than a page shows.

    Raises:
        NotFound: there is none that the person may see.
    """
    return _one(with_cut_outputs(executions_shown(user)), user, execution_id)


def _one(rows: QuerySet[Execution], user: User, execution_id: UUID) -> Execution:
    execution_for(user, execution_id, Capability.VIEW)
    found = rows.select_related("payload").filter(public_id=execution_id).first()
    if found is None:
        raise NotFound
    return found


def with_cut_outputs(rows: QuerySet[Execution]) -> QuerySet[Execution]:
    """
    Reads no outputs that are larger than a page shows.

    Adds `outputs_bytes`, `outputs_are_cut`, `outputs_beginning` (its first characters) and
    `shown_outputs`: null where they are cut.
    """
    most = config().engine.inline_bytes
    is_small = Q(outputs_bytes__lte=most)
    text, none = F("payload__outputs"), Value(None, TextField())
    return rows.defer("payload__outputs").annotate(
        outputs_bytes=Coalesce(ByteLength(text), 0),
        outputs_are_cut=ExpressionWrapper(~is_small, BooleanField()),
        shown_outputs=Case(When(is_small, then=text), default=none),
        outputs_beginning=Case(When(is_small, then=Value("")), default=Left(text, BEGINNING_CHARS)),
    )


class ByteLength(Func):
    """How long a text is in UTF-8, without the text being read by the caller."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "LENGTH(CAST(%(expressions)s AS BLOB))"
        return self.as_sql(compiler, connection, template=template, **context)


def outputs_shown(user: User, execution_id: UUID) -> str:
    """
    The JSON text of an execution's outputs, however large.

    Raises:
        NotFound: there is no such execution that the person may see, or it gave nothing.
    """
    execution = execution_for(user, execution_id, Capability.VIEW)
    kept = ExecutionPayload.objects.filter(execution=execution)
    text = kept.values_list("outputs", flat=True).first()
    if text is None:
        raise NotFound("The execution has no outputs.")
    return text


def execution_after(execution: Execution) -> Execution:
    """
    The same of one that the caller has just started or steered.

    Without asking for VIEW: what was done would be answered with a refusal.
    """
    return _told(Execution.objects.filter(pk=execution.pk)).select_related("payload").get()


def execution_made(team: Team, public_id: UUID) -> Execution | None:
    """The same of what an earlier request under this id started."""
    found = Execution.objects.filter(team=team, public_id=public_id).first()
    return None if found is None else execution_after(found)


def task_runs_shown(user: User, execution_id: UUID) -> QuerySet[TaskRun]:
    """With the tokens that all their attempts took together."""
    execution = execution_for(user, execution_id, Capability.VIEW)
    tries = Attempt.objects.filter(task_run=OuterRef("pk")).order_by().values("task_run")
    whole = tries.annotate(whole=Sum(F("input_tokens") + F("output_tokens"))).values("whole")
    return TaskRun.objects.filter(execution=execution).annotate(
        tokens=Coalesce(Subquery(whole), Value(0))
    )


def task_run_shown(user: User, execution_id: UUID, task_run_id: int) -> TaskRun:
    return task_run_for(user, execution_id, task_run_id, Capability.VIEW)


def attempts_of(task_run: TaskRun) -> QuerySet[Attempt]:
    """Oldest first, with the agent that worked on each."""
    found = Attempt.objects.filter(task_run=task_run).order_by("epoch")
    is_kept = Q(messages__isnull=False) | ~Q(messages_file="")
    found = found.annotate(has_messages=ExpressionWrapper(is_kept, BooleanField()))
    return found.defer("output", "messages").select_related(
        "agent_revision", "agent_revision__agent"
    )


def attempt_shown(user: User, execution_id: UUID, task_run_id: int, number: int) -> Attempt:
    """
    An attempt of a task run by its number.

    Raises:
        NotFound: there is none that the person may see.
    """
    run = task_run_shown(user, execution_id, task_run_id)
    found = Attempt.objects.filter(task_run=run, number=number).order_by("epoch").last()
    if found is None:
        raise NotFound
    return found


def is_active(rows: QuerySet[Execution], active: bool) -> QuerySet[Execution]:
    """Whether the execution has not ended."""
    condition = Q(state__lt=ExecutionState.SUCCEEDED)
    return rows.filter(condition if active else ~condition)


def is_open(rows: QuerySet[TaskRun], opened: bool) -> QuerySet[TaskRun]:
    """Whether the task run is not final."""
    condition = Q(state__lt=TaskRunState.SUCCEEDED)
    return rows.filter(condition if opened else ~condition)


@dataclass(frozen=True, slots=True)
class ShownOutput:
    """
    `value` is null where the output `is_cut`: larger than a page shows.

    `beginning` holds the first characters of its JSON text then; empty where its file is lost.
    """

    value: JsonValue
    bytes: int
    is_cut: bool
    beginning: str = ""


def shown_output(run: TaskRun) -> ShownOutput:
    """The output of a task run, of its own or of the one that it reuses, if it is not too large."""
    owner = run if run.source is None else TaskRun.objects.get(pk=run.source)
    kept = Attempt.objects.filter(task_run=owner, epoch=owner.epoch)
    size, file = kept.values_list("output_bytes", "output_file").first() or (0, "")
    if size <= config().engine.inline_bytes:
        return ShownOutput(task_output(run), size, is_cut=False)
    # What is larger than this lies in a file, unless the bound was lowered since.
    text = None if file else kept.values_list("output", flat=True).first()
    return ShownOutput(None, size, is_cut=True, beginning=_beginning(text, file))


def _beginning(text: str | None, file: str) -> str:
    try:
        return read_beginning(text, file, BEGINNING_CHARS)
    except OutputLost:
        return ""  # fetching the whole says what is lost
