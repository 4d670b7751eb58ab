"""What waits for a person, and what people said."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User
from workflows.models.executions import Execution


class ApprovalState(models.TextChoices):
    OPEN = "open", "open"
    APPROVED = "approved", "approved"
    REJECTED = "rejected", "rejected"
    EXPIRED = "expired", "expired"
    WITHDRAWN = "withdrawn", "withdrawn"


class Approval(models.Model):
    """Opened when an approval task starts to wait; the execution holds no worker meanwhile."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="approvals")
    task_run = models.BigIntegerField(unique=True)
    task = models.CharField(max_length=64)
    message = models.TextField(blank=True)
    form = models.JSONField(null=True)
    assignees = models.JSONField(default=list)
    needed = models.PositiveSmallIntegerField(default=1)
    self_approval = models.BooleanField(
        default=True, db_default=True, help_text="who started the execution may decide"
    )
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True)
    remind_every_s = models.FloatField(null=True)
    remind_at = models.DateTimeField(null=True, help_text="when the next reminder is due")
    reminders = models.PositiveIntegerField(default=0, db_default=0, help_text="sent so far")
    reminded_at = models.DateTimeField(null=True)
    mailed = models.PositiveIntegerField(
        default=0, db_default=0, help_text="askings that mail was written for: the first, reminders"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="approval_to_mail",
                condition=models.Q(state=ApprovalState.OPEN, mailed__lte=models.F("reminders")),
            ),
            models.Index(
                fields=["team", "-id"],
                name="approval_open",
                condition=models.Q(state=ApprovalState.OPEN),
            ),
            models.Index(
                fields=["remind_at"],
                name="approval_to_remind",
                condition=models.Q(state=ApprovalState.OPEN, remind_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.state}"


class ApprovalDecision(models.Model):
    """One person's word; the first counts."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="decisions")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    approve = models.BooleanField()
    comment = models.TextField(blank=True)
    values = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "user"], name="one_word_per_person"),
        ]

    def __str__(self) -> str:
        return "approve" if self.approve else "reject"
