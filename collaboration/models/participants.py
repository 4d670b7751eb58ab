"""
Who is in a live session now.

A row for each open socket, which the process that holds it renews, and for each program that tells
its presence by REST and renews it itself. Rows that nobody renews count for nothing and are deleted
by whoever comes next.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from collaboration.models.documents import SharedDocument
from workflows.models import Role, User


class Participant(models.Model):
    """
    One open socket, or one program's presence (`client` is set, `process` is not).

    `removed_at`: an owner has ended it; the process that holds the socket closes it and deletes
    the row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="participants"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    process = models.UUIDField(null=True, db_index=True)
    role = models.CharField(max_length=10, choices=Role)
    color = models.PositiveSmallIntegerField()
    client = models.BigIntegerField(null=True, help_text="awareness client of a program")
    state = models.TextField(blank=True, help_text="a program's presence, as JSON")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "user"],
                name="one_presence_of_a_program",
                condition=models.Q(client__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.document_id}"
