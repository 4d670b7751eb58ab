"""Workflows drafted from descriptions."""

from __future__ import annotations

from rest_framework import serializers

from workflows.definition.describing.question import LONGEST_TEXT
from workflows.models import ExecutionState
from workflows.rest.serializers import Body, ChoiceName, Row


class DescriptionBody(Body):
    text = serializers.CharField(
        max_length=LONGEST_TEXT, help_text="what the workflow should do, in a sentence or two"
    )


class DescriptionRow(Row):
    execution = serializers.UUIDField(
        source="execution.public_id", help_text="in which a model drafts it; cancel it to stop"
    )
    state = ChoiceName(ExecutionState, source="execution.state")
    document = serializers.DictField(
        allow_null=True, help_text="a workflow document, once there is one; nothing is stored"
    )
    reason = serializers.CharField(help_text="why there is none, once that is known")
    error_code = serializers.CharField(source="execution.error_code")
