"""What is to be mailed; what was."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import User
from workflows.models.approvals import Approval


class ApprovalMail(models.Model):
    """
    That a person is asked: one row for each approval and person, due again with each reminder.

    A process that sends claims rows first, and moves their next try ahead by that: should it die,
    another one tries again then.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="mail")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    due_at = models.DateTimeField(null=True, default=timezone.now, help_text="null: done")
    claim = models.UUIDField(null=True, help_text="the mail that tells of it")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="why it was not sent, or not yet")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "user"], name="one_mail_per_person"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="approval_mail_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["claim"],
                name="approval_mail_claim",
                condition=models.Q(claim__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} to {self.user_id}"
