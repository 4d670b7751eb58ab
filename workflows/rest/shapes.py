"""Shapes that every part of the API shares, as serializers for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workflows.rest.serializers import Row


class ProblemItem(Row):
    code = serializers.CharField()
    message = serializers.CharField()
    path = serializers.CharField(help_text="JSON pointer to the value that is wrong")
    task = serializers.CharField(allow_null=True)
    severity = serializers.ChoiceField(["error", "warning", "hint"])
    fix = serializers.CharField(allow_null=True)


class ProblemShape(Row):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="stable; listed in docs/api.md")
    detail = serializers.CharField()
    problems = ProblemItem(many=True, required=False)


_pages: dict[str, type[Row]] = {}


def page_shape(row: type[serializers.BaseSerializer[Any]]) -> type[Row]:
    """`{items, next}` of these rows; one class a row, or OpenAPI would see two of one name."""
    return _pages.setdefault(row.__name__, _make_page(row))


def _make_page(row: type[serializers.BaseSerializer[Any]]) -> type[Row]:
    fields = {
        "items": row(many=True),
        "next": serializers.CharField(allow_null=True, help_text="cursor of the next page"),
    }
    return type(f"{row.__name__.removesuffix('Row')}Page", (Row,), fields)
