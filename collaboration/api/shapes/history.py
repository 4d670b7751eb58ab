"""Checkpoints, changes, comparisons."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from collaboration.checkpoints.keeping import document_in
from collaboration.models import CheckpointReason, Origin
from collaboration.persistence.paths import read_paths
from workflows.rest.serializers import Body, JsonObjectField, Row


def _author() -> serializers.CharField:
    return serializers.CharField(
        source="author.username", default=None, allow_null=True, help_text="null: the server"
    )


class CheckpointRow(Row):
    id = serializers.UUIDField(source="public_id")
    workflow = serializers.UUIDField(source="document.workflow.public_id")
    number = serializers.IntegerField(help_text="the draft's revision then")
    name = serializers.CharField()
    reason = serializers.ChoiceField(CheckpointReason.choices)
    author = _author()
    created_at = serializers.DateTimeField()
    content_hash = serializers.CharField()
    task_count = serializers.IntegerField()


class CheckpointDetailRow(CheckpointRow):
    document = serializers.SerializerMethodField()

    def get_document(self, checkpoint: Any) -> dict[str, Any]:
        return document_in(checkpoint)


class CheckpointBody(Body):
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CheckpointNameBody(Body):
    name = serializers.CharField(max_length=200, allow_blank=True)


class RestoredRow(Row):
    document = JsonObjectField(source="draft.document")
    revision = serializers.IntegerField(source="draft.revision", help_text="as in the ETag")
    changed_at = serializers.DateTimeField(source="draft.changed_at")
    undo = serializers.UUIDField(
        source="undo.public_id",
        default=None,
        allow_null=True,
        help_text="checkpoint of what was there; null: it said the same already",
    )


class ChangeRow(Row):
    author = _author()
    origin = serializers.ChoiceField(Origin.choices)
    from_number = serializers.IntegerField(help_text="revision of its first change")
    to_number = serializers.IntegerField()
    count = serializers.IntegerField(help_text="changes in this stretch of work")
    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField()
    touched = serializers.SerializerMethodField(
        help_text="places that were changed, such as tasks/plan/input.prompt; … : and more"
    )

    def get_touched(self, change: Any) -> list[str]:
        return read_paths(change.touched)


class ChangesRow(Row):
    items = ChangeRow(many=True)
    next = serializers.CharField(allow_null=True, help_text="cursor of the next page")


class PieceRow(Row):
    kind = serializers.ChoiceField(["same", "removed", "added"])
    text = serializers.CharField()


class HunkRow(Row):
    before_line = serializers.IntegerField()
    after_line = serializers.IntegerField()
    pieces = PieceRow(many=True)


class FieldChangeRow(Row):
    path = serializers.ListField(child=serializers.CharField())
    kind = serializers.ChoiceField(["added", "removed", "changed"])
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    hunks = HunkRow(many=True, help_text="of longer texts: where they differ")


class EntryRow(Row):
    id = serializers.CharField()
    name = serializers.CharField()


class EntryChangeRow(EntryRow):
    fields_changed = FieldChangeRow(source="fields", many=True)


class EntriesRow(Row):
    added = EntryRow(many=True)
    removed = EntryRow(many=True)
    changed = EntryChangeRow(many=True)
    moved = EntryRow(many=True, help_text="only with layout=true")


class EdgeRow(Row):
    waits_for = serializers.CharField(help_text="as it stands in depends_on")
    target = serializers.CharField()


class ComparisonRow(Row):
    around = FieldChangeRow(many=True, help_text="outside tasks, notes and groups")
    tasks = EntriesRow()
    dependencies_added = EdgeRow(many=True)
    dependencies_removed = EdgeRow(many=True)
    notes = EntriesRow()
    groups = EntriesRow()
