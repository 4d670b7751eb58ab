"""What people say about themselves."""

from __future__ import annotations

from workflows.models import User


def set_mail_address(*, user: User, address: str) -> None:
    """An address that the person has proved to be theirs, or none."""
    User.objects.filter(pk=user.pk).update(email=address)


def set_wants_mail(*, user: User, wants: bool) -> None:
    User.objects.filter(pk=user.pk).update(wants_mail=wants)
