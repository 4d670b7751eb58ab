"""
Whether those who came in may still be here, for all open sockets at once. Blocking.

A handful of statements, whatever the number of sockets: memberships, people, tokens, sessions,
workflows. What a socket came with decides: a session that ended, a token that was revoked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from collaboration.rooms.closing import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Closing
from workflows.access import Capability, limits_of, role_allows
from workflows.feeds.callers import Caller, is_still_valid
from workflows.models import ApiToken, Membership, User, Workflow
from workflows.services.tokens import valid_tokens

SESSIONS_IN_DATABASE = "django.contrib.sessions.backends.db"


@dataclass(frozen=True, slots=True)
class Watched:
    """One open socket: who, with what, and where."""

    seat: UUID
    caller: Caller
    workflow_id: int
    team_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What is true of a socket now; `closing` if it may not stay.

    Args:
        ends_at: when what it came with ends by itself.
    """

    seat: UUID
    role: str = ""
    may_edit: bool = False
    closing: Closing | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """
    What sockets came with and what is still valid, each with its end.

    Args:
        sessions: their content, too; None: they are kept elsewhere, and asked one by one.
    """

    sessions: Mapping[str, tuple[Mapping[str, Any], datetime]] | None
    tokens: Mapping[int, datetime | None]

    def end_of(self, caller: Caller) -> datetime | None:
        if caller.session_key is not None:
            found = (self.sessions or {}).get(caller.session_key)
            return found[1] if found else None
        limits = limits_of(caller.user)
        return self.tokens.get(limits.token) if limits else None


SIGN_IN = Closing(NOT_SIGNED_IN, "sign in again")
NO_MEMBER = Closing(NOT_ALLOWED, "you have no access to this workflow any more")
GONE = Closing(NOT_FOUND, "the workflow was deleted")


def look_up(watched: Collection[Watched]) -> list[Standing]:
    """How each of these sockets stands, in their order."""
    if not watched:
        return []
    people = _people(each.caller.user.pk for each in watched)
    callers = [each.caller for each in watched]
    proofs = Proofs(_sessions(callers), _tokens(callers))
    teams = _teams(each.workflow_id for each in watched)
    roles = _roles(people, set(teams.values()))
    standings = []
    for each in watched:
        is_known = _is_known(each.caller, people, proofs)
        team = teams.get(each.workflow_id)
        role = roles.get((each.caller.user.pk, team)) if team is not None else None
        standing = _standing(each, is_known=is_known, team=team, role=role)
        standings.append(replace(standing, ends_at=proofs.end_of(each.caller)))
    return standings


def _standing(each: Watched, *, is_known: bool, team: int | None, role: str | None) -> Standing:
    if not is_known:
        return Standing(each.seat, closing=SIGN_IN)
    if team is None:
        return Standing(each.seat, closing=GONE)
    limits = limits_of(each.caller.user)
    is_inside = limits is None or (limits.team in (None, team) and limits.allows(Capability.VIEW))
    if role is None or not is_inside or not role_allows(role, Capability.VIEW):
        return Standing(each.seat, closing=NO_MEMBER)
    may_edit = role_allows(role, Capability.EDIT) and (
        limits is None or limits.allows(Capability.EDIT)
    )
    return Standing(each.seat, role, may_edit)


def _is_known(caller: Caller, people: Mapping[int, User], proofs: Proofs) -> bool:
    user = people.get(caller.user.pk)
    if user is None:
        return False
    if caller.session_key is not None:
        if proofs.sessions is None:
            return is_still_valid(caller)
        session = proofs.sessions.get(caller.session_key)
        return session is not None and _is_session_of(user, session[0])
    limits = limits_of(caller.user)
    return limits is None or limits.token in proofs.tokens


def _is_session_of(user: User, session: Mapping[str, Any]) -> bool:
    """The session is signed in as this person, and the password is the one of then."""
    signed = str(session.get(HASH_SESSION_KEY, ""))
    return session.get(SESSION_KEY) == str(user.pk) and (
        constant_time_compare(signed, user.get_session_auth_hash())
        or any(
            constant_time_compare(signed, each) for each in user.get_session_auth_fallback_hash()
        )
    )


def _people(keys: Iterable[int]) -> dict[int, User]:
    return User.objects.filter(is_active=True).in_bulk(set(keys))


def _sessions(
    callers: Iterable[Caller],
) -> dict[str, tuple[Mapping[str, Any], datetime]] | None:
    if settings.SESSION_ENGINE != SESSIONS_IN_DATABASE:
        return None
    keys = {caller.session_key for caller in callers} - {None}
    if not keys:
        return {}
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {row.session_key: (store.decode(row.session_data), row.expire_date) for row in found}


def _tokens(callers: Iterable[Caller]) -> dict[int, datetime | None]:
    found = {limits.token for caller in callers if (limits := limits_of(caller.user))}
    if not found:
        return {}
    rows = ApiToken.objects.filter(pk__in=valid_tokens(timezone.now()).filter(pk__in=found))
    return dict(rows.values_list("pk", "expires_at"))


def _teams(workflows: Iterable[int]) -> dict[int, int]:
    return dict(Workflow.objects.filter(pk__in=set(workflows)).values_list("pk", "team_id"))


def _roles(people: Collection[int], teams: Collection[int]) -> dict[tuple[int, int], str]:
    rows = Membership.objects.filter(user__in=people, team__in=teams)
    return {(user, team): role for user, team, role in rows.values_list("user", "team", "role")}
