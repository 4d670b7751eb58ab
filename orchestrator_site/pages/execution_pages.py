"""The list of executions, and the page that shows one as it runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from orchestrator_site.pages.answering import person, signed_in
from orchestrator_site.pages.approval_cards import approval_card
from orchestrator_site.pages.paging import Slice, asked_key
from orchestrator_site.pages.panel import panel_of, readable
from orchestrator_site.pages.reads import (
    PAGE,
    count_states,
    executions_of,
    first_failure,
    open_approvals,
    read_execution,
)
from orchestrator_site.pages.rows import execution_row, summary_of
from orchestrator_site.pages.task_table import task_table
from workflows.access import Capability, capabilities_in
from workflows.models import Execution, ExecutionPayload, ExecutionState, TaskRun, User

FILTERS = {
    "open": (
        ExecutionState.QUEUED,
        ExecutionState.RUNNING,
        ExecutionState.PAUSED,
        ExecutionState.CANCELLING,
    ),
    "done": (ExecutionState.SUCCEEDED,),
    "failed": (ExecutionState.FAILED,),
    "cancelled": (ExecutionState.CANCELLED,),
}
SHOWN_CHARS = 20_000


@require_GET
@signed_in
def list_executions(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", "")
    states = FILTERS.get(chosen, ())
    before = asked_key(request, "before")
    found = Slice(executions_of(person(request), before=before, states=states), PAGE)
    now = timezone.now()
    values = {
        "rows": [execution_row(execution, now) for execution in found.rows],
        "last": found.last,
        "filters": FILTERS,
        "chosen": chosen if states else "",
    }
    return render(request, "pages/executions.html", values)


@require_GET
@signed_in
def show_execution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = person(request)
    execution = read_execution(user, public_id)
    values = {
        "execution": execution,
        **_state(execution),
        **_buttons(user, execution),
        **task_table(request, execution),
        **_payload(execution),
        "approvals": [approval_card(each, user) for each in open_approvals(user, execution)],
        "panel": _panel(request, execution),
    }
    return render(request, "pages/execution.html", values)


def _state(execution: Execution) -> dict[str, Any]:
    failure = first_failure(execution) if execution.state == ExecutionState.FAILED else None
    now = timezone.now()
    return {
        "summary": summary_of(execution, count_states(execution), now),
        "row": execution_row(execution, now),
        "failure": failure,
    }


def _buttons(user: User, execution: Execution) -> dict[str, bool]:
    if Capability.RUN not in capabilities_in(user, execution.team):
        return {}
    return {
        "may_pause": execution.state in (ExecutionState.QUEUED, ExecutionState.RUNNING),
        "may_resume": execution.state == ExecutionState.PAUSED,
        "may_cancel": not execution.is_final and execution.state != ExecutionState.CANCELLING,
        "may_retry": execution.state in (ExecutionState.FAILED, ExecutionState.CANCELLED),
    }


def _payload(execution: Execution) -> dict[str, str]:
    heads = ExecutionPayload.objects.filter(execution=execution).values_list(
        Left("inputs", SHOWN_CHARS + 1), Left("outputs", SHOWN_CHARS + 1)
    )
    inputs, outputs = heads.first() or ("", None)
    return {
        "inputs": "" if inputs == "{}" else readable(inputs, SHOWN_CHARS),
        "outputs": readable(outputs, SHOWN_CHARS),
    }


def _panel(request: HttpRequest, execution: Execution) -> Any:
    key = asked_key(request, "task")
    run = TaskRun.objects.filter(execution=execution, pk=key).first() if key else None
    return panel_of(run) if run else None
