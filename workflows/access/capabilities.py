"""
Who may do what: role × capability and scope × capability, as data.

The tables are the only place that says it; the browser gets them as they are. A role, scope or
capability that is not written here allows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from workflows.models import Role


class Capability(StrEnum):
    VIEW = "view"
    COMMENT = "comment"
    EDIT = "edit"
    PUBLISH = "publish"
    RUN = "run"
    DECIDE = "decide"
    EDIT_AGENTS = "edit_agents"
    MANAGE_TEAM = "manage_team"


CAPABILITY_TITLES: Mapping[Capability, str] = {
    Capability.VIEW: "See workflows, executions, agents and members",
    Capability.COMMENT: "Comment on workflows",
    Capability.EDIT: "Create, edit, import and archive workflows",
    Capability.PUBLISH: "Publish versions",
    Capability.RUN: "Start, cancel, pause, resume and retry executions",
    Capability.DECIDE: "Decide approvals that name nobody",
    Capability.EDIT_AGENTS: "Create, change and delete agents",
    Capability.MANAGE_TEAM: "Rename the team, invite and add members, change roles",
}

_EDITOR = frozenset(Capability) - {Capability.MANAGE_TEAM}

ROLE_CAPABILITIES: Mapping[str, frozenset[Capability]] = {
    Role.OWNER: frozenset(Capability),
    Role.EDITOR: _EDITOR,
    Role.VIEWER: frozenset({Capability.VIEW, Capability.COMMENT}),
}

SCOPE_CAPABILITIES: Mapping[str, frozenset[Capability]] = {
    "read": frozenset({Capability.VIEW}),
    "edit": frozenset(
        {Capability.COMMENT, Capability.EDIT, Capability.PUBLISH, Capability.EDIT_AGENTS}
    ),
    "run": frozenset({Capability.RUN}),
    "decide": frozenset({Capability.DECIDE}),
    "manage": frozenset({Capability.MANAGE_TEAM}),
}

# From the weakest: an approval for `role:editor` may be decided by owners too.
ROLE_ORDER = (Role.VIEWER, Role.EDITOR, Role.OWNER)


def role_allows(role: str | None, capability: Capability) -> bool:
    return role is not None and capability in ROLE_CAPABILITIES.get(role, frozenset())


def scope_with(capability: Capability) -> str:
    """The scope that a token needs for it."""
    return next(scope for scope, granted in SCOPE_CAPABILITIES.items() if capability in granted)


def roles_with(capability: Capability) -> list[str]:
    return [role for role in ROLE_CAPABILITIES if role_allows(role, capability)]


def role_reaches(role: str | None, wanted: str) -> bool:
    """Whether `role` is `wanted` or stronger; unknown ones reach nothing."""
    if role not in ROLE_ORDER or wanted not in ROLE_ORDER:
        return False
    return ROLE_ORDER.index(Role(role)) >= ROLE_ORDER.index(Role(wanted))


def capability_table() -> dict[str, Any]:
    """The tables as the browser reads them."""
    return {
        "capabilities": {str(name): title for name, title in CAPABILITY_TITLES.items()},
        "roles": _listed(ROLE_CAPABILITIES),
        "scopes": _listed(SCOPE_CAPABILITIES),
    }


def _listed(table: Mapping[str, frozenset[Capability]]) -> dict[str, list[str]]:
    return {str(name): sorted(granted) for name, granted in table.items()}
