"""
Socket tickets: a browser cannot put a header on a socket, and a token does not belong in a URL.

A ticket opens one socket within seconds. It is kept in the database, so any web process can take
what another one gave; deleting its row decides who was first.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from workflows.access import limit_to_token, limits_of
from workflows.models import SocketTicket, User
from workflows.services.tokens import digest_of, valid_tokens

RANDOM_BYTES = 24
LONGEST_TICKET = 100


@dataclass(frozen=True, slots=True)
class Ticket:
    ticket: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Who showed a ticket, and the session in which they asked for it, if it was one."""

    user: User
    session_key: str | None = None


def issue_ticket(user: User, session_key: str | None = None) -> Ticket:
    """A ticket for the person, under the token limits and in the session of the asking request."""
    now = timezone.now()
    SocketTicket.objects.filter(expires_at__lte=now).delete()
    limits = limits_of(user)
    ticket = Ticket(
        secrets.token_urlsafe(RANDOM_BYTES),
        now + timedelta(seconds=settings.WORKFLOWS.rest.ticket_s),
    )
    SocketTicket.objects.create(
        digest=digest_of(ticket.ticket),
        user=user,
        token_id=limits.token if limits else None,
        session_key="" if limits else session_key or "",
        expires_at=ticket.expires_at,
    )
    return ticket


def redeem_ticket(text: str) -> Redeemed | None:
    """
    The ticket's holder, once; None for one that is unknown, used or expired.

    Also None when the person was deactivated or the token behind it ended meanwhile.
    """
    if not text or len(text) > LONGEST_TICKET:
        return None
    digest, now = digest_of(text), timezone.now()
    found = SocketTicket.objects.filter(digest=digest, user__is_active=True)
    ticket = found.select_related("user").first()
    used, _ = SocketTicket.objects.filter(digest=digest, expires_at__gt=now).delete()
    if ticket is None or not used:
        return None
    if ticket.token_id is None:
        return Redeemed(ticket.user, ticket.session_key or None)
    token = valid_tokens(now).filter(pk=ticket.token_id).first()
    return None if token is None else Redeemed(limit_to_token(token.user, token))
