"""Agents: who does a task run, and with which settings at which moment."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from workflows.models.accounts import Team, User


class AgentState(models.TextChoices):
    ACTIVE = "active", "active"
    PAUSED = "paused", "paused"
    STOPPED = "stopped", "stopped"


class Agent(models.Model):
    """
    A team's agent.

    `capabilities` is a list of {name, confidence 0..1}; `settings` are those of its kind (for
    `model`: model, instructions, max_tokens, …).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="agents")
    slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=32, default="model")
    description = models.TextField(blank=True)
    capabilities = models.JSONField(default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    max_parallel = models.PositiveIntegerField(default=10)
    state = models.CharField(max_length=10, choices=AgentState, default=AgentState.ACTIVE)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="agent_slug_in_team"),
        ]

    def __str__(self) -> str:
        return self.name


class AgentRevision(models.Model):
    """An agent's settings as they were; attempts point here."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    capabilities = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    max_parallel = models.PositiveIntegerField(default=10)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "number"], name="agent_revision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id}@{self.number}"
