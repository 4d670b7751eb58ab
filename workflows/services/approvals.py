"""What people say to approvals."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from workflows.access import Capability, approval_for
from workflows.definition.json_types import JsonObject
from workflows.engine.aftermath import follow_up_id
from workflows.engine.checks import schema_mistakes
from workflows.engine.journal.waking import Verdict, end_approval
from workflows.errors import IllegalMove, InvalidInput, Problem
from workflows.models import Approval, ApprovalDecision, ApprovalState, User


def decide_approval(
    *,
    user: User,
    approval_id: UUID,
    approve: bool,
    comment: str = "",
    values: JsonObject | None = None,
) -> Approval:
    """
    Say yes or no; one no rejects, and as many yes as are needed approve.

    A second word of the same person changes nothing.

    Raises:
        AccessDenied: the approval names others.
        IllegalMove: it has ended, perhaps while this word was on its way.
        InvalidInput: `values` do not fit the approval's form.
    """
    approval = approval_for(user, approval_id, Capability.DECIDE)
    _refuse_ended(approval)
    _check_values(approval, approve, values)
    is_heard = False

    def decide() -> Verdict | None:
        nonlocal is_heard
        is_heard = True
        _keep_word(approval, user, approve, comment, values)
        return _verdict(approval)

    effects = end_approval(approval.execution_id, approval.task_run, decide)
    follow_up_id(approval.execution_id, effects)
    approval.refresh_from_db()
    if not is_heard:
        _refuse_ended(approval)
    return approval


def _refuse_ended(approval: Approval) -> None:
    if approval.state != ApprovalState.OPEN:
        raise IllegalMove(f"The approval is {approval.state} already.")


def _check_values(approval: Approval, approve: bool, values: JsonObject | None) -> None:
    if not approve or approval.form is None:
        return
    mistakes = schema_mistakes(approval.form, values or {})
    if mistakes:
        raise InvalidInput(
            problems=[Problem("approval.values", text, f"/values{path}") for path, text in mistakes]
        )


def _keep_word(
    approval: Approval, user: User, approve: bool, comment: str, values: JsonObject | None
) -> None:
    try:
        with transaction.atomic():
            ApprovalDecision.objects.create(
                approval=approval, user=user, approve=approve, comment=comment, values=values
            )
    except IntegrityError:
        return  # said before; the first word counts


def _verdict(approval: Approval) -> Verdict | None:
    words = list(approval.decisions.values_list("approve", flat=True))
    if all(words) and sum(words) < approval.needed:
        return None
    state = ApprovalState.APPROVED if all(words) else ApprovalState.REJECTED
    return Verdict(state, {"answer": str(state), "decisions": _words(approval)})


def _words(approval: Approval) -> list[JsonObject]:
    said = approval.decisions.select_related("user").order_by("pk")
    return [
        {
            "by": word.user.username if word.user else None,
            "approve": word.approve,
            "comment": word.comment,
            "values": word.values,
            "at": word.created_at.astimezone(timezone.get_default_timezone()).isoformat(),
        }
        for word in said
    ]
