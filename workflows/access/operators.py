"""Operators of the installation: what they do in the panel reaches every team, on the record."""

from __future__ import annotations

from workflows.errors import AccessDenied
from workflows.models import User


def as_operator(user: User) -> User:
    """
    A fresh instance of the person that passes every door; for the panel alone.

    The caller has checked that the person may do it, and writes it into the audit.

    Raises:
        AccessDenied: the person is no active staff.
    """
    operator = User.objects.filter(pk=user.pk, is_active=True, is_staff=True).first()
    if operator is None:
        raise AccessDenied("operate")
    operator.__dict__["is_operator"] = True
    return operator


def is_operator(user: User) -> bool:
    """Whether this very instance came from `as_operator`; being staff alone opens no door."""
    return user.__dict__.get("is_operator") is True
