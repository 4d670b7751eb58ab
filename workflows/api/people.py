"""Who asks, teams, members, tokens, socket tickets."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability, capability_table, limits_of, own_tokens
from workflows.api.shapes.teams import (
    MemberBody,
    MemberRow,
    MeRow,
    NewTokenRow,
    RoleBody,
    TeamBody,
    TeamRow,
    TicketRow,
    TokenBody,
    TokenRow,
)
from workflows.models import ApiToken, Membership, Role, Team
from workflows.queries.teams import members_shown, own_teams, team_after, team_shown, teams_shown
from workflows.rest.operations import operation
from workflows.rest.permissions import Need, Rule
from workflows.rest.tickets import Ticket, issue_ticket
from workflows.rest.views import ApiView
from workflows.services import teams, tokens


class Me(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SIGNED_IN}

    @operation("Who you are, your teams, and what you may do", answer=MeRow)
    def get(self) -> dict[str, Any]:
        person, limits = self.person, limits_of(self.person)
        return {
            "username": person.get_username(),
            "name": person.get_full_name(),
            "is_staff": person.is_staff and limits is None,
            "has_password": person.has_usable_password(),
            "scopes": None if limits is None else sorted(limits.scopes),
            "teams": own_teams(person),
            "table": capability_table(),
        }


class SocketTickets(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"POST": Need.SIGNED_IN}

    @operation("A ticket that opens one socket within 30 seconds", answer=TicketRow, status=201)
    def post(self) -> Ticket:
        return issue_ticket(self.person, self.request._request.session.session_key)


class TeamList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW, "POST": Need.SESSION}

    @operation("Your teams", page=TeamRow, order=("id",))
    def get(self) -> QuerySet[Team]:
        return teams_shown(self.person)

    @operation("Make a team that you own", body=TeamBody, answer=TeamRow, status=201)
    def post(self, body: dict[str, Any]) -> Team:
        team = teams.create_team(user=self.person, name=body["name"])
        return team_after(self.person, team)


class TeamDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "PATCH": Capability.MANAGE_TEAM,
    }

    @operation("One of your teams", answer=TeamRow)
    def get(self, team_id: UUID) -> Team:
        return team_shown(self.person, team_id)

    @operation("Rename a team", body=TeamBody, answer=TeamRow)
    def patch(self, team_id: UUID, body: dict[str, Any]) -> Team:
        team = teams.rename_team(user=self.person, team_id=team_id, name=body["name"])
        return team_after(self.person, team)


class MemberList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "POST": Capability.MANAGE_TEAM,
    }

    @operation("Members of a team", page=MemberRow, order=("id",))
    def get(self, team_id: UUID) -> QuerySet[Membership]:
        return members_shown(self.person, team_id)

    @operation("Add a member by name", body=MemberBody, answer=MemberRow, status=201)
    def post(self, team_id: UUID, body: dict[str, Any]) -> Membership:
        return teams.add_member(
            user=self.person,
            team_id=team_id,
            username=body["username"],
            role=Role(body["role"]),
        )


class MemberDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "PATCH": Capability.MANAGE_TEAM,
        "DELETE": Need.SIGNED_IN,
    }

    @operation("Change a member's role", body=RoleBody, answer=MemberRow)
    def patch(self, team_id: UUID, username: str, body: dict[str, Any]) -> Membership:
        return teams.change_role(
            user=self.person, team_id=team_id, username=username, role=Role(body["role"])
        )

    @operation("Remove a member, or leave", status=204)
    def delete(self, team_id: UUID, username: str) -> None:
        teams.remove_member(user=self.person, team_id=team_id, username=username)


class TokenList(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Need.SESSION, "POST": Need.SESSION}

    @operation("Your tokens, ended ones too", page=TokenRow)
    def get(self) -> QuerySet[ApiToken]:
        return own_tokens(self.person).select_related("team")

    @operation(
        "Make a token; it is shown this once", body=TokenBody, answer=NewTokenRow, status=201
    )
    def post(self, body: dict[str, Any]) -> ApiToken:
        token, text = tokens.create_token(
            user=self.person,
            name=body["name"],
            scopes=body["scopes"],
            team_id=body.get("team"),
            expires_at=body.get("expires_at"),
        )
        token.__dict__["token"] = text  # on the answer only: no column holds it
        return token


class TokenDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"DELETE": Need.SESSION}

    @operation("End a token", status=204)
    def delete(self, token_id: UUID) -> None:
        tokens.revoke_token(user=self.person, token_id=token_id)
