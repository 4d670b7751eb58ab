"""Links that sign one person in once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from workflows.models import SignInLink, User

LIFETIME = timedelta(hours=24)
TOKEN_BYTES = 32


def make_link(user: User) -> str:
    """A new link's token; only its SHA-256 is kept, so it can be shown this once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SignInLink.objects.create(
        user=user, digest=_digest(token), expires_at=timezone.now() + LIFETIME
    )
    return token


def redeem_link(token: object) -> User | None:
    """
    The person of an open link, which is then used up; None for every other token.

    The UPDATE decides: of two that come at once, one gets in.
    """
    if not isinstance(token, str) or not token:
        return None
    now = timezone.now()
    link = SignInLink.objects.filter(digest=_digest(token)).select_related("user").first()
    if link is None or not link.user.is_active:
        return None
    is_open = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    return link.user if is_open.update(used_at=now) else None


def drop_links(user: User) -> None:
    """Close every open link of a person who has a password now."""
    SignInLink.objects.filter(user=user, used_at=None).delete()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
