"""
Each view says what each method needs; what is not said is denied.

This is the first of two gates: it knows the person and the token. The second, the guarded door in
`access`, knows the team that the row belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from workflows.access import Capability, check_scope, limits_of
from workflows.errors import AccessDenied
from workflows.models import User


class Need(Enum):
    """What a method may need beside a capability in some team."""

    NOTHING = "open to everybody"
    SIGNED_IN = "any person, by session or token"
    SESSION = "a person's own session; tokens cannot make or end tokens"


Rule = Capability | Need


class DenyAll(BasePermission):
    """The default of views that declare nothing."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class DeclaredPermission(BasePermission):
    """
    Raises:
        MethodNotAllowed: the view declares no rule for this method.
        AccessDenied: the token lacks the scope.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        rule = rule_for(getattr(view, "permissions", {}), request.method or "")
        if rule is Need.NOTHING:
            return True
        if not isinstance(request.user, User):
            return False
        if rule is None:
            raise MethodNotAllowed(request.method or "")
        check_person(request.user, rule)
        return True


def rule_for(permissions: Mapping[str, Rule], method: str) -> Rule | None:
    return permissions.get("GET" if method == "HEAD" else method)


def check_person(user: User, rule: Rule) -> None:
    if rule is Need.SESSION and limits_of(user) is not None:
        raise AccessDenied("session", "Only a signed-in person may do this, not a token.")
    if isinstance(rule, Capability):
        check_scope(user, rule)
