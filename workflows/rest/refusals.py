"""
Why a request is refused before any rule of the domain is asked.

Refused                  .status: the HTTP status that says it
├── Malformed            400, no JSON that we read
├── BodyTooLarge         413
├── UnsupportedBody      415, other charset, encoding or media type
└── ConditionMissing     428, If-Match is required
"""

from __future__ import annotations

from typing import ClassVar

from workflows.errors import OrchestratorError


class Refused(OrchestratorError):
    """The request is refused."""

    code = "refused"
    status: ClassVar[int] = 400


class Malformed(Refused):
    """The body is not the JSON that this server reads."""

    code = "malformed"


class BodyTooLarge(Refused):
    """The body is too large."""

    code = "body_too_large"
    status = 413


class UnsupportedBody(Refused):
    """Send JSON in UTF-8, not compressed."""

    code = "unsupported_media_type"
    status = 415


class ConditionMissing(Refused):
    """Send If-Match with the ETag of what you read."""

    code = "condition_missing"
    status = 428
