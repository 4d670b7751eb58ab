"""Pinned outputs, and previews of expressions."""

from __future__ import annotations

import json
from itertools import islice

from rest_framework import serializers

from workflows.api.shapes.fields import public_id
from workflows.definition.expressions import texts_in
from workflows.definition.json_types import JsonValue
from workflows.rest.serializers import Body, Row
from workflows.rest.shapes import ProblemItem

# All that is sent is parsed, and looking is open to every member: what a setting may hold at most.
PREVIEW_BYTES = 256_000
PREVIEW_TEXTS = 1_000


class PinRow(Row):
    task = serializers.CharField(help_text="it may be gone from the draft; the pin is ignored then")
    output_bytes = serializers.IntegerField()
    pinned_by = serializers.CharField(source="pinned_by.username", default=None, allow_null=True)
    pinned_at = serializers.DateTimeField()


class PinDetailRow(PinRow):
    output = serializers.JSONField(allow_null=True, source="shown_output")
    output_is_cut = serializers.BooleanField(help_text="too large to be shown here")


class PinBody(Body):
    output = serializers.JSONField(allow_null=True)


class PinExecutionBody(Body):
    execution = serializers.UUIDField(help_text="one of this workflow")
    tasks = serializers.ListField(
        child=serializers.CharField(max_length=64),
        max_length=20_000,
        required=False,
        help_text="left out: every task that succeeded in it",
    )


class PinnedRow(Row):
    tasks = serializers.ListField(child=serializers.CharField(), help_text="those now pinned")


class PreviewBody(Body):
    """One of `template` and `condition`."""

    task = serializers.CharField(
        max_length=64, required=False, help_text="where the text stands; left out: in `outputs`"
    )
    template = serializers.JSONField(
        required=False,
        help_text="a text, or a value with texts inside as a setting may be; at most 256 kB and "
        "1,000 texts",
    )
    condition = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=PREVIEW_BYTES
    )
    execution = serializers.UUIDField(
        required=False, help_text="left out: the newest that ended and has the data"
    )
    index_path = serializers.RegexField(
        r"^\d{1,9}(\.\d{1,9})*$", required=False, help_text="map item or loop turn; default: first"
    )
    is_inner = serializers.BooleanField(
        required=False, help_text="a container's own `result` or `until`: it sees the tasks inside"
    )
    with_members = serializers.BooleanField(
        required=False,
        help_text="also say what the value holds: keys of an object, items of a list",
    )

    def validate_template(self, value: JsonValue) -> JsonValue:
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if len(written.encode()) > PREVIEW_BYTES:
            raise serializers.ValidationError("A preview is of 256 kB at most.")
        if sum(1 for _ in islice(texts_in(value), PREVIEW_TEXTS + 1)) > PREVIEW_TEXTS:
            raise serializers.ValidationError("A preview is of 1,000 texts at most.")
        return value

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        if len(attrs.keys() & {"template", "condition"}) != 1:
            raise serializers.ValidationError("Give one of template and condition.")
        return attrs


class PreviewProblem(ProblemItem):
    line = serializers.IntegerField(allow_null=True, help_text="in the text, from 1")
    column = serializers.IntegerField(allow_null=True)


class PreviewMemberRow(Row):
    name = serializers.CharField(help_text="a key, or the number of an item")
    type = serializers.ChoiceField(["text", "number", "boolean", "null", "list", "object"])
    value = serializers.CharField(help_text="its first 80 characters")


class PreviewRow(Row):
    value = serializers.CharField(
        allow_null=True, help_text="text as it is, all else as JSON; at most 4 kB; null: no value"
    )
    type = serializers.ChoiceField(
        ["text", "number", "boolean", "null", "list", "object"], allow_null=True
    )
    is_cut = serializers.BooleanField()
    execution = public_id("execution", allow_null=True)
    pins = serializers.ListField(
        child=serializers.CharField(), help_text="tasks whose pin was read"
    )
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="what the text names and nobody has data for"
    )
    members = PreviewMemberRow(many=True, help_text="if asked for: the first 200 keys, or 20 items")
    problem = PreviewProblem(allow_null=True)
