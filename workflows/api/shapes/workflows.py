"""Workflows, their documents and versions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from workflows.api.shapes.fields import JsonObjectText, name_field, slug_field, team_field
from workflows.models import ExecutionState
from workflows.rest.serializers import Body, ChoiceName, JsonObjectField, Row
from workflows.rest.shapes import ProblemItem


class WorkflowRow(Row):
    id = serializers.UUIDField(source="public_id")
    team = serializers.UUIDField(source="team.public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    changed_by = serializers.CharField(
        allow_null=True, help_text="who changed the draft last; null: the server, or somebody gone"
    )
    changed_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)
    newest_version = serializers.SerializerMethodField(help_text="its number; null: none published")
    last_execution = serializers.UUIDField(allow_null=True)
    last_execution_state = ChoiceName(ExecutionState, allow_null=True)
    last_execution_at = serializers.DateTimeField(allow_null=True)

    def get_newest_version(self, workflow: object) -> int | None:
        return getattr(workflow, "last_number", 0) or None


class NewWorkflowBody(Body):
    """One of `document`, `example` or `name`: whole, from a template, or empty."""

    team = team_field()
    slug = slug_field()
    name = name_field(required=False)
    document = JsonObjectField(required=False)
    example = serializers.CharField(max_length=64, required=False)

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        if len(attrs.keys() & {"name", "document", "example"}) != 1:
            raise serializers.ValidationError("Give one of name, document and example.")
        return attrs


class ImportBody(Body):
    team = team_field()
    slug = slug_field()
    text = serializers.CharField(
        max_length=8_000_000, trim_whitespace=False, help_text="YAML or JSON; the list form too"
    )


class ImportedRow(Row):
    workflow = WorkflowRow()
    notices = ProblemItem(many=True, help_text="what was changed while it was read")


class WorkflowBody(Body):
    """Changes of the document's head; what is left out stays."""

    name = name_field(required=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=100, required=False
    )
    archived = serializers.BooleanField(required=False)


class DuplicateBody(Body):
    name = name_field(required=False)


class DocumentBody(serializers.Serializer[object]):
    """A whole workflow document, schema 1; see `/api/v1/document-schema`."""

    def to_internal_value(self, data: object) -> object:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": ["This must be an object."]})
        return data


class AnyDocument(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    target_class = DocumentBody

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {}, "description": DocumentBody.__doc__}


class PatchOperation(Body):
    op = serializers.ChoiceField(["add", "remove", "replace", "move", "copy", "test"])
    path = serializers.CharField(help_text="`/tasks/fetch_data/input/prompt`")
    value = serializers.JSONField(required=False)


class PatchBody(serializers.Serializer[object]):
    """A JSON Patch list, or the same list under `operations`; paths name tasks by id."""

    operations = PatchOperation(many=True)

    def to_internal_value(self, data: object) -> object:
        return data


class DocumentRow(Row):
    document = JsonObjectField()
    revision = serializers.IntegerField(help_text="as in the ETag")
    changed_at = serializers.DateTimeField()


class ValidateBody(Body):
    document = JsonObjectField(required=False, help_text="left out: the stored draft")


class ValidationRow(Row):
    valid = serializers.BooleanField(help_text="no problem of severity error")
    problems = ProblemItem(many=True)


class PublishBody(Body):
    message = serializers.CharField(max_length=500, required=False, allow_blank=True)
    revision = serializers.IntegerField(
        min_value=1, required=False, help_text="publish only if the draft is still this one"
    )


class VersionRow(Row):
    id = serializers.UUIDField(source="public_id")
    workflow = serializers.UUIDField(source="workflow.public_id", default=None, allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    content_hash = serializers.CharField()
    task_count = serializers.IntegerField()
    message = serializers.CharField()
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class VersionDetailRow(VersionRow):
    document = JsonObjectText()
