"""What is shown of an approval that waits for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator_site.pages.inputs import InputField, input_fields
from workflows.models import Approval, User


@dataclass(frozen=True, slots=True)
class ApprovalCard:
    """One approval, the fields of its form, and how many said yes so far."""

    approval: Approval
    fields: tuple[InputField, ...]
    assignees: str
    approved: int
    has_spoken: bool


def approval_card(
    approval: Approval, user: User, given: Mapping[str, str] | None = None
) -> ApprovalCard:
    decisions = list(approval.decisions.all())
    return ApprovalCard(
        approval=approval,
        fields=tuple(input_fields(approval.form or {}, given or {})),
        assignees=", ".join(map(name_of, approval.assignees)),
        approved=sum(decision.approve for decision in decisions),
        has_spoken=any(decision.user_id == user.pk for decision in decisions),
    )


def name_of(assignee: object) -> str:
    """`role:editor` → `every editor`; others as they are."""
    kind, _, role = str(assignee).partition(":")
    return f"every {role}" if kind == "role" and role else str(assignee)
