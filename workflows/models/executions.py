"""
Executions: one run of one version.

queued → running → succeeded | failed | cancelled. A running one may be *paused* (what runs ends,
nothing new begins) or *cancelling* (until what runs has stopped); people are shown *waiting* for a
running one in which all that is left waits. Terminal states absorb. One that serves a task of a
paused execution is paused too: *held*, so that it goes on with that one. Only the engine's journal
writes these rows.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User
from workflows.models.workflows import Version, Workflow


class ExecutionState(models.IntegerChoices):
    QUEUED = 0, "queued"
    RUNNING = 1, "running"
    PAUSED = 2, "paused"
    CANCELLING = 3, "cancelling"
    SUCCEEDED = 4, "succeeded"
    FAILED = 5, "failed"
    CANCELLED = 6, "cancelled"


FINAL_EXECUTION_STATES = (
    ExecutionState.SUCCEEDED,
    ExecutionState.FAILED,
    ExecutionState.CANCELLED,
)


class Execution(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="executions", db_index=False
    )
    workflow = models.ForeignKey(
        Workflow, null=True, on_delete=models.CASCADE, related_name="executions", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="executions")
    state = models.SmallIntegerField(choices=ExecutionState, default=ExecutionState.QUEUED)
    # Counters of the hot path, changed with every transition under this row's lock.
    events = models.PositiveIntegerField(default=0, help_text="number of the newest event")
    open = models.IntegerField(default=0, help_text="task runs outside containers not final")
    running = models.IntegerField(default=0, help_text="attempts running now")
    max_parallel = models.IntegerField(default=0, help_text="0: no bound")
    failing = models.BooleanField(default=False, help_text="a failure nobody handled")
    stopping = models.BooleanField(default=False, help_text="on_failure: stop took effect")
    cost_microusd = models.BigIntegerField(default=0)
    input_tokens = models.BigIntegerField(default=0)
    output_tokens = models.BigIntegerField(default=0)
    only = models.TextField(default="", blank=True, help_text="ids of the tasks it is narrowed to")
    priority = models.SmallIntegerField(default=50)
    depth = models.PositiveSmallIntegerField(default=0, help_text="sub-workflows above it")
    draft_run = models.BooleanField(default=False)
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    trigger = models.CharField(max_length=20, default="manual")
    retry_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, db_index=False)
    held = models.BooleanField(
        default=False, db_default=False, help_text="paused because the execution it serves is"
    )
    shares_place = models.BooleanField(
        default=False, db_default=False, help_text="runs in the place of one above it"
    )
    parent_run = models.BigIntegerField(null=True, help_text="task run it serves")
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)

    class Meta:
        # Every start writes to each of them. In ascending order a new row is the last of its
        # team's, which splits no full page; lists read them backwards.
        indexes = [
            models.Index(fields=["team", "id"]),
            models.Index(fields=["workflow", "id"]),
            models.Index(
                fields=["parent_run"],
                name="execution_parent_run",
                condition=models.Q(parent_run__isnull=False),
            ),
            models.Index(
                fields=["retry_of"],
                name="execution_retry_of",
                condition=models.Q(retry_of__isnull=False),
            ),
            models.Index(
                fields=["state", "workflow"],
                name="execution_open",
                condition=models.Q(state__lt=ExecutionState.SUCCEEDED),
            ),
            models.Index(
                fields=["deadline_at"],
                name="execution_deadline",
                condition=models.Q(deadline_at__isnull=False, state__lt=ExecutionState.SUCCEEDED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def name(self) -> str:
        """The workflow's name as it is now; where it runs none, that of the document it runs."""
        return self.version.name if self.workflow is None else self.workflow.name

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_EXECUTION_STATES


class ExecutionPayload(models.Model):
    """What went in and came out, beside the hot row; JSON text in canonical form."""

    execution = models.OneToOneField(
        Execution, primary_key=True, on_delete=models.CASCADE, related_name="payload"
    )
    inputs = models.TextField(default="{}")
    outputs = models.TextField(null=True)
    options = models.TextField(default="{}", help_text="only, outputs: what the start narrowed")

    def __str__(self) -> str:
        return f"payload of {self.execution_id}"
