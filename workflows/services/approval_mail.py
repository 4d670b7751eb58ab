"""
Mail to those whom an approval asks: who is to be told of what, and what became of it.

The rows are the truth, so nothing is forgotten when a process dies, and somebody may be told twice
only where it dies between the mail server's yes and the row. One mail tells a person of all that is
due then, and a minute lies between two, so that a map of a thousand questions is two mails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from workflows.access import may_decide
from workflows.models import (
    Approval,
    ApprovalDecision,
    ApprovalMail,
    ApprovalState,
    Membership,
    User,
)

APPROVALS_AT_ONCE = 200
MOST_PEOPLE = 200
"""Told of one approval; a role may reach more."""
BETWEEN_MAILS = timedelta(minutes=1)
CLAIMED_FOR = timedelta(minutes=10)
MOST_TRIES = 8
"""The last one about two hours after the first."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one mail tells one person; nobody else will, until the claim has run out."""

    claim: UUID
    user: User
    approvals: Sequence[Approval]
    tries: int


def note_asked() -> None:
    """Write down whom to tell of what was asked, or reminded of, since."""
    asked = Approval.objects.filter(state=ApprovalState.OPEN, mailed__lte=F("reminders"))
    for approval in asked.select_related("execution").order_by("pk")[:APPROVALS_AT_ONCE]:
        _note(approval)


def _note(approval: Approval) -> None:
    with transaction.atomic():
        # Not one more than before: a reminder may have come in between. And first: of two processes
        # that have read it, one writes.
        unwritten = Approval.objects.filter(pk=approval.pk, mailed=approval.mailed)
        if not unwritten.update(mailed=approval.reminders + 1):
            return
        ApprovalMail.objects.bulk_create(
            [ApprovalMail(approval=approval, user=user) for user in _people_asked(approval)],
            update_conflicts=True,
            unique_fields=["approval", "user"],
            update_fields=["due_at", "claim", "tries", "error"],
        )


def _people_asked(approval: Approval) -> Sequence[User]:
    """Who is named; where nobody is, who started it: others may look into their inbox."""
    members = (
        _reachable_members()
        .filter(team=approval.team_id)
        .exclude(user__approvaldecision__approval=approval)
    )
    if not approval.assignees:
        members = members.filter(user=approval.execution.started_by_id)
    asked = (each.user for each in members if may_decide(each.user, each.role, approval))
    return [user for user, _ in zip(asked, range(MOST_PEOPLE), strict=False)]


def _reachable_members() -> QuerySet[Membership]:
    found = Membership.objects.filter(user__is_active=True, user__wants_mail=True)
    return found.exclude(user__email="").select_related("user").order_by("pk")


def is_mail_due() -> bool:
    return _people_due(timezone.now()).exists()


def claim_batch() -> Batch | None:
    """The next mail that is due, to be sent by the caller; None: there is none now."""
    now = timezone.now()
    while user := _people_due(now).order_by("approvalmail__due_at").first():
        batch = _claim(user, now)
        if batch.approvals:
            return batch
    return None


def _people_due(now: datetime) -> QuerySet[User]:
    rested = Q(mailed_at=None) | Q(mailed_at__lt=now - BETWEEN_MAILS)
    return User.objects.filter(rested, approvalmail__due_at__lte=now)


def _claim(user: User, now: datetime) -> Batch:
    """Claim what is due; what nobody needs to be told any more is done by that."""
    claim = uuid4()
    due = ApprovalMail.objects.filter(user=user, due_at__lte=now)
    due.update(claim=claim, tries=F("tries") + 1, due_at=now + CLAIMED_FOR)
    rows = ApprovalMail.objects.filter(claim=claim).order_by("approval")
    rows = rows.select_related("approval__execution__workflow")
    wanted = _wanted(rows.defer("approval__message", "approval__form"), user)
    needless = ApprovalMail.objects.filter(claim=claim).exclude(pk__in=[row.pk for row in wanted])
    needless.update(claim=None, due_at=None, error="no longer asked")
    if wanted:
        User.objects.filter(pk=user.pk).update(mailed_at=now)
    tries = max((row.tries for row in wanted), default=0)
    return Batch(claim, user, [row.approval for row in wanted], tries)


def _wanted(rows: QuerySet[ApprovalMail], user: User) -> list[ApprovalMail]:
    """Those that the person is still asked by: things change between writing and sending."""
    spoken = set(
        ApprovalDecision.objects.filter(
            user=user, approval__in=rows.values("approval")
        ).values_list("approval", flat=True)
    )
    roles = dict(_reachable_members().filter(user=user).values_list("team", "role"))

    def is_wanted(approval: Approval) -> bool:
        is_open = approval.state == ApprovalState.OPEN and approval.pk not in spoken
        role = roles.get(approval.team_id)
        return is_open and role is not None and may_decide(user, role, approval)

    return [row for row in rows if is_wanted(row.approval)]


def note_sent(batch: Batch) -> None:
    rows = ApprovalMail.objects.filter(claim=batch.claim)
    rows.update(claim=None, due_at=None, sent_at=timezone.now(), tries=0, error="")


def note_failed(batch: Batch, error: str, *, is_final: bool = False) -> None:
    """Try again later, twice as long each time; or never, where that would change nothing."""
    rows = ApprovalMail.objects.filter(claim=batch.claim)
    over = rows if is_final else rows.filter(tries__gte=MOST_TRIES)
    over.update(claim=None, due_at=None, error=error)
    # What was asked later may have been tried less often.
    tries = min(batch.tries, MOST_TRIES - 1)
    again = timezone.now() + timedelta(minutes=2 ** (tries - 1))
    rows.update(claim=None, due_at=again, error=error)
