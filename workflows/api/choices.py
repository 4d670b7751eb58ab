"""Filters and bodies mean a team; who has only one need not say which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows.access import Capability, team_for, teams_with
from workflows.errors import InvalidInput, Problem
from workflows.models import Team, User
from workflows.rest import parameters

BY_TEAM = parameters.identity("team", narrow="team__public_id", about="left out: all your teams")


def chosen_team(user: User, body: Mapping[str, Any], capability: Capability) -> Team:
    """
    The team that the body names, or the only one in which the person may do this.

    Raises:
        NotFound, AccessDenied: as the door says of the named team.
        InvalidInput: none is named and there is not exactly one.
    """
    team_id: UUID | None = body.get("team")
    if team_id is not None:
        return team_for(user, team_id, capability)
    teams = list(teams_with(user, capability)[:2])
    if len(teams) != 1:
        raise InvalidInput(problems=(Problem("request.required", "Name a team.", "/team"),))
    return teams[0]
