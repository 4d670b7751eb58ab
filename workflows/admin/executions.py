"""Executions and what belongs to them; operators may stop them, never write their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from workflows.access import as_operator
from workflows.admin.base import (
    HotRowsAdmin,
    joined,
    link_to_list,
    person,
    preformatted,
    write_audit,
)
from workflows.errors import OrchestratorError
from workflows.models import Approval, Attempt, Event, Execution, TaskRun
from workflows.services.executions import (
    cancel_execution,
    pause_execution,
    resume_execution,
    retry_execution,
)


@admin.register(Execution)
class ExecutionAdmin(HotRowsAdmin):
    list_display = (
        "public_id",
        "runs",
        "version",
        "team",
        "state",
        "created_at",
        "ended_at",
        "more",
    )
    list_filter = ("state",)
    list_select_related = ("workflow", "version", "team")
    exclude = ("open", "running", "stopping")
    readonly_fields = ("more", "inputs", "outputs")
    indexed_filters = ("team", "workflow", "version", "retry_of", "started_by")
    exact_search = ("public_id", "pk", "workflow__public_id", "workflow__slug", "team__slug")
    heavy_fields = ("error_message", "version__document", "workflow__description")
    search_help_text = "Id of the execution, or slug or id of its workflow or team"
    actions = ("cancel", "pause", "resume", "retry")

    @admin.display(description="workflow", ordering="workflow")
    def runs(self, execution: Execution) -> str:
        """The workflow, or the name of the document given in a call."""
        return str(execution.workflow or execution.name)

    @admin.display(description="more")
    def more(self, execution: Execution) -> SafeString:
        tables = ((TaskRun, "task runs"), (Event, "events"), (Approval, "approvals"))
        key = execution.pk
        return joined(*(link_to_list(t, words, execution__id__exact=key) for t, words in tables))

    @admin.display(description="inputs")
    def inputs(self, execution: Execution) -> SafeString | str:
        return preformatted(execution.payload.inputs)

    @admin.display(description="outputs")
    def outputs(self, execution: Execution) -> SafeString | str:
        return preformatted(execution.payload.outputs)

    @admin.action(description="Cancel the chosen executions", permissions=["operate"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Execution]) -> None:
        self._apply(request, rows, "cancel", cancel_execution)

    @admin.action(description="Pause the chosen executions", permissions=["operate"])
    def pause(self, request: HttpRequest, rows: QuerySet[Execution]) -> None:
        self._apply(request, rows, "pause", pause_execution)

    @admin.action(description="Resume the chosen executions", permissions=["operate"])
    def resume(self, request: HttpRequest, rows: QuerySet[Execution]) -> None:
        self._apply(request, rows, "resume", resume_execution)

    @admin.action(description="Retry the chosen executions", permissions=["operate"])
    def retry(self, request: HttpRequest, rows: QuerySet[Execution]) -> None:
        self._apply(request, rows, "retry", retry_execution)

    def _apply(
        self,
        request: HttpRequest,
        rows: QuerySet[Execution],
        action: str,
        service: Callable[..., Execution],
    ) -> None:
        operator = as_operator(person(request))
        done = 0
        for execution in rows.select_related("team"):
            try:
                result = service(user=operator, execution_id=execution.public_id)
            except OrchestratorError as error:
                self.message_user(request, f"{execution}: {error.message}", messages.WARNING)
                continue
            write_audit(request, action, execution, {"execution": str(result.public_id)})
            done += 1
        self.message_user(request, f"{action}: {done} of the chosen executions.")


@admin.register(TaskRun)
class TaskRunAdmin(HotRowsAdmin):
    list_display = (
        "__str__",
        "kind",
        "state",
        "outcome",
        "attempt",
        "owner",
        "started_at",
        "ended_at",
        "more",
    )
    list_filter = ("state",)
    list_select_related = ()
    readonly_fields = ("more",)
    indexed_filters = ("execution",)
    exact_search = ("pk", "execution__public_id", "task", "owner")
    search_help_text = "Task id, worker, key, or id of the execution"

    @admin.display(description="more")
    def more(self, task_run: TaskRun) -> SafeString:
        attempts = link_to_list(Attempt, "attempts", task_run__id__exact=task_run.pk)
        execution = link_to_list(Execution, "execution", q=task_run.execution_id)
        return joined(attempts, execution)


@admin.register(Attempt)
class AttemptAdmin(HotRowsAdmin):
    list_display = (
        "task_run",
        "number",
        "state",
        "worker",
        "model",
        "error_code",
        "started_at",
        "ended_at",
    )
    list_filter = ("state",)
    list_select_related = ("task_run",)
    exclude = ("input", "output", "messages", "error_message")
    readonly_fields = ("input_text", "output_text", "error_text")
    indexed_filters = ("task_run",)
    exact_search = ("task_run__execution__public_id", "worker", "model", "error_code")
    heavy_fields = ("input", "output", "messages", "error_message")
    search_help_text = "Worker, model, error code, or id of the execution"

    @admin.display(description="input")
    def input_text(self, attempt: Attempt) -> SafeString | str:
        return preformatted(attempt.input)

    @admin.display(description="output")
    def output_text(self, attempt: Attempt) -> SafeString | str:
        return preformatted(attempt.output)

    @admin.display(description="error")
    def error_text(self, attempt: Attempt) -> SafeString | str:
        return preformatted(attempt.error_message)


@admin.register(Event)
class EventAdmin(HotRowsAdmin):
    list_display = ("name", "number", "execution", "subject", "severity", "at")
    list_filter = ("severity",)
    list_select_related = ("execution",)
    indexed_filters = ("execution", "team")
    exact_search = ("execution__public_id", "name", "subject")
    heavy_fields = ("data",)
    search_help_text = "Name of the event, task, or id of the execution"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.list_display, "team", "schema", "data")
