"""
Workflows, their live draft, and their immutable versions.

A workflow has one draft that people edit and any number of versions. A version is a whole document
under its content hash; publishing gives it a number, a snapshot (made to run a draft) has none.
Versions without a workflow come from documents given in a call.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User


class Workflow(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="workflows")
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="workflow_slug_in_team"),
        ]
        indexes = [models.Index(fields=["team", "-changed_at"])]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """The row behind the `drafts` port; `revision` grows by one with every change."""

    workflow = models.OneToOneField(Workflow, on_delete=models.CASCADE, related_name="draft")
    document = models.TextField()
    revision = models.PositiveBigIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draft of {self.workflow_id}, revision {self.revision}"


class Version(models.Model):
    """An immutable document in canonical form; `number` only once it is published."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    workflow = models.ForeignKey(
        Workflow, null=True, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(null=True)
    content_hash = models.CharField(max_length=64)
    document = models.TextField()
    name = models.CharField(max_length=200, default="", db_default="", help_text="the document's")
    task_count = models.PositiveIntegerField()
    root_count = models.PositiveIntegerField(help_text="tasks outside containers")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            # Snapshots only: publishing what an older version said makes a version of its own.
            models.UniqueConstraint(
                fields=["team", "workflow", "content_hash"],
                name="version_by_content",
                condition=models.Q(number__isnull=True),
            ),
            models.UniqueConstraint(fields=["workflow", "number"], name="version_number"),
        ]

    def __str__(self) -> str:
        return f"v{self.number}" if self.number else f"snapshot {self.content_hash[:8]}"


class PlanTask(models.Model):
    """One task of a version's compiled plan, from which task runs are inserted."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="plan")
    position = models.PositiveIntegerField()
    parent = models.IntegerField(default=-1, help_text="position of its container; -1: none")
    task = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    lane = models.SmallIntegerField()
    priority = models.SmallIntegerField()
    pending = models.IntegerField()
    conditional = models.BooleanField(help_text="has a condition, or is disabled")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "parent", "position"], name="plan_position"),
        ]

    def __str__(self) -> str:
        return self.task
