"""
The shared documents: one log of updates for each workflow, and what is folded out of it.

The log is the truth. A document is its snapshot (a full encoding up to some number) and the tail of
updates after it, numbered without gaps; merging the tail into the snapshot changes nothing that can
be read. The workflow's draft row is a projection. Whoever appends holds the row of the document;
where several rows are locked, documents come first, by ascending key.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models import User, Workflow


class Origin(models.TextChoices):
    """Where an update came from."""

    CREATE = "create", "created"
    EDIT = "edit", "edited live"
    REST = "rest", "edited by REST"
    IMPORT = "import", "imported"
    RESTORE = "restore", "restored"
    MIGRATE = "migrate", "migrated"
    ASSISTANT = "assistant", "edited by the assistant"


class SharedDocument(models.Model):
    """
    One workflow's document; `number` is that of its newest update.

    `generation` grows when a document is begun anew, so that clients with the old one are refused
    instead of merged. Every append writes this row: nothing large may stand in it.
    """

    workflow = models.OneToOneField(
        Workflow, on_delete=models.CASCADE, related_name="shared_document"
    )
    generation = models.PositiveIntegerField(default=1)
    schema = models.PositiveIntegerField(default=1)
    number = models.PositiveBigIntegerField()
    tail_count = models.PositiveIntegerField(default=0)
    tail_bytes = models.PositiveBigIntegerField(default=0)
    compactions = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"document of {self.workflow_id}, number {self.number}"


class DocumentSnapshot(models.Model):
    """
    The full encoding up to `number`; a row of its own, so that appending need not touch it.

    Rewritten by merging the tail into it, and never otherwise.
    """

    document = models.OneToOneField(
        SharedDocument, on_delete=models.CASCADE, primary_key=True, related_name="snapshot"
    )
    number = models.PositiveBigIntegerField()
    state = models.BinaryField()

    def __str__(self) -> str:
        return f"snapshot of {self.document_id} at {self.number}"


class DocumentUpdate(models.Model):
    """One committed update; `author` is None where the server itself wrote."""

    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="updates", db_index=False
    )
    number = models.PositiveBigIntegerField()
    content = models.BinaryField()
    # No index: tails are short, and an index would cost every append.
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=10, choices=Origin)
    touched = models.TextField(default="[]", help_text="paths that it changed, a JSON list")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="update_number"),
        ]

    def __str__(self) -> str:
        return f"update {self.number} of {self.document_id}"


class ChangeSummary(models.Model):
    """Who changed what and when; all that is left of updates once they are merged."""

    document = models.ForeignKey(SharedDocument, on_delete=models.CASCADE, related_name="changes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin)
    from_number = models.PositiveBigIntegerField()
    to_number = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    touched = models.TextField(default="[]", help_text="paths that were changed, a JSON list")

    class Meta:
        indexes = [models.Index(fields=["document", "-to_number"])]

    def __str__(self) -> str:
        return f"{self.count} changes of {self.document_id} up to {self.to_number}"
