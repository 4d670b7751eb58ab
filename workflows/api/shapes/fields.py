"""Fields that several shapes share."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

SLUG = r"^[a-z0-9][a-z0-9_-]{0,63}$"


class JsonText(serializers.JSONField):
    """A column of JSON text, shown as the value it stands for."""

    def to_representation(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


@extend_schema_field({"type": "object", "additionalProperties": {}})
class JsonObjectText(JsonText):
    """The same of a column whose value is always an object."""


def name_field(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=200, **options)


def slug_field() -> serializers.RegexField:
    return serializers.RegexField(SLUG, required=False, help_text="unique in the team")


def team_field() -> serializers.UUIDField:
    return serializers.UUIDField(
        required=False, help_text="may be left out by who has only one team"
    )


def public_id(source: str, **options: Any) -> serializers.UUIDField:
    """The id of a related row, null where there is none."""
    return serializers.UUIDField(source=f"{source}.public_id", default=None, **options)
