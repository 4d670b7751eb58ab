"""Links by which people come into a team without anybody knowing their user name."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Role, Team, User


class Invitation(models.Model):
    """Makes whoever holds its link a member; only the SHA-256 of the link's token is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role)
    note = models.CharField(max_length=200, blank=True, help_text="whom it is for; owners see it")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, help_text="it gives only what they may give"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    max_uses = models.PositiveSmallIntegerField(default=1)
    uses = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"invitation to {self.team} as {self.role}"


class InvitationUse(models.Model):
    """Who came in by an invitation, and when."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="accepted")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.user} by {self.invitation}"
