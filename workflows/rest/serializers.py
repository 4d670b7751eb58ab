"""Serializers that refuse what they do not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Body(serializers.Serializer[Any]):
    """
    What a request may contain: a field that is not declared is an error, not a silence.

    So no field of a model can be set by naming it, and a misspelt one is noticed.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {name[:200]: ["There is no such field."] for name in unknown[:20]}, code="unknown"
            )
        return super().to_internal_value(data)


class Row(serializers.Serializer[Any]):
    """What an answer contains; never reads a request."""


@extend_schema_field({"type": "object", "additionalProperties": {}})
class JsonObjectField(serializers.JSONField):
    """Any JSON object."""

    default_error_messages = {"object": "This must be an object."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("object")
        return data


class ChoiceName(serializers.Field):  # type: ignore[type-arg]
    """An integer choice shown by its label, the word that pages, events and files use."""

    def __init__(self, choices: Any, **options: Any) -> None:
        self.labels: Mapping[int, str] = dict(choices.choices)
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> str:
        return self.labels[value]
