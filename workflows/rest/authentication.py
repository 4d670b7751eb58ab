"""Who calls: a bearer token, else the session's cookie with its CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.authentication import (
    BaseAuthentication,
    CSRFCheck,
    SessionAuthentication,
)
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from workflows.models import User
from workflows.services.tokens import person_of_token

SCHEME = "bearer"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class BearerAuthentication(BaseAuthentication):
    """An Authorization header decides alone: a wrong token never falls back to the cookie."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != SCHEME:
            raise AuthenticationFailed("Send the token as `Authorization: Bearer orc_…`.")
        person = person_of_token(token)
        if person is None:
            raise AuthenticationFailed("The token is unknown, expired or revoked.")
        return person, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class CookieAuthentication(SessionAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        return found if found is not None and isinstance(found[0], User) else None

    def enforce_csrf(self, request: Request) -> None:
        """
        Raises:
            PermissionDenied: the header is absent or does not fit the cookie.
        """
        # Without the header Django would parse a form body to look for the token there; and it
        # must see its own request, for DRF's would read the body away while it looks.
        if request.method not in SAFE_METHODS and not request.META.get("HTTP_X_CSRFTOKEN"):
            raise PermissionDenied("Send the CSRF token in X-CSRFToken.")
        check = CSRFCheck(_no_answer)
        check.process_request(request._request)
        if reason := check.process_view(request._request, _no_answer, (), {}):
            raise PermissionDenied(f"The CSRF check failed: {reason}")


def _no_answer(request: Any) -> HttpResponse:
    return HttpResponse()
