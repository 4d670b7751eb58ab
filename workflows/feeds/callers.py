"""Who is at the other end of a socket, and whether they still are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie
from django.utils import timezone

from workflows.access import limits_of
from workflows.models import User
from workflows.rest.tickets import redeem_ticket
from workflows.services.tokens import person_of_token, valid_tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """One person, under the limits of what they came with: a session, a token or a ticket."""

    user: User
    session_key: str | None = None


def identify(scope: Mapping[str, Any]) -> Caller | None:
    """
    The caller by bearer token, by ticket or by session, whichever is brought, in this order.

    What is brought decides alone: a wrong token or ticket never falls back to the session.
    """
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if b"authorization" in headers:
        return _by_bearer(headers[b"authorization"])
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    if "ticket" in query:
        return _by_ticket(query["ticket"][0])
    return _by_session(headers.get(b"cookie", ""))


def is_still_valid(caller: Caller) -> bool:
    """Whether what the caller came with would still let them in."""
    if caller.session_key is not None:
        user = _session_user(caller.session_key)
        return user is not None and user.pk == caller.user.pk
    limits = limits_of(caller.user)
    if limits is not None and not valid_tokens(timezone.now()).filter(pk=limits.token).exists():
        return False
    return User.objects.filter(pk=caller.user.pk, is_active=True).exists()


def _by_bearer(header: str) -> Caller | None:
    scheme, _, token = header.partition(" ")
    return _by_person(person_of_token(token)) if scheme.lower() == "bearer" else None


def _by_ticket(text: str) -> Caller | None:
    redeemed = redeem_ticket(text)
    if redeemed is None:
        return None
    caller = Caller(redeemed.user, redeemed.session_key)
    return caller if is_still_valid(caller) else None


def _by_person(person: User | None) -> Caller | None:
    return Caller(user=person) if person else None


def _by_session(cookies: str) -> Caller | None:
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    user = _session_user(key) if key else None
    return Caller(user=user, session_key=key) if user else None


def _session_user(key: str) -> User | None:
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
    return user if isinstance(user, User) and user.is_active else None
