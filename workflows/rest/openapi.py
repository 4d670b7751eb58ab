"""What drf-spectacular cannot read off our classes by itself."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_lib_doc_excludes
from rest_framework.fields import empty


class NamedByView(AutoSchema):
    """Operations are named by method and view, such as `get_workflow_list`: stable and unique."""

    def get_operation_id(self) -> str:
        view = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__).lower()
        return f"{self.method.lower()}_{view.removesuffix('_view')}"


def classes_without_descriptions() -> list[type]:
    """What their docstrings say is for who writes views, not for who calls them."""
    # Not above: REST framework loads this module while it loads its own views.
    from workflows.rest.serializers import Body, Row
    from workflows.rest.views import ApiView

    return [*get_lib_doc_excludes(), ApiView, Body, Row]  # type: ignore[no-untyped-call]


class WholeRow(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """An answer always has every field of its row, those with a default too."""

    target_class = "workflows.rest.serializers.Row"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        always = [
            name
            for name, field in self.target.fields.items()
            if field.required or field.read_only or field.default is not empty
        ]
        return {**schema, "required": sorted(always)}


class NamesOfChoices(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "workflows.rest.serializers.ChoiceName"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        names: list[str | None] = [*self.target.labels.values()]
        return {"type": "string", "enum": [*names, None] if self.target.allow_null else names}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "workflows.rest.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of /api/v1/tokens."}


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "workflows.rest.authentication.CookieAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "orchestrator_session",
            "description": "The session of a signed-in browser; changes need X-CSRFToken.",
        }
