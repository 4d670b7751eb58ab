"""Personal bearer tokens: made once, kept as a digest, checked on every request."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from workflows.access import (
    SCOPE_CAPABILITIES,
    limit_to_token,
    limits_of,
    own_tokens,
    team_for,
)
from workflows.errors import AccessDenied, InvalidInput, LimitExceeded, NotFound, Problem
from workflows.hooks import access_changed
from workflows.models import ApiToken, User
from workflows.services.audit import record

PREFIX = "orc_"
RANDOM_BYTES = 32
HINT_CHARS = 4
LONGEST_TOKEN = 200
MOST_TOKENS = 100

# One write in five minutes says enough about a token's use, and keeps reads free of writes.
LAST_USED_GRAIN = timedelta(minutes=5)


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scopes: Sequence[str],
    team_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """
    A new token and its text, which nothing can show again.

    Raises:
        AccessDenied: a token may not make tokens.
        InvalidInput: no scope, an unknown one, or an end in the past.
        LimitExceeded: the person holds too many.
    """
    require_session(user)
    check_request(scopes, expires_at)
    team = team_for(user, team_id) if team_id else None
    if own_tokens(user).filter(revoked_at=None).count() >= MOST_TOKENS:
        raise LimitExceeded("tokens", MOST_TOKENS)
    text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    token = ApiToken.objects.create(
        user=user,
        team=team,
        name=name,
        digest=digest_of(text),
        hint=text[-HINT_CHARS:],
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    record(user, team, "token.create", str(token.public_id), {"scopes": token.scopes})
    return token, text


@transaction.atomic
def revoke_token(*, user: User, token_id: UUID) -> None:
    """
    End a token of one's own; ending it twice changes nothing.

    Raises:
        NotFound: it is nobody's or another person's.
    """
    require_session(user)
    token = own_tokens(user).filter(public_id=token_id).select_related("team").first()
    if token is None:
        raise NotFound
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if ended:
        access_changed()
        record(user, token.team, "token.revoke", str(token.public_id))


def revoke_all_tokens(*, user: User) -> int:
    """End every token of the person, as after a change of the password; how many there were."""
    access_changed()
    return own_tokens(user).filter(revoked_at=None).update(revoked_at=timezone.now())


def person_of_token(text: str) -> User | None:
    """The person, limited to the token; None for a token that is unknown, expired or revoked."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_TOKEN:
        return None
    now = timezone.now()
    token = valid_tokens(now).filter(digest=digest_of(text)).first()
    if token is None:
        return None
    note_use(token, now)
    return limit_to_token(token.user, token)


def valid_tokens(now: datetime) -> QuerySet[ApiToken]:
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    found = ApiToken.objects.filter(alive, revoked_at=None, user__is_active=True)
    return found.select_related("user")


def note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_GRAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def digest_of(text: str) -> str:
    return sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def check_request(scopes: Sequence[str], expires_at: datetime | None) -> None:
    problems = [
        Problem("token.scope", f"There is no scope {scope!r}.", f"/scopes/{index}")
        for index, scope in enumerate(scopes)
        if scope not in SCOPE_CAPABILITIES
    ]
    if not scopes:
        problems.append(Problem("token.scope", "Name at least one scope.", "/scopes"))
    if expires_at is not None and expires_at <= timezone.now():
        problems.append(Problem("token.expiry", "The end lies in the past.", "/expires_at"))
    if problems:
        raise InvalidInput(problems=problems)


def require_session(user: User) -> None:
    if limits_of(user) is not None:
        raise AccessDenied("session", "Only a signed-in person may do this, not a token.")
