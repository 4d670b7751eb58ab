"""Executions: start, list, steer, wait."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.response import Response

from workflows.access import Capability, execution_for, workflow_for
from workflows.api.choices import BY_TEAM, chosen_team
from workflows.api.shapes.executions import (
    ExecutionDetailRow,
    ExecutionRow,
    ExecutionSummaryRow,
    PlanStartBody,
    RetryBody,
    StartBody,
    StartDocumentBody,
    StartPlanRow,
)
from workflows.errors import WaitTimeout
from workflows.models import Execution, ExecutionState
from workflows.queries.executions import (
    execution_after,
    execution_made,
    execution_shown,
    execution_summary,
    executions_shown,
    is_active,
    outputs_shown,
)
from workflows.rest import parameters
from workflows.rest.async_views import AsyncApiView, in_database
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import IDEMPOTENCY_HEADER, ApiView
from workflows.services import executions
from workflows.services.narrowing import FIELDS
from workflows.services.start_plans import StartPlan, plan_retry, plan_start
from workflows.services.waiting import await_for

STATES = {state.label: state.value for state in ExecutionState}
FILTERS = (
    BY_TEAM,
    parameters.one_of("state", STATES, narrow="state"),
    parameters.flag("active", narrow=is_active, about="not ended"),
    parameters.identity("workflow", narrow="workflow__public_id"),
    parameters.identity("retry_of", narrow="retry_of__public_id"),
    parameters.text("trigger", narrow="trigger"),
    parameters.text("started_by", narrow="started_by__username"),
    parameters.moment("since", narrow="created_at__gte"),
    parameters.moment("until", narrow="created_at__lt"),
)


class ExecutionList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.RUN}

    @operation("Executions of your teams, the newest first", page=ExecutionRow, query=FILTERS)
    def get(self) -> QuerySet[Execution]:
        return executions_shown(self.person)

    @operation(
        "Run a document that you send, without a stored workflow",
        body=StartDocumentBody,
        answer=ExecutionDetailRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, body: dict[str, Any]) -> Response:
        team = chosen_team(self.person, body, Capability.RUN)

        def start(public_id: UUID) -> Execution:
            started = executions.start_document(
                user=self.person,
                team_id=team.public_id,
                document=body["document"],
                inputs=body.get("inputs"),
                trigger="api",
                public_id=public_id,
            )
            return execution_after(started)

        return self.answer_by_identity(team, body, start, execution_made)


class WorkflowExecutions(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Capability.RUN}

    @operation("Executions of one workflow", page=ExecutionRow, query=FILTERS)
    def get(self, workflow_id: UUID) -> QuerySet[Execution]:
        workflow = workflow_for(self.person, workflow_id, Capability.VIEW)
        return executions_shown(self.person).filter(workflow=workflow)

    @operation(
        "Start the workflow: the newest version, another one, the draft, or some of its tasks",
        body=StartBody,
        answer=ExecutionDetailRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> Response:
        workflow = workflow_for(self.person, workflow_id, Capability.RUN)

        def start(public_id: UUID) -> Execution:
            started = executions.start_execution(
                user=self.person,
                workflow_id=workflow_id,
                inputs=body.get("inputs"),
                **_narrowing(body),
                priority=body.get("priority"),
                trigger="api",
                public_id=public_id,
            )
            return execution_after(started)

        return self.answer_by_identity(workflow.team, body, start, execution_made)


class PlannedExecution(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation(
        "What a start would run, and whose outputs it would take; nothing is started",
        body=PlanStartBody,
        answer=StartPlanRow,
    )
    def post(self, workflow_id: UUID, body: dict[str, Any]) -> StartPlan:
        return plan_start(user=self.person, workflow_id=workflow_id, **_narrowing(body))


def _narrowing(body: dict[str, Any]) -> dict[str, Any]:
    """What a body says of version, draft and tasks, as the services take it."""
    around = next(((reach, body[name]) for reach, name in FIELDS.items() if name in body), None)
    return {
        "number": body.get("version"),
        "draft": body.get("draft", False),
        "only": body.get("only", ()),
        "outputs": body.get("outputs"),
        "around": around,
        "pins": body.get("pins", True),
    }


class ExecutionDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("One execution with inputs and outputs", answer=ExecutionDetailRow)
    def get(self, execution_id: UUID) -> Execution:
        return execution_shown(self.person, execution_id)


class ExecutionSummary(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "One execution with inputs, and with outputs that are not too large for a page",
        answer=ExecutionSummaryRow,
    )
    def get(self, execution_id: UUID) -> Execution:
        return execution_summary(self.person, execution_id)


class ExecutionOutputs(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "The whole outputs of an execution, however large",
        raw="application/json",
        raw_type=OpenApiTypes.ANY,
    )
    def get(self, execution_id: UUID) -> HttpResponse:
        text = outputs_shown(self.person, execution_id)
        response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="outputs-{execution_id}.json"'
        return response


class CancelExecution(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation("Cancel: running tasks are told to stop", answer=ExecutionDetailRow)
    def post(self, execution_id: UUID) -> Execution:
        return execution_after(
            executions.cancel_execution(user=self.person, execution_id=execution_id)
        )


class PauseExecution(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation("Pause: running tasks end, nothing new begins", answer=ExecutionDetailRow)
    def post(self, execution_id: UUID) -> Execution:
        return execution_after(
            executions.pause_execution(user=self.person, execution_id=execution_id)
        )


class ResumeExecution(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation("Go on after a pause", answer=ExecutionDetailRow)
    def post(self, execution_id: UUID) -> Execution:
        return execution_after(
            executions.resume_execution(user=self.person, execution_id=execution_id)
        )


class RetryExecution(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation(
        "A new execution from what failed, or from one task; earlier outputs are kept",
        body=RetryBody,
        answer=ExecutionDetailRow,
        status=201,
        headers=(IDEMPOTENCY_HEADER,),
    )
    def post(self, execution_id: UUID, body: dict[str, Any]) -> Response:
        execution = execution_for(self.person, execution_id, Capability.RUN)

        def retry(public_id: UUID) -> Execution:
            started = executions.retry_execution(
                user=self.person,
                execution_id=execution_id,
                version=body.get("version", "same"),
                from_task=body.get("from_task"),
                public_id=public_id,
            )
            return execution_after(started)

        return self.answer_by_identity(execution.team, body, retry, execution_made)


class PlannedRetry(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.RUN}

    @operation(
        "What a retry would run again and keep, and what that will probably cost; nothing starts",
        body=RetryBody,
        answer=StartPlanRow,
    )
    def post(self, execution_id: UUID, body: dict[str, Any]) -> StartPlan:
        return plan_retry(
            user=self.person,
            execution_id=execution_id,
            version=body.get("version", "same"),
            from_task=body.get("from_task"),
        )


class WaitForExecution(AsyncApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation(
        "Wait for the end: 200 when it has ended, 202 when the time was up before",
        answer=ExecutionDetailRow,
        query=(parameters.seconds("timeout", most=settings.WORKFLOWS.rest.max_wait_s),),
    )
    async def get(self, execution_id: UUID) -> HttpResponseBase:
        execution = await in_database(execution_for, self.person, execution_id, Capability.VIEW)
        ended = execution.is_final or await self.ends(execution)
        # Asked again: access may have ended while we waited.
        shown = await in_database(execution_shown, self.person, execution_id)
        return Response(ExecutionDetailRow(shown).data, status=200 if ended else 202)

    async def ends(self, execution: Execution) -> bool:
        longest_s = settings.WORKFLOWS.rest.max_wait_s
        try:
            await await_for(execution, timeout_s=self.query.get("timeout", longest_s))
        except WaitTimeout:
            return False
        return True
