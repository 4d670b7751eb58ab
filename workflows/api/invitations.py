"""Invitations into a team, by link."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from workflows.access import Capability
from workflows.api.shapes.invitations import InvitationBody, InvitationRow, NewInvitationRow
from workflows.models import Invitation, Role
from workflows.queries.invitations import invitations_shown
from workflows.rest.operations import operation
from workflows.rest.permissions import Need, Rule
from workflows.rest.views import ApiView
from workflows.services import invitations


class InvitationList(ApiView):
    # A token may not leave behind a link that works after the token has ended.
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.MANAGE_TEAM,
        "POST": Need.SESSION,
    }

    @operation(
        "Invitations into a team, the newest first, used and ended ones too", page=InvitationRow
    )
    def get(self, team_id: UUID) -> QuerySet[Invitation]:
        return invitations_shown(self.person, team_id)

    @operation(
        "Invite by a link; its token is shown this once",
        body=InvitationBody,
        answer=NewInvitationRow,
        status=201,
    )
    def post(self, team_id: UUID, body: dict[str, Any]) -> Invitation:
        made, token = invitations.create_invitation(
            user=self.person,
            team_id=team_id,
            role=Role(body["role"]),
            days=body["days"],
            max_uses=body["max_uses"],
            note=body["note"],
        )
        invitation = invitations_shown(self.person, team_id).get(pk=made.pk)
        invitation.__dict__["token"] = token  # on the answer only: no column holds it
        return invitation


class InvitationDetail(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"DELETE": Capability.MANAGE_TEAM}

    @operation("Revoke an invitation", status=204)
    def delete(self, team_id: UUID, invitation_id: UUID) -> None:
        invitations.revoke_invitation(
            user=self.person, team_id=team_id, invitation_id=invitation_id
        )
