"""Approvals: the inbox, one of them, the decision."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability
from workflows.api.choices import BY_TEAM
from workflows.api.shapes.approvals import ApprovalRow, DecideBody
from workflows.models import Approval, ApprovalState
from workflows.queries.approvals import approval_after, approval_shown, approvals_shown, waiting_for
from workflows.rest import parameters
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView
from workflows.services.approvals import decide_approval

STATES = {state.label: state.value for state in ApprovalState}
MINE = parameters.flag("mine", about="true: open, and waiting for your word")
FILTERS = (
    BY_TEAM,
    MINE,
    parameters.one_of("state", STATES, narrow="state"),
    parameters.identity("execution", narrow="execution__public_id"),
)


class ApprovalList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("Approvals of your teams, the newest first", page=ApprovalRow, query=FILTERS)
    def get(self) -> QuerySet[Approval]:
        shown = approvals_shown(self.person)
        return waiting_for(shown, self.person) if self.query.get("mine") else shown


class ApprovalDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("One approval with what people said", answer=ApprovalRow)
    def get(self, approval_id: UUID) -> Approval:
        return approval_shown(self.person, approval_id)


class ApprovalDecision(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Capability.DECIDE}

    @operation("Approve or reject; your first word counts", body=DecideBody, answer=ApprovalRow)
    def post(self, approval_id: UUID, body: dict[str, Any]) -> Approval:
        decided = decide_approval(
            user=self.person,
            approval_id=approval_id,
            approve=body["approve"],
            comment=body.get("comment", ""),
            values=body.get("values"),
        )
        return approval_after(decided)
