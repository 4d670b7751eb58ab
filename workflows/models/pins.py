"""Outputs that people pinned to tasks of a draft; they belong to no document and no version."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User
from workflows.models.workflows import Workflow


class Pin(models.Model):
    """What runs of the draft take for a task instead of running it; large ones are in files."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="pins")
    task = models.CharField(max_length=64, help_text="need not exist any more")
    output = models.TextField(null=True)
    output_file = models.CharField(max_length=64, default="", blank=True)
    output_bytes = models.PositiveBigIntegerField()
    pinned_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "task"], name="pin_of_task"),
        ]

    def __str__(self) -> str:
        return f"pin of {self.task}"

    @property
    def team(self) -> Team:
        return self.workflow.team
