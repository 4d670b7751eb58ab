"""Task runs of an execution, with what went in and came out; their logs; events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.response import Response

from workflows.access import Capability
from workflows.api.choices import BY_TEAM
from workflows.api.shapes.executions import (
    EventRow,
    LogLineRow,
    MessagesRow,
    TaskRunDetailRow,
    TaskRunRow,
    TeamEventRow,
)
from workflows.engine.conversations import messages_of
from workflows.engine.outputs import task_output
from workflows.errors import NotFound
from workflows.models import Event, EventSeverity, TaskLog, TaskRun, TaskRunState
from workflows.queries.events import execution_events, in_chunks, team_events
from workflows.queries.executions import (
    attempt_shown,
    attempts_of,
    is_open,
    shown_output,
    task_run_shown,
    task_runs_shown,
)
from workflows.queries.logs import LogLine, chunks_with, lines_of, log_chunks
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.parameters import narrowed
from workflows.rest.permissions import Rule
from workflows.rest.streams import JSON_LINES, lines_response
from workflows.rest.views import ApiView

STATES = {state.label: state.value for state in TaskRunState}
SEVERITIES = {severity.label: severity.value for severity in EventSeverity}
TASK_FILTERS = (
    parameters.text("task", narrow="task"),
    parameters.one_of("state", STATES, narrow="state"),
    parameters.text("kind", narrow="kind"),
    parameters.text("index_path", narrow="index_path", about="of one map item or loop turn"),
    parameters.flag("open", narrow=is_open, about="not final"),
)
EVENT_FILTERS = (
    parameters.text("name", narrow="name"),
    parameters.one_of("severity", SEVERITIES, narrow="severity__gte", about="this severe or worse"),
    parameters.moment("since", narrow="at__gte"),
)
AFTER = parameters.count("after", narrow="number__gt", about="events after this number")
LOG_FILTERS = (
    parameters.count("task_run", narrow="task_run"),
    parameters.count("attempt", narrow="attempt"),
    parameters.text("search", narrow=chunks_with, about="lines that contain this"),
)


class TaskRunList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("Task runs", page=TaskRunRow, order=("id",), query=TASK_FILTERS)
    def get(self, execution_id: UUID) -> QuerySet[TaskRun]:
        return task_runs_shown(self.person, execution_id)


class TaskRunDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("A task run with its attempts, input and output", answer=TaskRunDetailRow)
    def get(self, execution_id: UUID, task_run_id: int) -> TaskRun:
        run = task_run_shown(self.person, execution_id, task_run_id)
        output, attempts = shown_output(run), list(attempts_of(run))
        run.__dict__.update(
            shown_attempts=attempts,
            tokens=sum(each.input_tokens + each.output_tokens for each in attempts),
            output=output.value,
            output_bytes=output.bytes,
            output_is_cut=output.is_cut,
            output_beginning=output.beginning,
        )
        return run


class TaskRunOutput(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "The whole output of a task run, however large",
        raw="application/json",
        raw_type=OpenApiTypes.ANY,
    )
    def get(self, execution_id: UUID, task_run_id: int) -> Response:
        run = task_run_shown(self.person, execution_id, task_run_id)
        if run.state != TaskRunState.SUCCEEDED:
            raise NotFound("The task run has no output.")
        name = f"{run.task}-{run.pk}.json"
        return Response(
            task_output(run), headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )


class AttemptMessages(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("What was said with a model in an attempt", answer=MessagesRow)
    def get(self, execution_id: UUID, task_run_id: int, attempt: int) -> dict[str, Any]:
        return {
            "items": messages_of(attempt_shown(self.person, execution_id, task_run_id, attempt))
        }


class LogList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "What tasks logged; a page holds the lines of `limit` chunks",
        page=LogLineRow,
        order=("id",),
        query=LOG_FILTERS,
    )
    def get(self, execution_id: UUID) -> QuerySet[TaskLog]:
        return log_chunks(self.person, execution_id)

    def shown(self, rows: Sequence[Any]) -> list[LogLine]:
        return lines_of(rows, self.query.get("search"))


class ExecutionEvents(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Events by number, without gaps",
        page=EventRow,
        order=("number",),
        query=(AFTER, *EVENT_FILTERS),
    )
    def get(self, execution_id: UUID) -> QuerySet[Event]:
        return execution_events(self.person, execution_id)


class ExecutionEventsFile(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("The same as JSON lines", query=(AFTER, *EVENT_FILTERS), raw=JSON_LINES)
    def get(self, execution_id: UUID) -> HttpResponseBase:
        rows = execution_events(self.person, execution_id).order_by("number")
        found = narrowed(rows, (AFTER, *EVENT_FILTERS), self.query)
        return lines_response(
            self.request._request, in_chunks(found), EventRow, f"events-{execution_id}"
        )


class TeamEvents(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Events of your teams, the newest first", page=TeamEventRow, query=(BY_TEAM, *EVENT_FILTERS)
    )
    def get(self) -> QuerySet[Event]:
        return team_events(self.person)


class TeamEventsFile(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("The same as JSON lines", query=(BY_TEAM, *EVENT_FILTERS), raw=JSON_LINES)
    def get(self) -> HttpResponseBase:
        rows = team_events(self.person).order_by("-id")
        found = narrowed(rows, (BY_TEAM, *EVENT_FILTERS), self.query)
        return lines_response(self.request._request, in_chunks(found), TeamEventRow, "events")
