"""
Every error as `application/problem+json` (RFC 9457): one table from the error tree to answers.

The body always holds type, title, status, code and detail; `problems` lists each thing that is
wrong, where several may be.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from workflows import errors
from workflows.errors import OrchestratorError, Problem
from workflows.rest.refusals import Refused

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

# The first class that an error is an instance of decides; leaves stand before their parents.
STATUS_BY_ERROR: tuple[tuple[type[OrchestratorError], int], ...] = (
    (errors.DraftChanged, 412),
    (errors.InvalidInput, 422),
    (errors.AccessDenied, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.QueueFull, 429),
    (errors.LimitExceeded, 422),
    (errors.ConfigurationError, 500),
    (errors.NotReady, 503),
    (errors.WaitTimeout, 504),
    (errors.OutputLost, 410),
    (errors.TaskFailure, 502),
    (OrchestratorError, 500),
)
RETRY_LATER_S = 5
HOW_TO_COME_IN = "Sign in, or send a token as `Authorization: Bearer orc_…`."

TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "No such form of answer",
    409: "Conflict",
    410: "Gone",
    412: "Changed in between",
    413: "Too large",
    415: "Unknown form of body",
    422: "Not valid",
    428: "A condition is missing",
    429: "Too many",
    500: "Something broke here",
    502: "Someone else's service failed",
    503: "Not ready",
    504: "Not in time",
}

DRF_CODES: Mapping[type[drf.APIException], str] = {
    drf.ParseError: "malformed",
    drf.NotAuthenticated: "not_authenticated",
    drf.AuthenticationFailed: "authentication_failed",
    drf.PermissionDenied: "access_denied",
    drf.NotFound: "not_found",
    drf.MethodNotAllowed: "method_not_allowed",
    drf.NotAcceptable: "not_acceptable",
    drf.UnsupportedMediaType: "unsupported_media_type",
    drf.Throttled: "too_many_requests",
}


def problem_json(
    status: int, code: str, detail: str, problems: Sequence[Problem] = (), **extra: Any
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
        **extra,
    }
    if problems:
        body["problems"] = [problem.as_json() for problem in problems]
    return body


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: no error leaves as anything but a problem."""
    set_rollback()
    if isinstance(error, OrchestratorError):
        return _orchestrator_problem(error)
    if isinstance(error, drf.ValidationError):
        found = tuple(problems_in(error.detail))
        return _problem(422, "invalid_input", found[0].message if found else "", found)
    if isinstance(error, drf.APIException):
        return _drf_problem(error)
    return _foreign_problem(error)


def problems_in(detail: Any, path: str = "") -> list[Problem]:
    """DRF's nested messages as one flat list with JSON pointers."""
    if isinstance(detail, Mapping):
        return [p for key, value in detail.items() for p in problems_in(value, _below(path, key))]
    if isinstance(detail, list | tuple):
        return [
            p
            for index, value in enumerate(detail)
            for p in problems_in(value, path if isinstance(value, str) else _below(path, index))
        ]
    code = getattr(detail, "code", None) or "invalid"
    return [Problem(code=f"request.{code}", message=str(detail), path=path)]


def answer_unknown_route(request: HttpRequest, **_: Any) -> HttpResponse:
    body = problem_json(404, errors.NotFound.code, "There is no such address.")
    return JsonResponse(body, status=404, content_type=PROBLEM_TYPE)


def _below(path: str, key: Any) -> str:
    if key == "non_field_errors":
        return path
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _orchestrator_problem(error: OrchestratorError) -> Response:
    status = _status_of(error)
    extra: dict[str, Any] = {}
    if isinstance(error, errors.DraftChanged):
        extra["revision"] = error.revision
    if isinstance(error, errors.LimitExceeded):
        extra |= {"limit": error.limit, "maximum": error.maximum}
    if isinstance(error, errors.AccessDenied):
        extra["capability"] = error.capability
    problems = error.problems if isinstance(error, errors.InvalidInput) else ()
    if status == 500:
        logger.error("request failed", exc_info=error)
    return _problem(status, error.code, error.message, problems, **extra)


def _status_of(error: OrchestratorError) -> int:
    if isinstance(error, Refused):
        return error.status
    return next(status for kind, status in STATUS_BY_ERROR if isinstance(error, kind))


def _drf_problem(error: drf.APIException) -> Response:
    code = next((c for kind, c in DRF_CODES.items() if isinstance(error, kind)), "error")
    detail = HOW_TO_COME_IN
    if not isinstance(error, drf.NotAuthenticated):
        detail = problems_in(error.detail)[0].message
    response = _problem(error.status_code, code, detail)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(math.ceil(wait))
    return response


def _foreign_problem(error: Exception) -> Response:
    if isinstance(error, Http404):
        return _problem(404, errors.NotFound.code, "There is no such address.")
    if isinstance(error, PermissionDenied):
        return _problem(403, errors.AccessDenied.code, "This is not allowed.")
    if isinstance(error, RequestDataTooBig):
        return _problem(413, "body_too_large", "The body is too large.")
    logger.error("request failed", exc_info=error)
    if isinstance(error, OperationalError | InterfaceError):
        return _problem(503, "database_unavailable", "The database does not answer; try again.")
    if isinstance(error, DatabaseError):
        return _problem(500, "database", "The database refused this.")
    return _problem(500, "internal", "Something broke on the server; it was logged.")


def _problem(
    status: int, code: str, detail: str, problems: Sequence[Problem] = (), **extra: Any
) -> Response:
    body = problem_json(status, code, detail, problems, **extra)
    response = Response(body, status=status, content_type=PROBLEM_TYPE)
    if status in (429, 503):
        response["Retry-After"] = str(RETRY_LATER_S)
    return response
