"""Django REST Framework's settings: JSON only, and a view that declares nothing is closed."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["workflows.rest.bodies.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "workflows.rest.authentication.BearerAuthentication",
        "workflows.rest.authentication.CookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["workflows.rest.permissions.DenyAll"],
    "DEFAULT_THROTTLE_CLASSES": ["workflows.rest.throttling.RequestRate"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "workflows.rest.negotiation.OneForm",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "workflows.rest.openapi.NamedByView",
    "EXCEPTION_HANDLER": "workflows.rest.problems.answer_error",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Multi-agent orchestrator",
    "DESCRIPTION": "Workflows as documents, durable executions, agents and approvals.",
    "VERSION": "v1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": [],  # enums stay where they are used
    "SORT_OPERATIONS": True,
    "GET_LIB_DOC_EXCLUDES": "workflows.rest.openapi.classes_without_descriptions",
}
