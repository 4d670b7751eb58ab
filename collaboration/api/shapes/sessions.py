"""Live sessions and who is in them."""

from __future__ import annotations

import json

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from collaboration.models import Participant
from collaboration.rooms.colors import color_of
from workflows.models import Role
from workflows.rest.serializers import Body, JsonObjectField, Row


class ParticipantRow(Row):
    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField(source="user.username")
    name = serializers.SerializerMethodField()
    color = serializers.SerializerMethodField()
    role = serializers.ChoiceField(Role.choices)
    is_program = serializers.SerializerMethodField(help_text="tells its presence by REST")
    state = serializers.SerializerMethodField(help_text="of a program; else null")
    joined_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()

    def get_name(self, participant: Participant) -> str:
        return participant.user.get_full_name() or participant.user.get_username()

    def get_color(self, participant: Participant) -> str:
        return color_of(participant.color)

    def get_is_program(self, participant: Participant) -> bool:
        return participant.client is not None

    @extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
    def get_state(self, participant: Participant) -> dict[str, object] | None:
        state: dict[str, object] | None = json.loads(participant.state or "null")
        return state


class PresentRow(ParticipantRow):
    workflow = serializers.UUIDField(source="document.workflow.public_id")


class SessionRow(Row):
    generation = serializers.IntegerField(help_text="sockets that name another are refused")
    number = serializers.IntegerField(help_text="of the newest update in the document's log")
    participants = ParticipantRow(many=True)


class PresenceBody(Body):
    state = JsonObjectField(help_text="cursor, selection, whatever clients understand")
