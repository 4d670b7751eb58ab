"""
Task runs, their attempts, and the frames they stand in.

A task run is one task's work in an execution: one per map item and loop turn, told apart by
`index_path` ("" outside containers, "3" in the fourth item, "3.0" one deeper).

pending → ready → running → succeeded | failed | skipped | cancelled, with *waiting* beside running
for what waits for a person, time or another execution. A pending one with `not_before` waits for
its next attempt. `epoch` grows with every claim and every fencing; a write that names an older one
changes nothing. `priority` is the task's own, moved by how far its execution's is from *normal*:
-50 to 150. Each try leaves one attempt row with what it used and gave. A frame is one item of a map
or one turn of a loop. Only the engine's journal writes these rows.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team
from workflows.models.agents import AgentRevision
from workflows.models.executions import Execution


class TaskRunState(models.IntegerChoices):
    PENDING = 0, "pending"
    READY = 1, "ready"
    RUNNING = 3, "running"
    WAITING = 4, "waiting"
    SUCCEEDED = 5, "succeeded"
    FAILED = 6, "failed"
    SKIPPED = 7, "skipped"
    CANCELLED = 8, "cancelled"


class Lane(models.IntegerChoices):
    """Where a task run is worked on."""

    COMPUTE = 0, "thread"
    ASYNC = 1, "asyncio"


class TaskRunFlag(models.IntegerChoices):
    """Bits of `flags`."""

    CACHED = 1, "cached"
    FALLBACK = 2, "fallback"
    EXHAUSTED = 4, "exhausted"
    REUSED = 8, "reused from an earlier execution"
    HANDLED = 16, "failed, but handled"
    PINNED = 32, "not run: its output is pinned"


CONTAINER_KINDS = ("map", "loop")


class Frame(models.Model):
    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="frames")
    container = models.BigIntegerField(help_text="task run of the map or loop")
    index = models.PositiveIntegerField()
    open = models.IntegerField(help_text="task runs in it that are not final")
    failed = models.BooleanField(default=False)
    ended = models.BooleanField(default=False)
    item = models.TextField(null=True)
    result = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["container", "index"], name="frame_index"),
        ]

    def __str__(self) -> str:
        return f"{self.container}[{self.index}]"


class TaskRun(models.Model):
    execution = models.ForeignKey(
        Execution, on_delete=models.CASCADE, related_name="task_runs", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    position = models.PositiveIntegerField()
    index_path = models.CharField(max_length=64, default="", blank=True)
    frame = models.BigIntegerField(null=True)
    task = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    state = models.SmallIntegerField(choices=TaskRunState)
    lane = models.SmallIntegerField(choices=Lane)
    priority = models.SmallIntegerField()
    pending = models.IntegerField(help_text="dependencies that are not final")
    epoch = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0, help_text="attempts whose worker vanished")
    flags = models.SmallIntegerField(default=0)
    outcome = models.CharField(max_length=64, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    owner = models.CharField(max_length=80, default="", blank=True)
    source = models.BigIntegerField(null=True, help_text="task run whose output it reuses")
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cost_microusd = models.BigIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0, help_text="frames of a container begun")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["execution", "position", "index_path"], name="task_run_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["execution", "priority", "id"],
                name="task_run_ready",
                condition=models.Q(state=TaskRunState.READY),
            ),
            models.Index(
                fields=["team", "priority", "id"],
                name="task_run_ready_team",
                condition=models.Q(state=TaskRunState.READY),
            ),
            models.Index(
                fields=["team", "lease_until"],
                name="task_run_running",
                condition=models.Q(state=TaskRunState.RUNNING),
            ),
            models.Index(
                fields=["not_before"],
                name="task_run_due",
                condition=models.Q(not_before__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}[{self.index_path}]" if self.index_path else self.task


class AttemptState(models.IntegerChoices):
    SUCCEEDED = 5, "succeeded"
    FAILED = 6, "failed"
    CANCELLED = 8, "cancelled"
    LOST = 9, "lost"


class Attempt(models.Model):
    """One try, written when it ends; the newest under the task run's epoch holds its output."""

    # The constraint below is the index.
    task_run = models.ForeignKey(
        TaskRun, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    epoch = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.SmallIntegerField(choices=AttemptState)
    worker = models.CharField(max_length=80, blank=True)
    ready_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(default=timezone.now)
    cpu_s = models.FloatField(null=True)
    peak_memory_bytes = models.BigIntegerField(null=True)
    input_tokens = models.IntegerField(default=0)
    output_tokens = models.IntegerField(default=0)
    cost_microusd = models.BigIntegerField(default=0)
    model = models.CharField(max_length=120, blank=True)
    agent_revision = models.ForeignKey(
        AgentRevision, null=True, on_delete=models.SET_NULL, db_constraint=False, db_index=False
    )
    explanation = models.CharField(max_length=300, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    input = models.TextField(null=True)
    output = models.TextField(null=True)
    output_file = models.CharField(max_length=64, blank=True, help_text="hash of a large output")
    output_bytes = models.BigIntegerField(default=0)
    messages = models.TextField(null=True, help_text="what was said with a model")
    messages_file = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task_run", "epoch"], name="attempt_epoch"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.task_run_id}"
