"""What a browser shows once, when it opens a socket, instead of a secret that lasts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import ApiToken, User


class SocketTicket(models.Model):
    """Opens one socket within seconds; deleting the row is what uses it up."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token = models.ForeignKey(
        ApiToken, null=True, on_delete=models.CASCADE, help_text="whose limits it inherits"
    )
    session_key = models.CharField(
        max_length=40, blank=True, help_text="the socket ends with this session"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket of {self.user_id}"
