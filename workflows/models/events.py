"""Append-only facts: what happened in an execution, and what its tasks logged."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team
from workflows.models.executions import Execution


class EventSeverity(models.IntegerChoices):
    DEBUG = 10, "debug"
    INFO = 20, "info"
    WARNING = 30, "warning"
    ERROR = 40, "error"
    CRITICAL = 50, "critical"


class Event(models.Model):
    """
    Written in the transaction that makes it true.

    `number` has no gaps within an execution; events without one belong to the team alone.
    `data` is JSON text of at most 8 kB.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    execution = models.ForeignKey(
        Execution,
        null=True,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="event_log",
    )
    number = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=40)
    severity = models.SmallIntegerField(choices=EventSeverity, default=EventSeverity.INFO)
    subject = models.CharField(max_length=140, blank=True, help_text="task, with its index path")
    at = models.DateTimeField(default=timezone.now)
    schema = models.PositiveSmallIntegerField(default=1)
    data = models.TextField(default="{}")

    class Meta:
        indexes = [
            models.Index(fields=["team", "id"]),
            models.Index(
                fields=["team", "severity", "id"],
                name="event_severe",
                condition=models.Q(severity__gte=EventSeverity.WARNING),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["execution", "number"],
                name="event_number",
                condition=models.Q(execution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class TaskLog(models.Model):
    """One bounded chunk of what an attempt logged; `lines` is newline-separated JSON objects."""

    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="logs")
    task_run = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    lines = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task_run", "attempt", "number"], name="task_log_chunk"
            ),
        ]

    def __str__(self) -> str:
        return f"log {self.number} of {self.task_run}"
