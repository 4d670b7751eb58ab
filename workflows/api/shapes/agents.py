"""Agents, their revisions, and what tasks can be made of."""

from __future__ import annotations

from rest_framework import serializers

from workflows.api.shapes.fields import name_field, slug_field, team_field
from workflows.models import AgentState
from workflows.rest.serializers import Body, JsonObjectField, Row

AGENT_KINDS = ["model"]


class CapabilityBody(Body):
    name = serializers.RegexField(r"^[a-z0-9][a-z0-9._-]{0,63}$")
    confidence = serializers.FloatField(min_value=0, max_value=1, default=1.0)


class CapabilityRow(Row):
    name = serializers.CharField()
    confidence = serializers.FloatField(help_text="from 0 to 1")


class AgentRow(Row):
    id = serializers.UUIDField(source="public_id")
    team = serializers.UUIDField(source="team.public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    description = serializers.CharField()
    capabilities = CapabilityRow(many=True)
    settings = JsonObjectField(help_text="those of its kind, such as model and system prompt")
    max_parallel = serializers.IntegerField()
    state = serializers.ChoiceField(AgentState.choices)
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()


class AgentBody(Body):
    """Changes; what is left out stays."""

    name = name_field(required=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    capabilities = CapabilityBody(many=True, required=False)
    settings = JsonObjectField(required=False)
    max_parallel = serializers.IntegerField(min_value=1, max_value=10_000, required=False)
    state = serializers.ChoiceField(AgentState.choices, required=False)


class NewAgentBody(AgentBody):
    team = team_field()
    slug = slug_field()
    name = name_field()
    kind = serializers.ChoiceField(AGENT_KINDS, default="model")
    state = None  # type: ignore[assignment]


class AgentRevisionRow(Row):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    capabilities = CapabilityRow(many=True)
    settings = JsonObjectField(help_text="those of its kind, such as model and system prompt")
    max_parallel = serializers.IntegerField()
    changed_by = serializers.CharField(source="changed_by.username", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
