"""What a bearer token takes away from the person who made it."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.access.capabilities import SCOPE_CAPABILITIES, Capability
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
