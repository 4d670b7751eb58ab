"""
What people say about a workflow's draft, beside the document and never in it.

A thread hangs on a place of the draft (a task, an edge, a note, a point of the canvas, or the whole
workflow) and holds comments in the order they came. It is open until somebody resolves it. Deleting
the task leaves the thread: its place then leads nowhere, and its words stay readable.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models import User, Workflow


class ThreadPlace(models.TextChoices):
    WORKFLOW = "workflow", "workflow"
    TASK = "task", "task"
    EDGE = "edge", "edge"
    NOTE = "note", "note"
    POINT = "point", "point"


class Thread(models.Model):
    """`comment_count` counts what is not deleted; `changed_at` moves with each word and state."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="threads")
    place = models.CharField(max_length=10, choices=ThreadPlace, default=ThreadPlace.TASK)
    subject = models.CharField(max_length=200, blank=True)  # id of the task, edge or note
    field = models.CharField(max_length=200, blank=True)  # a key of the task, `input.prompt`
    point = models.JSONField(null=True)  # [x, y] on the canvas
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    comment_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["workflow", "-id"], name="thread_of_workflow")]

    def __str__(self) -> str:
        return f"{self.place} {self.subject}".strip()


class Comment(models.Model):
    """One person's words; a deleted one keeps its row, without the words, so that replies stay."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["thread", "id"], name="comment_of_thread")]

    def __str__(self) -> str:
        return self.text[:50]


class MentionReason(models.TextChoices):
    MENTION = "mention", "mention"  # they are named in it
    REPLY = "reply", "reply"  # it came in a thread in which they wrote


class Mention(models.Model):
    """A notice to one member of a comment that is for them; it stays when they have seen it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    reason = models.CharField(
        max_length=10, choices=MentionReason, default=MentionReason.MENTION, db_default="mention"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="one_mention_a_comment"),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                name="mention_unseen",
                condition=models.Q(seen_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"@{self.person}"


class ThreadReading(models.Model):
    """How far a person has read a thread: the key of the last comment they saw."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    comment_key = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_reading_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} up to {self.comment_key}"
