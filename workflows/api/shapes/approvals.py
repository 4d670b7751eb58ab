"""Approvals and what people said."""

from __future__ import annotations

from rest_framework import serializers

from workflows.api.shapes.fields import public_id
from workflows.models import ApprovalState
from workflows.rest.serializers import Body, JsonObjectField, Row


class DecisionRow(Row):
    user = serializers.CharField(source="user.username", default=None, allow_null=True)
    approve = serializers.BooleanField()
    comment = serializers.CharField()
    values = JsonObjectField(allow_null=True)
    created_at = serializers.DateTimeField()


class ApprovalRow(Row):
    id = serializers.UUIDField(source="public_id")
    team = serializers.UUIDField(source="team.public_id")
    execution = serializers.UUIDField(source="execution.public_id")
    workflow = public_id("execution.workflow", allow_null=True)
    name = serializers.CharField(
        source="execution.name", help_text="the workflow's, or that of the document it runs"
    )
    workflow_name = serializers.CharField(
        source="execution.workflow.name", default=None, allow_null=True
    )
    task = serializers.CharField()
    task_run = serializers.IntegerField()
    message = serializers.CharField()
    form = JsonObjectField(allow_null=True, help_text="JSON Schema of `values`")
    assignees = serializers.ListField(
        child=serializers.CharField(), help_text="user names and `role:…`; empty: whoever may"
    )
    needed = serializers.IntegerField()
    started_by = serializers.CharField(
        source="execution.started_by.username", default=None, allow_null=True
    )
    self_approval = serializers.BooleanField(help_text="false: who started it may not decide")
    state = serializers.ChoiceField(ApprovalState.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    remind_every_s = serializers.FloatField(allow_null=True)
    reminders = serializers.IntegerField(help_text="sent so far to those who had not answered")
    reminded_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    decisions = DecisionRow(many=True)


class DecideBody(Body):
    approve = serializers.BooleanField()
    comment = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    values = JsonObjectField(required=False)
