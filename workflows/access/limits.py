"""What a bearer token takes away from the person who made it."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.access.capabilities import SCOPE_CAPABILITIES, Capability, scope_with
from workflows.errors import AccessDenied
from workflows.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Scopes match by equality; one that is not in the table grants nothing."""

    token: int
    scopes: frozenset[str]
    team: int | None

    def allows(self, capability: Capability) -> bool:
        return any(capability in SCOPE_CAPABILITIES.get(scope, ()) for scope in self.scopes)


def limit_to_token(user: User, token: ApiToken) -> User:
    """Bind this very instance to the token; every door it is shown to sees the limits."""
    scopes = token.scopes if isinstance(token.scopes, list) else []
    limits = TokenLimits(
        token=token.pk,
        scopes=frozenset(scope for scope in scopes if isinstance(scope, str)),
        team=token.team_id,
    )
    user.__dict__["token_limits"] = limits
    return user


def limits_of(user: User) -> TokenLimits | None:
    """None for a person who came with a session."""
    limits = user.__dict__.get("token_limits")
    return limits if isinstance(limits, TokenLimits) else None


def token_allows(user: User, capability: Capability) -> bool:
    limits = limits_of(user)
    return limits is None or limits.allows(capability)


def denied(user: User, capability: Capability) -> AccessDenied:
    """What to raise: it names the scope that the token lacks, else what the role does not allow."""
    if token_allows(user, capability):
        return AccessDenied(capability)
    return AccessDenied(capability, f"Your token lacks the scope “{scope_with(capability)}”.")


def check_scope(user: User, capability: Capability) -> None:
    """
    Raises:
        AccessDenied: the token has no scope for it.
    """
    if not token_allows(user, capability):
        raise denied(user, capability)
