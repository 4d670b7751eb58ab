"""
Checkpoints: saved points of a draft's history.

A checkpoint never changes but for its name. Restoring one is an edit like any other: it adds to the
log and takes nothing out of it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from collaboration.models.documents import SharedDocument
from workflows.models import User


class CheckpointReason(models.TextChoices):
    MANUAL = "manual", "made by hand"
    IDLE = "idle", "after a pause"
    CHANGES = "changes", "after many changes"
    BEFORE_RESTORE = "before_restore", "before something was restored"


class Checkpoint(models.Model):
    """The whole document at one number of its log, with the hash of its canonical JSON."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="checkpoints"
    )
    number = models.PositiveBigIntegerField()
    generation = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=20, choices=CheckpointReason)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.BinaryField(help_text="full encoding, compressed")
    content_hash = models.CharField(max_length=64)
    task_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["document", "-id"])]

    def __str__(self) -> str:
        return self.name or f"{self.get_reason_display()}, number {self.number}"
