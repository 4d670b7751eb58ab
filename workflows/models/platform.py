"""Rows by which processes find and fence each other, and answers kept for a second asking."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User


class WorkerProcess(models.Model):
    """One worker process, seen alive at `seen_at` (database time)."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    slots = models.PositiveIntegerField(default=0)
    busy = models.PositiveIntegerField(default=0)
    async_slots = models.PositiveIntegerField(default=0)
    async_busy = models.PositiveIntegerField(default=0)
    deaf = models.PositiveIntegerField(
        default=0, db_default=0, help_text="threads that hang in functions fenced off long ago"
    )
    hints_dropped = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="live updates let go because Redis was too slow"
    )

    class Meta:
        verbose_name_plural = "worker processes"

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """A time-limited right that one process holds, such as being the ticker."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class IdempotencyKey(models.Model):
    """The answer to a request that may be sent twice; per team and route."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "route", "key"], name="idempotency_key"),
        ]

    def __str__(self) -> str:
        return self.key


class CacheEntry(models.Model):
    """A result kept for tasks that opted in; `digest` covers kind, input, revision and team."""

    digest = models.CharField(max_length=64, primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    output = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "cache entries"

    def __str__(self) -> str:
        return self.digest[:8]


class AuditEntry(models.Model):
    """Who changed what outside the documents; never updated."""

    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
