"""Live sessions: who is here, ending it, and the presence of programs."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from collaboration.api.shapes.sessions import (
    ParticipantRow,
    PresenceBody,
    PresentRow,
    SessionRow,
)
from collaboration.models import Participant
from collaboration.rooms import sessions
from workflows.access import Capability
from workflows.rest.operations import operation
from workflows.rest.permissions import Rule
from workflows.rest.views import ApiView


class Participants(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"GET": Capability.VIEW}

    @operation("Who has which draft of your teams open now", page=PresentRow, order=("id",))
    def get(self) -> QuerySet[Participant]:
        return sessions.present_in_teams(self.person)


class Session(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {
        "GET": Capability.VIEW,
        "DELETE": Capability.MANAGE_TEAM,
    }

    @operation("Who has the draft open now", answer=SessionRow)
    def get(self, workflow_id: UUID) -> dict[str, Any]:
        session = sessions.live_session(user=self.person, workflow_id=workflow_id)
        return {
            "generation": session.document.generation,
            "number": session.document.number,
            "participants": session.participants,
        }

    @operation("End the session for everybody who is in it; they may come again", status=204)
    def delete(self, workflow_id: UUID) -> None:
        sessions.end_session(user=self.person, workflow_id=workflow_id)


class SessionParticipant(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"DELETE": Capability.MANAGE_TEAM}

    @operation("End somebody's socket, or a program's presence", status=204)
    def delete(self, workflow_id: UUID, participant_id: UUID) -> None:
        sessions.remove_participant(
            user=self.person, workflow_id=workflow_id, participant_id=participant_id
        )


class SessionPresence(ApiView):
    permissions: ClassVar[dict[str, Rule]] = {"PUT": Capability.VIEW, "DELETE": Capability.VIEW}

    @operation(
        "Show yourself in the session, for as long as you repeat it within 30 seconds",
        body=PresenceBody,
        answer=ParticipantRow,
    )
    def put(self, workflow_id: UUID, body: dict[str, Any]) -> Participant:
        return sessions.set_presence(user=self.person, workflow_id=workflow_id, state=body["state"])

    @operation("Leave the session", status=204)
    def delete(self, workflow_id: UUID) -> None:
        sessions.clear_presence(user=self.person, workflow_id=workflow_id)
